/** The lint engine's front door (interface; bodies follow). */
import type { KataTarget } from '../knowledge';
import type { Finding, Severity } from './finding';

export * from './finding';

/** What kinds of file the workbench knows. */
export const kinds = [
  'kata-config',
  'manifest',
  'containerd',
  'crio',
  'docker-daemon',
  'devcontainer',
  'compose',
  'init-data',
] as const;
export type Kind = (typeof kinds)[number];

/** A file as its reader found it. `path` is shown as it is given; both separators are understood. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A member of a `config.d` folder. */
export interface DropIn extends SourceFile {
  /** What stands in the folder: text is empty for a directory. */
  readonly entry: 'file' | 'symlink' | 'directory';
}

/** One Kata configuration: the main file with the drop-ins beside it. */
export interface ConfigSet {
  readonly main: SourceFile;
  readonly dropIns?: readonly DropIn[];
}

export interface LintOptions {
  /** Severity per rule; `off` silences it. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  /** false where another extension already reports TOML syntax errors and duplicates. Default true. */
  readonly syntax?: boolean;
  /** Rules that look at the machine: answers whether a file exists here. Absent: such rules are silent. */
  readonly fileExists?: (path: string) => boolean;
}

/** Findings per file of the set (key: the path as given), each sorted by place. Files without findings are there too. */
export declare function lintKataConfig(
  set: ConfigSet,
  target: KataTarget,
  options?: LintOptions,
): ReadonlyMap<string, readonly Finding[]>;

/** What kind of file this is by its path and, where the path does not decide, its text; undefined: none of ours. */
export declare function classify(path: string, text: string): Kind | undefined;

/** What `.kata-workbench.json` may say; see schemas/kata-workbench.schema.json. */
export interface Project {
  readonly version?: string;
  readonly runtime?: 'go' | 'rs';
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  /** gitignore patterns, relative to the project file. */
  readonly ignore?: readonly string[];
}

/** Reads a project file's text. `problems` says in words what is wrong with it; what is right still counts. */
export declare function parseProject(text: string): {
  project: Project;
  problems: readonly { message: string; start: number; end: number }[];
};

/** Where a target came from, for the status item and `--format text`. */
export type TargetOrigin = 'flag' | 'setting' | 'comment' | 'file' | 'project' | 'host' | 'default';

/** Decides the Kata a file is written for; the order is docs/architecture.md's. */
export declare function resolveTarget(input: {
  readonly path: string;
  readonly text: string;
  readonly explicit?: Partial<KataTarget>;
  readonly project?: Project;
  readonly host?: Partial<KataTarget>;
}): { target: KataTarget; versionFrom: TargetOrigin; runtimeFrom: TargetOrigin };

/** A rule's face: id, one-line summary, default severity; for settings, SARIF and the docs. */
export interface RuleInfo {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
}

/** Every rule, in order of id. */
export declare const rules: readonly RuleInfo[];
