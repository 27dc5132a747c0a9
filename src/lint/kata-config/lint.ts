/** Lints a Kata configuration: a main file with its drop-ins, judged together as the loader would. */
import { parseToml, type TomlDocument } from '../../documents';
import type { KataTarget } from '../../knowledge';
import { t } from '../../text';
import { baseName } from '../classify';
import { Findings, maxText, severityTable, type RuleSettings } from '../engine';
import type { Finding } from '../finding';
import type { Report } from '../rule';
import { KataConfig, type ConfigFile } from './model';
import { families } from './rules';

/** A file as its reader found it. `path` is shown as it is given; both separators are understood. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A member of a `config.d` folder. */
export interface DropIn extends SourceFile {
  /** What stands in the folder; a directory has no text. */
  readonly entry: 'file' | 'symlink' | 'directory';
}

/** One Kata configuration: the main file with the drop-ins beside it. */
export interface ConfigSet {
  /** Absent for drop-ins whose main file is not known: nothing is then said about what they lack. */
  readonly main?: SourceFile;
  readonly dropIns?: readonly DropIn[];
}

export interface LintOptions {
  /** Severity per rule; `off` silences it. */
  readonly rules?: RuleSettings;
  /** false where another extension already reports TOML syntax errors and duplicates. Default true. */
  readonly syntax?: boolean;
  /** Rules that look at the machine: whether a file exists here. Absent: such rules are silent. */
  readonly fileExists?: (path: string) => boolean;
}

/** A file with a line above this length is not parsed. */
export const maxLine = 64_000;

const tooLong = (text: string): boolean => {
  if (text.length > maxText) return true;
  let start = 0;
  while (text.length - start > maxLine) {
    const end = text.indexOf('\n', start);
    if (end < 0 || end - start > maxLine) return true;
    start = end + 1;
  }
  return false;
};

/** Byte-wise order of names, as both loaders read the folder. */
const encoder = new TextEncoder();
function byBytes(a: string, b: string): number {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const empty: TomlDocument = { text: '', tables: [], comments: [], problems: [], toml11: [] };

const fileOf = (source: SourceFile, role: ConfigFile['role'], entry: ConfigFile['entry']): ConfigFile => ({
  path: source.path,
  name: baseName(source.path),
  role,
  entry,
  document:
    entry === 'directory' || tooLong(source.text)
      ? { ...empty, text: source.text }
      : parseToml(source.text, { template: /\.toml\.in$/i.test(source.path) }),
});

/**
 * Findings per file of the set (key: the path as given), in order of place. Files without findings are there too.
 * Never throws because of the text.
 */
export function lintKataConfig(
  set: ConfigSet,
  target: KataTarget,
  options: LintOptions = {},
): ReadonlyMap<string, readonly Finding[]> {
  const main = set.main && fileOf(set.main, 'main', 'file');
  const dropIns = (set.dropIns ?? []).map((dropIn) => fileOf(dropIn, 'drop-in', dropIn.entry));
  dropIns.sort((a, b) => byBytes(a.name, b.name));
  const files = [...(main ? [main] : []), ...dropIns];
  const findings = new Map(
    files.map((file) => [
      file.path,
      new Findings(file.document.text, severityOf, options.rules, 'toml-not-checked'),
    ]),
  );
  const report: Report<ConfigFile> = (rule, file, span, message, extra) => {
    findings.get(file.path)?.add(rule, span, message, extra);
  };
  for (const file of files) {
    if (file.entry !== 'directory' && tooLong(file.document.text)) {
      report(
        'toml-not-checked',
        file,
        { start: 0, end: 0 },
        t('The file is over 1 MB or has a line over 64 kB and is not checked.'),
      );
    }
  }
  const config = new KataConfig(files, target, options);
  for (const family of families) family.check(config, report);
  return new Map(
    files.map((file) => [file.path, findings.get(file.path)?.settled(file.document.comments) ?? []]),
  );
}

const severityOf = severityTable(families.flatMap(({ rules }) => rules));
