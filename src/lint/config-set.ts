/**
 * Which files make up one Kata configuration: a main file and the `config.d` folder beside it. Pure functions over
 * paths and names, for every reader of files (the command line's disk, the editor's file system).
 */
import { t } from '../text';
import type { Finding } from './finding';
import { baseName } from './classify';

/** The folder beside a main file whose members Kata applies after it (src/runtime/pkg/katautils/config.go@4.1.0). */
export const dropInFolderName = 'config.d';

const dropInPath = /^((?:.*[\\/])?)config\.d[\\/][^\\/]+$/s;

/**
 * The folder that holds the main files of a drop-in, with its last separator so that a name can follow (empty: the
 * current one). undefined: the path is not one of a member of a `config.d` folder.
 */
export const mainFolderOf = (path: string): string | undefined => dropInPath.exec(path)?.[1];

/** Those of a folder's names that may be main files; their text must still tell. */
export const mainFileNames = (names: readonly string[]): string[] =>
  names.filter((name) => /^configuration.*\.toml$/i.test(name)).sort();

/** What was found in a drop-in when it was judged with one of the main files beside it. */
export interface Judgement {
  readonly main: string;
  readonly findings: readonly Finding[];
}

const sameThing = ({ rule, severity, span, message }: Finding): string =>
  [rule, severity, span.start, span.end, message].join('\0');

const listed = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ')
    : t('{0} and {1} more', names.slice(0, 3).join(', '), names.length - 3);

/**
 * One list for a drop-in that was judged with several main files, in order of place. A finding that not all of the
 * folder's main files (`mains`: how many there are) share names those that do; its fixes are then no longer certain.
 */
export function mergeJudgements(judgements: readonly Judgement[], mains: number): readonly Finding[] {
  const found = new Map<string, { finding: Finding; names: string[] }>();
  for (const { main, findings } of judgements) {
    for (const finding of findings) {
      const key = sameThing(finding);
      const known = found.get(key);
      if (!known) found.set(key, { finding, names: [baseName(main)] });
      else if (!known.names.includes(baseName(main))) known.names.push(baseName(main));
    }
  }
  return [...found.values()]
    .map(({ finding, names }) => {
      if (names.length >= mains) return finding;
      const fixes = finding.fixes?.map(({ title, edits }) => ({ title, edits }));
      const message = t('{0} (with {1})', finding.message, listed(names));
      return { ...finding, message, ...(fixes && { fixes }) };
    })
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
