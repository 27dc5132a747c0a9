/** The page of a rule in Markdown, from the rule itself: the editor shows it, and docs/rules holds it. */
import { newest } from '../knowledge';
import type { Example, Rule } from './rule';

/** Longer examples make their point by their length. */
const longest = 2000;

const runtimes = { go: 'Go runtime', rs: 'runtime-rs' } as const;

/** How a fenced block of Markdown names an example's language. */
const languageOf = ({ kind, path }: Example): string =>
  kind === 'docker-daemon'
    ? 'json'
    : kind === 'devcontainer'
      ? 'jsonc'
      : kind === 'manifest' || kind === 'helm-values' || /\.ya?ml$/.test(path ?? '')
        ? 'yaml'
        : 'toml';

/** The page of a rule; without an end of line. */
export function rulePage(rule: Rule): string {
  const bad = example('Reported', rule.bad);
  return [
    `# ${rule.id}`,
    `${rule.summary}. Usual severity: **${rule.severity}**.`,
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

/** One example with what it is written for; nothing where there is no text to show. */
function example(title: string, shown: Example): string {
  const { text, path, runtime, version } = shown;
  const plain = text.replace(/[«»]/g, '');
  if (plain.trim() === '' || plain.length > longest) return path === undefined ? '' : `${title}: \`${path}\``;
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
