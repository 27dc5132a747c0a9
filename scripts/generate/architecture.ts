/** docs/architecture.svg: the folders of src and who uses whom, read from the imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

interface Box {
  readonly name: string;
  readonly words: string;
  /** Column (halves are between two) and row. */
  readonly at: readonly [column: number, row: number];
}

/** Each folder of src, from VS Code and the shell down to the data. */
const boxes: readonly Box[] = [
  { name: 'extension.ts', words: "VS Code's way in", at: [0.5, 0] },
  { name: 'cli.ts', words: "the shell's way in", at: [2.5, 0] },
  { name: 'editor', words: 'problems, fixes, views', at: [0.5, 1] },
  { name: 'cli', words: 'arguments, reports', at: [2.5, 1] },
  { name: 'tools', words: 'for language models', at: [1.5, 2] },
  { name: 'assist', words: 'hover, completion', at: [0, 3] },
  { name: 'cluster', words: 'pods and why they fail', at: [1, 3] },
  { name: 'devcontainer', words: 'switch, preflight, prove', at: [2, 3] },
  { name: 'sandboxes', words: 'what runs in Kata here', at: [3, 3] },
  { name: 'host', words: 'what this machine can run', at: [2, 4] },
  { name: 'lint', words: 'rules and findings', at: [1, 5] },
  { name: 'attestation', words: 'init-data, policies', at: [1, 6] },
  { name: 'documents', words: 'text to tree with places', at: [0.5, 7] },
  { name: 'engines', words: 'programs as data', at: [2.5, 7] },
  { name: 'knowledge', words: 'what Kata is, as data', at: [1.5, 8] },
];

/** Not in the drawing: the lint's thread, and small files that anybody may use. */
const aside = ['worker.ts', 'text.ts', 'json-words.ts', 'redact.ts'];

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which entries of src import from which others. */
function imports(): Graph {
  const graph = new Map<string, Set<string>>();
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const [entry = ''] = file.split('/');
    const text = readFileSync(join('src', file), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']*)'/g)) {
      const [first = '', inside] = posix.join(posix.dirname(file), path).split('/');
      const target = inside === undefined && files.includes(`${first}.ts`) ? `${first}.ts` : first;
      // `..` is package.json
      if (target === entry || target === '..' || aside.includes(entry) || aside.includes(target)) continue;
      graph.set(entry, (graph.get(entry) ?? new Set()).add(target));
    }
  }
  return graph;
}

/** Without what an arrow says that another way over other folders says as well. */
function reduced(graph: Graph): [string, string][] {
  const reaches = (from: string, to: string): boolean =>
    [...(graph.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return [...graph].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to): [string, string] => [from, to]),
  );
}

/** In pixels. */
const size = { width: 190, height: 46, column: 214, row: 78, margin: 24 };

const middle = ({ at: [column] }: Box): number => size.margin + column * size.column + size.width / 2;
const top = ({ at: [, row] }: Box): number => size.margin + row * size.row;

/** Throws where a folder of src has no box, and where an arrow would point up. */
function boxOf(name: string): Box {
  const box = boxes.find((one) => one.name === name);
  if (!box) throw new Error(`scripts/generate/architecture.ts: src/${name} has no box.`);
  return box;
}

function arrow(from: Box, to: Box): string {
  if (to.at[1] <= from.at[1])
    throw new Error(`src/${from.name} uses src/${to.name}, and arrows point down only.`);
  const [x1, y1, x2, y2] = [middle(from), top(from) + size.height, middle(to), top(to) - 3];
  const bend = Math.min(60, (y2 - y1) / 2);
  return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" marker-end="url(#tip)"/>`;
}

function rectangle(box: Box): string {
  const [x, y] = [middle(box), top(box)];
  const { width, height } = size;
  return [
    `<rect x="${x - width / 2}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text x="${x}" y="${y + 20}" class="name">${box.name}</text>`,
    `<text x="${x}" y="${y + 37}">${box.words}</text>`,
  ].join('\n');
}

/** With a background of its own: it is looked at on light and on dark pages. */
export function architectureDrawing(): string {
  const arrows = reduced(imports())
    .sort()
    .map(([from, to]) => arrow(boxOf(from), boxOf(to)));
  const [columns, rows] = [0, 1].map((axis) => Math.max(...boxes.map(({ at }) => at[axis] ?? 0)));
  const width = 2 * size.margin + (columns ?? 0) * size.column + size.width;
  const height = 2 * size.margin + (rows ?? 0) * size.row + size.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>The folders of src; arrows point to what is used</title>
<style>
text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #57606a; text-anchor: middle; }
text.name { font-weight: 600; font-size: 15px; fill: #1f2328; }
rect { fill: #ffffff; stroke: #8c959f; }
rect.page { fill: #f6f8fa; stroke: #d0d7de; }
path { fill: none; stroke: #6e7781; stroke-width: 1.5; }
marker path { fill: #6e7781; stroke: none; }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${arrows.join('\n')}
${boxes.map(rectangle).join('\n')}
</svg>
`;
}
