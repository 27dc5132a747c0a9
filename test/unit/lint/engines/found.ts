/** What the lint finds in a container engine's file, one line a finding. */
import { newest } from '../../../../src/knowledge';
import { applyEdits, type Finding, type Kind } from '../../../../src/lint';
import { lintContainerd } from '../../../../src/lint/containerd';
import { lintCrio } from '../../../../src/lint/crio';
import { lintDocker } from '../../../../src/lint/docker';
import type { EngineOptions } from '../../../../src/lint/runtimes/run';

export interface Given {
  readonly kind?: Kind;
  readonly text: string;
  readonly path?: string;
  readonly version?: string;
  readonly options?: EngineOptions;
}

const ways = { containerd: lintContainerd, crio: lintCrio, 'docker-daemon': lintDocker } as const;
const usual = { containerd: 'config.toml', crio: 'crio.conf', 'docker-daemon': 'daemon.json' } as const;

/** Findings of a file of that kind; by default containerd's main file, for the newest Kata. */
export function lintText({
  kind = 'containerd',
  text,
  path,
  version = newest,
  options,
}: Given): readonly Finding[] {
  if (kind !== 'containerd' && kind !== 'crio' && kind !== 'docker-daemon') throw new Error(kind);
  return ways[kind]({ path: path ?? usual[kind], text, target: { version, runtime: 'go' } }, options);
}

/** `rule: severity marked text`, one a finding. */
export const found = (given: Given): string[] =>
  lintText(given).map(
    ({ rule, severity, span }) => `${rule}: ${severity} ${given.text.slice(span.start, span.end)}`,
  );

/** The text after the first fix of the rule's first finding. */
export function fixed(rule: string, given: Given): string | undefined {
  const fix = lintText(given).find((finding) => finding.rule === rule)?.fixes?.[0];
  return fix && applyEdits(given.text, fix.edits);
}
