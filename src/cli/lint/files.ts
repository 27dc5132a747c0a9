/** Lints files that are judged one by one; what the manifests of a run say about each other counts. */
import type { KataTarget } from '../../knowledge';
import {
  handlerOf,
  indexConfiguration,
  indexManifest,
  lintFile,
  resolveTarget,
  Workspace,
  type Kind,
} from '../../lint';
import type { Judged } from './judge';
import type { ProjectFiles } from './project-files';
import type { Source } from './sources';

/** A file and what it is. */
export interface KindOfFile {
  /** As it is shown. */
  readonly file: string;
  readonly absolute: string;
  readonly kind: Kind;
  readonly source: Source;
}

/** Findings by file, as it is shown. `configurations`: Kata configurations of the run, which handlers start with. */
export function judgeFiles(
  files: readonly KindOfFile[],
  configurations: readonly { readonly path: string; readonly source: Source }[],
  explicit: Partial<KataTarget>,
  projects: ProjectFiles,
): ReadonlyMap<string, Judged> {
  const index = new Workspace();
  for (const { file, kind, source } of files)
    if (kind === 'manifest' || kind === 'helm-values') index.set(file, indexManifest(file, source.text));
  for (const { path, source } of configurations) {
    const handler = handlerOf(path);
    if (handler !== undefined) index.setConfiguration(handler, indexConfiguration(path, source.text));
  }
  const results = new Map<string, Judged>();
  for (const { file, absolute, kind, source } of files) {
    const { text } = source;
    const project = projects.of(absolute);
    const target = resolveTarget({ path: absolute, text, explicit, ...(project && { project }) });
    const options = { rules: project?.rules ?? {} };
    const findings = lintFile({ kind, path: file, text, target: target.target, options, index });
    results.set(file, { findings, targets: [target] });
  }
  return results;
}
