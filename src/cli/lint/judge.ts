/** Lints the inputs of a run, each Kata configuration as a whole, and says what was found in each file. */
import { basename } from 'node:path';
import type { KataTarget } from '../../knowledge';
import {
  lintKataConfig,
  mergeJudgements,
  resolveTarget,
  type Finding,
  type Judgement,
  type Kind,
  type ResolvedTarget,
} from '../../lint/core';
import { ConfigFolders, type ConfigFolder, type Main, type Member } from './config-folders';
import { withEncoding, withLineEnds } from './encoding';
import type * as Files from './files';
import type { Input } from './inputs';
import { unreadable } from './notes';
import type { ProjectFiles } from './project-files';
import { assignRoles, type Role } from './roles';
import { Unreadable, type Source, type Sources } from './sources';

/** What there is to say about one file. */
export interface Entry {
  /** As it was given: `-` for standard input. */
  readonly path: string;
  /** The file it is, or that standard input stands for. */
  readonly file: string;
  readonly kind: Kind | undefined;
  readonly findings: readonly Finding[];
  /** Missing where the file can't be read, and for a directory. */
  readonly source?: Source;
  /** The Kata that a configuration was judged for; several for a drop-in of several main files. */
  readonly targets: readonly ResolvedTarget[];
  /** It was given or found, and is not only there because something was found in it. */
  readonly input: boolean;
}

export interface Request {
  /** The Kata that the flags name. */
  readonly explicit: Partial<KataTarget>;
}

/** What was found in a file. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly targets: readonly ResolvedTarget[];
}

/**
 * An entry for each input that was named or is a file for Kata, and for each drop-in of theirs with a finding.
 * `others`: what lints files of other kinds than Kata's own configuration; needed only where there are some.
 */
export function judge(
  inputs: readonly Input[],
  request: Request,
  sources: Sources,
  projects: ProjectFiles,
  others: typeof Files | undefined,
): readonly Entry[] {
  const folders = new ConfigFolders(sources);
  const roles = assignRoles(inputs, folders, projects);
  const judged = new Map<ConfigFolder, ReadonlyMap<string, Judged>>();
  for (const folder of folders.all()) judged.set(folder, judgeFolder(folder, request, projects));
  const files = [...roles].flatMap(([input, role]) => (role.as === 'file' ? [{ ...input, ...role }] : []));
  const configurations = [...folders.all()].flatMap(({ mains }) => [...mains.values()]);
  const judgedFiles = others?.judgeFiles(files, configurations, request.explicit, projects);
  const rest = new Set(folders.all());
  return inputs.flatMap((input) => {
    const role = roles.get(input);
    if (!role) return [];
    const entry = entryOf(input, role, judged, judgedFiles);
    if (role.as !== 'main' || !rest.delete(role.folder)) return [entry];
    return [entry, ...otherDropIns(role.folder, judged.get(role.folder))];
  });
}

const nothing: Judged = { findings: [], targets: [] };

function entryOf(
  input: Input,
  role: Role,
  judged: ReadonlyMap<ConfigFolder, ReadonlyMap<string, Judged>>,
  judgedFiles: ReadonlyMap<string, Judged> | undefined,
): Entry {
  const source = input.source instanceof Unreadable ? {} : { source: input.source };
  const plain = { path: input.path, file: input.file, ...source, input: true };
  if (role.as === 'other') return { ...plain, kind: role.kind, findings: [role.note], targets: [] };
  if (role.as === 'file') {
    const { findings, targets } = judgedFiles?.get(input.file) ?? nothing;
    return { ...plain, kind: role.kind, findings: withLineEnds(findings, role.source), targets };
  }
  const path = role.as === 'main' ? role.main.path : (role.folder.dropIns.get(role.name)?.path ?? '');
  const { findings, targets } = judged.get(role.folder)?.get(path) ?? nothing;
  return { ...plain, kind: 'kata-config', findings, targets };
}

/** Entries for what was found in drop-ins that are no inputs themselves. */
function otherDropIns(folder: ConfigFolder, judged: ReadonlyMap<string, Judged> | undefined): Entry[] {
  const kind = 'kata-config';
  const found = [...folder.dropIns.values()].flatMap(({ path, source }): Entry[] => {
    const { findings, targets } = judged?.get(path) ?? nothing;
    if (findings.length === 0 || folder.wantedDropIns.has(basename(path))) return [];
    return [{ path, file: path, kind, findings, targets, input: false, ...(source && { source }) }];
  });
  const unread = [...folder.unreadable].map(([path, { reason }]): Entry => ({
    path,
    file: path,
    kind,
    findings: [unreadable(reason)],
    targets: [],
    input: false,
  }));
  return [...found, ...unread];
}

/** Judges the main files of a folder that are asked for with its drop-ins; all of them where a drop-in is. */
function judgeFolder(
  folder: ConfigFolder,
  request: Request,
  projects: ProjectFiles,
): ReadonlyMap<string, Judged> {
  const results = new Map<string, Judged>();
  const dropIns = [...folder.dropIns.values()];
  // A finding names its main file where there are others
  if (dropIns.length > 0) folder.findMains();
  const judgements = new Map<string, (Judgement & { readonly target: ResolvedTarget })[]>();
  for (const main of folder.mains.values()) {
    if (!main.wanted && folder.wantedDropIns.size === 0) continue;
    const { findings, target } = judgeSet({ main, dropIns }, request, projects);
    results.set(main.path, { findings: findings(main), targets: [target] });
    for (const dropIn of dropIns) {
      // By its real name: that is the one that stands in the folder
      const judgement = { main: main.source.real, findings: findings(dropIn), target };
      judgements.set(dropIn.path, [...(judgements.get(dropIn.path) ?? []), judgement]);
    }
  }
  for (const [path, all] of judgements) {
    results.set(path, {
      findings: mergeJudgements(all, folder.mains.size),
      targets: all.map(({ target }) => target),
    });
  }
  if (folder.mains.size > 0) return results;
  for (const dropIn of dropIns) {
    const { findings, target } = judgeSet({ dropIns: [dropIn] }, request, projects);
    results.set(dropIn.path, { findings: findings(dropIn), targets: [target] });
  }
  return results;
}

function judgeSet(
  { main, dropIns }: { readonly main?: Main; readonly dropIns: readonly Member[] },
  { explicit }: Request,
  projects: ProjectFiles,
): { findings: (file: Main | Member) => readonly Finding[]; target: ResolvedTarget } {
  const head = main ?? dropIns[0];
  const text = head?.source?.text ?? '';
  const path = head?.absolute ?? '';
  const project = projects.of(path);
  const target = resolveTarget({ path, text, explicit, ...(project && { project }) });
  const rules = project?.rules ?? {};
  const set = { ...(main && { main: { path: main.path, text } }), dropIns };
  const found = lintKataConfig(set, target.target, { rules });
  const findings = ({ path, source }: Main | Member): readonly Finding[] =>
    withLineEnds(withEncoding(found.get(path) ?? [], source, rules), source);
  return { findings, target };
}
