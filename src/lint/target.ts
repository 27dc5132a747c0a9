/** Decides which Kata a file is written for, in one place for the editor and the command line. */
import { hypervisors, nearestRelease, newest, type KataTarget, type Runtime } from '../knowledge';
import type { Project } from './project';

/** Where a part of the target came from, the strongest first. */
export type TargetOrigin = 'setting' | 'comment' | 'project' | 'file' | 'host' | 'default';

/** A target with its origins, for people who ask why. */
export interface ResolvedTarget {
  readonly target: KataTarget;
  readonly versionFrom: TargetOrigin;
  readonly runtimeFrom: TargetOrigin;
}

/** What a target is decided from. */
export interface TargetInput {
  readonly path: string;
  readonly text: string;
  /** A flag of the command line or a setting of the editor. */
  readonly explicit?: Partial<KataTarget>;
  readonly project?: Project;
  /** The Kata that the last host check found (editor only). */
  readonly host?: Partial<KataTarget>;
}

const comment = /^[ \t]*(?:#|\/\/)[ \t]*kata:(.*)$/;
const word = /\b(version|runtime)\s*=\s*([^\s,;]+)/g;

/** What `# kata: version=4.1.0 runtime=go` in the first 20 lines says, with the place of each value in the text. */
export function targetComment(text: string): { version?: string; runtime?: Runtime; line?: number } {
  const found: { version?: string; runtime?: Runtime; line?: number } = {};
  const head = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/, 20);
  for (const [line, content] of head.entries()) {
    const words = comment.exec(content)?.[1];
    if (words === undefined) continue;
    found.line = line;
    for (const [, key, value = ''] of words.matchAll(word)) {
      if (key === 'version') found.version = value;
      else if (value === 'go' || value === 'rs') found.runtime = value;
    }
  }
  return found;
}

const rsNames = /^[ \t]*(?:name|hypervisor_name|agent_name)[ \t]*=/m;
const tableName = /^[ \t]*\[[ \t]*hypervisor[ \t]*\.[ \t]*"?([\w-]+)"?[ \t]*\]/gm;

/**
 * The runtime that a configuration's own text shows: runtime-rs needs `name`, `hypervisor_name` and `agent_name` in
 * `[runtime]`, which Go does not know; some hypervisors are in one runtime only. undefined: the text does not say.
 */
function markedRuntime(path: string, text: string): Runtime | undefined {
  if (yamlName.test(path)) return undefined;
  if (/(?:^|[\\/_.-])runtime-rs(?:[\\/_.-]|$)/.test(path) || rsNames.test(text)) return 'rs';
  const go = new Set(hypervisors('go').map(({ name }) => name));
  const rs = new Set(hypervisors('rs').map(({ name }) => name));
  for (const [, name = ''] of text.matchAll(tableName)) {
    if (rs.has(name) && !go.has(name)) return 'rs';
    if (go.has(name) && !rs.has(name)) return 'go';
  }
  return undefined;
}

const yamlName = /\.ya?ml$/i;
const versionMark = /katacontainers\.io\/kata-version["']?:[ \t]*["']?(\d[\w.+-]*)/;

/**
 * The release that installed a RuntimeClass, which kata-deploy writes into an annotation since 3.32.0
 * (chart templates/_helpers.tpl@4.1.0, runtimeclassAnnotations).
 */
const markedVersion = (path: string, text: string): string | undefined =>
  yamlName.test(path) ? versionMark.exec(text)?.[1] : undefined;

/**
 * Flag or setting, comment in the file, project file, marks in the file, the host's Kata, the newest known release.
 * A configuration without any mark of runtime-rs is one for the Go runtime: runtime-rs would not load it. No check of
 * the host is run for this, and the command line passes no `host`, so that a pipeline and a laptop agree.
 */
export function resolveTarget({ path, text, explicit, project, host }: TargetInput): ResolvedTarget {
  const said = targetComment(text);
  const marked = markedRuntime(path, text);
  const versions: readonly [TargetOrigin, string | undefined][] = [
    ['setting', explicit?.version],
    ['comment', said.version],
    ['project', project?.version],
    ['file', markedVersion(path, text)],
    ['host', host?.version],
  ];
  const runtimes: readonly [TargetOrigin, Runtime | undefined][] = [
    ['setting', explicit?.runtime],
    ['comment', said.runtime],
    ['project', project?.runtime],
    ['file', marked],
    ['host', host?.runtime],
  ];
  const [runtimeFrom, runtime] = runtimes.find(([, value]) => value !== undefined) ?? ['default', 'go'];
  for (const [versionFrom, value] of versions) {
    const release = value === undefined ? undefined : nearestRelease(value);
    if (release)
      return { target: { version: release.version, runtime: runtime ?? 'go' }, versionFrom, runtimeFrom };
  }
  return { target: { version: newest, runtime: runtime ?? 'go' }, versionFrom: 'default', runtimeFrom };
}
