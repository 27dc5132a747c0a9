/** Judges one Kata configuration together with the files around it. Nothing here waits: what it says is of one moment. */
import { existsSync } from 'node:fs';
import type * as vscode from 'vscode';
import type { KataTarget } from '../../knowledge';
import type * as Lint from '../../lint';
import type { DropIn, FileFacts, Finding, ResolvedTarget, SourceFile } from '../../lint';
import type { ConfigFolders, FolderFile } from './config-folders';
import { settings } from '../contributions';
import type { HostKata } from '../host/kata';
import { isDropIn, openDocument, pathOf, setFolder } from '../places';
import type { FoundProject, ProjectFiles } from './project-files';
import { explicitTarget, setting } from '../settings';
import { isServedByOther } from './toml-extensions';

/** The findings in a text, and what they were judged by. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly target: ResolvedTarget;
  /** The file that the target was read from: the main file, also for a drop-in. */
  readonly main: vscode.Uri;
  readonly project: FoundProject | undefined;
  /** The files of the set with the texts that were judged, by the paths that related places name. */
  readonly files: ReadonlyMap<string, JudgedFile>;
  /** What a manifest says to others. */
  readonly facts?: FileFacts;
}

/** One file of the set. */
export interface JudgedFile {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** Everything around a document that has to be read or loaded before it can be judged. */
export interface Surroundings {
  readonly lint: typeof Lint;
  readonly project: FoundProject | undefined;
  /** What is installed here. */
  readonly host: Partial<KataTarget>;
  /** A Kata that stands above what the settings say. */
  readonly explicit?: Partial<KataTarget>;
  /** For a drop-in: what may be main files in the folder above. */
  readonly mains: readonly FolderFile[];
  readonly dropIns: readonly FolderFile[];
}

/** Loads the lint and reads what stands around a file; quick when it did so before. */
export async function lookAround(
  uri: vscode.Uri,
  folders: ConfigFolders,
  projects: ProjectFiles,
  host: HostKata,
): Promise<Surroundings> {
  const alone = uri.scheme === 'untitled';
  const folder = setFolder(uri);
  const [lint, project, mains, dropIns] = await Promise.all([
    import('../../lint'),
    projects.of(uri),
    isDropIn(uri) ? folders.mains(folder) : [],
    alone ? [] : folders.dropIns(folder),
  ]);
  return { lint, project, host: host.target, mains, dropIns };
}

/** What the lint says about a configuration with this text. The text of other open documents counts as it is. */
export function judge(self: JudgedFile, around: Surroundings): Judged {
  const { lint, project } = around;
  const key = self.uri.toString();
  const files = new Map<string, JudgedFile>();
  const source = ({ uri, text: onDisk }: JudgedFile): SourceFile => {
    const path = pathOf(uri);
    const current = uri.toString() === key ? self.text : (openDocument(uri)?.getText() ?? onDisk);
    files.set(path, { uri, text: current });
    return { path, text: current };
  };
  const own = source(self);
  const dropIns = around.dropIns.map((file): DropIn => ({ ...source(file), entry: file.entry }));
  const targetOf = (file: SourceFile): ResolvedTarget =>
    lint.resolveTarget({
      ...file,
      explicit: { ...explicitTarget(self.uri), ...around.explicit },
      ...(project && { project: project.project }),
      // Not its runtime: without a mark of runtime-rs this one is for Go, whatever else is installed
      ...(around.host.version !== undefined && { host: { version: around.host.version } }),
    });
  const fileExists =
    self.uri.scheme === 'file' && process.platform === 'linux'
      ? lint.filesOfThisHost(self.uri.fsPath, existsSync)
      : undefined;
  const options = {
    rules: severities(self.uri, around),
    syntax: !isServedByOther(self.uri),
    ...(fileExists && { fileExists }),
  };
  const found = (main: SourceFile | undefined, members: readonly DropIn[]): readonly Finding[] => {
    const { target } = targetOf(main ?? own);
    return (
      lint.lintKataConfig({ ...(main && { main }), dropIns: members }, target, options).get(own.path) ?? []
    );
  };
  const result = (main: SourceFile, findings: readonly Finding[]): Judged => ({
    findings,
    target: targetOf(main),
    main: files.get(main.path)?.uri ?? self.uri,
    project,
    files,
  });
  if (!isDropIn(self.uri)) return result(own, found(own, dropIns));

  const onDisk = dropIns.some(({ path }) => path === own.path);
  const members = onDisk ? dropIns : [...dropIns, { ...own, entry: 'file' as const }];
  const mains = around.mains
    .map(source)
    .filter((main) => lint.classify(main.path, main.text) === 'kata-config');
  const [first] = mains;
  if (!first) return result(own, found(undefined, members));
  const judgements = mains.map((main) => ({ main: main.path, findings: found(main, members) }));
  return result(first, lint.mergeJudgements(judgements, mains.length));
}

/** Severity per rule: the project file's, and above it the settings'. */
export function severities(uri: vscode.Uri, { lint, project }: Pick<Surroundings, 'lint' | 'project'>) {
  const set = Object.entries(setting(settings.lintRules, uri)).filter(([, value]) =>
    lint.isRuleSetting(value),
  );
  return { ...project?.project.rules, ...Object.fromEntries(set) };
}
