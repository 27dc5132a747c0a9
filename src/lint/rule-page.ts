/** The page of a rule in Markdown, from the rule itself: the editor shows it, and docs/rules holds it. */
import { newest } from '../knowledge';
import type { Kind } from './classify';
import type { Example, Rule } from './rule';

/** Longer examples make their point by their length. */
const longest = 2000;

/** Of what is shown as the place of a finding, in characters. */
const longestPlace = 60;

/** What kind of file a rule is about. */
const files: Readonly<Record<Kind, string>> = {
  'kata-config': "Kata's configuration (`configuration.toml`, drop-ins)",
  manifest: 'Kubernetes manifests',
  'helm-values': "values of Kata's Helm chart",
  containerd: "containerd's configuration",
  crio: "CRI-O's configuration",
  'docker-daemon': "Docker's `daemon.json`",
  devcontainer: '`devcontainer.json`',
  compose: 'Compose files',
  'init-data': 'init-data, in a file of its own or in a manifest',
};

const runtimes = { go: 'Go runtime', rs: 'runtime-rs' } as const;

/** How a fenced block of Markdown names an example's language. */
const languageOf = ({ kind, path }: Example): string =>
  kind === 'docker-daemon'
    ? 'json'
    : kind === 'devcontainer'
      ? 'jsonc'
      : kind === 'manifest' || kind === 'helm-values' || kind === 'compose' || /\.ya?ml$/.test(path ?? '')
        ? 'yaml'
        : 'toml';

/** The page of a rule; without an end of line. */
export function rulePage(rule: Rule): string {
  const bad = example(`Reported${placesOf(rule.bad)}`, rule.bad);
  return [
    `# ${rule.id}`,
    `**${rule.summary}.**`,
    `Usual severity: **${rule.severity}**. Looks at: ${files[rule.bad.kind ?? 'kata-config']}.`,
    rule.about,
    ...(bad !== '' ? ['## Example', bad, example('Right', rule.good)] : []),
    '## Silence it',
    ...byComment(rule),
    `For a project, or with another severity, in \`.kata-workbench.json\`: \`{ "rules": { "${rule.id}": "off" } }\`.`,
    `Source: ${rule.source}.`,
  ].join('\n\n');
}

/** How a comment silences it; JSON has none. */
function byComment({ id, bad }: Rule): string[] {
  const language = languageOf(bad);
  if (language === 'json') return [];
  return [
    [
      'For one place, with a comment in the line before it that says why:',
      '',
      `\`\`\`${language}`,
      `${language === 'jsonc' ? '//' : '#'} kata-lint-disable-next-line ${id} -- reason`,
      '```',
    ].join('\n'),
  ];
}

/** Where in the text it is reported, for one that reads the page: the lines as code, where they are few and short. */
function placesOf({ text }: Example): string {
  const lines = text.split('\n').filter((line) => line.includes('«'));
  const places = lines.map((line) => line.replace(/[«»]/g, '').trim());
  const short = places.every((place) => place.length <= longestPlace && !place.includes('`'));
  return short && places.length > 0 && places.length <= 3
    ? ` at ${places.map((place) => `\`${place}\``).join(', ')}`
    : '';
}

/** One example with what it is written for; nothing where there is no text to show. */
function example(title: string, shown: Example): string {
  const { text, path, runtime, version } = shown;
  const plain = text.replace(/[«»]/g, '');
  if (plain.trim() === '') return path === undefined ? '' : `${title}: \`${path}\``;
  if (plain.length > longest)
    return `${title}: a text of ${plain.length} characters, too long for this page.`;
  const target = [
    path && `\`${path}\``,
    runtime && runtimes[runtime],
    version && version !== newest && `Kata ${version}`,
  ];
  const notes = target.filter((note) => typeof note === 'string' && note !== '');
  const heading = notes.length > 0 ? `${title} (${notes.join(', ')}):` : `${title}:`;
  const fenced = (content: string): string => `\`\`\`${languageOf(shown)}\n${content.trimEnd()}\n\`\`\``;
  const others = Object.entries(shown.beside ?? {}).map(
    ([name, other]) => `together with \`${name}\`:\n\n${fenced(other)}`,
  );
  return [`${heading}\n\n${fenced(plain)}`, ...others].join('\n\n');
}
