/** What the lint finds in a configuration, one line a finding, for tests of several keys together. */
import { applyEdits, lintKataConfig, type Finding, type LintOptions } from '../../../src/lint';
import { newest, type KataTarget } from '../../../src/knowledge';

interface Given extends Partial<KataTarget> {
  /** Name in config.d -> text. */
  readonly dropIns?: Readonly<Record<string, string>>;
  readonly options?: LintOptions;
  /** false: only the drop-ins are known. */
  readonly main?: boolean;
}

/** Findings of one rule in all files: `file: severity marked text`. */
export function found(rule: string, text: string, given: Given = {}): string[] {
  return lint(text, given).flatMap(({ path, content, findings }) =>
    findings
      .filter((finding) => finding.rule === rule)
      .map(({ severity, span }) => `${path}: ${severity} ${content.slice(span.start, span.end)}`),
  );
}

/** The main file after the first fix of the rule's first finding in it. */
export function fixed(rule: string, text: string, given: Given = {}): string | undefined {
  const finding = lint(text, given)[0]?.findings.find((each) => each.rule === rule);
  const fix = finding?.fixes?.[0];
  return fix && applyEdits(text, fix.edits);
}

/** runtime-rs needs its three names and their tables. */
export const rs = (hypervisor: string, keys: string, agent = '', runtime = ''): string =>
  `[hypervisor.${hypervisor}]\n${keys}[agent.kata]\n${agent}[runtime]\nname = "virt_container"\nhypervisor_name = "${hypervisor}"\nagent_name = "kata"\n${runtime}`;

function lint(
  text: string,
  { version = newest, runtime = 'go', dropIns = {}, options = {}, main = true }: Given,
): { path: string; content: string; findings: readonly Finding[] }[] {
  const files = new Map([
    ...(main ? ([['main', text]] as const) : []),
    ...Object.entries(dropIns).map(([name, content]) => [`config.d/${name}`, content] as const),
  ]);
  const set = {
    ...(main && { main: { path: 'main', text } }),
    dropIns: [...files].flatMap(([path, content]) =>
      path === 'main' ? [] : [{ path, text: content, entry: 'file' as const }],
    ),
  };
  const findings = lintKataConfig(set, { version, runtime }, options);
  return [...files].map(([path, content]) => ({ path, content, findings: findings.get(path) ?? [] }));
}
