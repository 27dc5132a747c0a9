/** What the checks come to. It looks at their ids and statuses only; words of fixes are taken over. */
import type { Check } from './check';
import { all, canRunVms, Findings } from './findings';
import type { Answer, Step, Verdict, VerdictStatus } from './report';
import { workloads } from './workloads';

/** The engines that Kata can be registered with, as checks name them, and how a runtime of theirs is used. */
const engines: readonly {
  readonly id: string;
  readonly name: string;
  readonly use: (runtime: string) => string;
}[] = [
  { id: 'docker', name: 'Docker', use: (runtime) => `use --runtime=${runtime}` },
  { id: 'nerdctl', name: 'nerdctl', use: (runtime) => `use --runtime ${runtime}` },
  { id: 'containerd', name: 'containerd', use: (runtime) => `use the handler ${runtime}` },
  { id: 'crio', name: 'CRI-O', use: (runtime) => `use the handler ${runtime}` },
];

/** A runtime that is registered with an engine and is really Kata. */
export interface Registered {
  readonly engine: string;
  readonly runtime: string;
  readonly use: string;
  readonly answer: Answer;
}

/** Registered runtimes, usable ones first, then in the order of the engines. */
export function registered(findings: Findings): readonly Registered[] {
  const found = engines.flatMap(({ id, name, use }) =>
    findings.checks.flatMap((check): Registered[] => {
      const start = `${id}.runtime.`;
      if (!check.id.startsWith(start) || check.status === 'not-applicable') return [];
      const runtime = check.id.slice(start.length);
      const engineFails = findings.checks.some(
        ({ id: other, status }) =>
          status === 'failed' && (other === id || (other.startsWith(`${id}.`) && !other.startsWith(start))),
      );
      const answer = engineFails ? 'no' : findings.answer(check.id);
      return [{ engine: name, runtime, use: use(runtime), answer }];
    }),
  );
  return found.toSorted((a, b) => Number(b.answer === 'yes') - Number(a.answer === 'yes'));
}

/** Whether Kata itself is complete: nothing of its topic has failed. */
const kataIsWhole = (findings: Findings): Answer =>
  findings.checks.some(({ topic, status }) => topic === 'kata' && status === 'failed') ? 'no' : 'yes';

export function judge(checks: readonly Check[]): Verdict {
  const findings = new Findings(checks);
  const vms = canRunVms(findings);
  const [best] = registered(findings);
  const kata = all([best?.answer ?? 'no', kataIsWhole(findings)]);
  const status: VerdictStatus =
    vms === 'no' ? 'not-ready' : vms === 'unknown' ? 'unknown' : kata === 'yes' ? 'ready' : 'partly';
  const next = status === 'ready' ? [] : steps(findings, vms, kata);
  return {
    status,
    text: textOf(status, findings, best, next, kata),
    next,
    workloads: workloads(findings, vms, kata),
  };
}

const stepOf = ({ id, fix }: Check): Step[] =>
  fix ? [{ id, text: fix.text, ...(fix.command !== undefined && { command: fix.command }) }] : [];

/** Remedies of what is in the way: first what VMs need, then Kata, then the engine. */
function steps(findings: Findings, vms: Answer, kata: Answer): readonly Step[] {
  const of = (ids: readonly string[], statuses: readonly Check['status'][]): readonly Check[] =>
    ids.flatMap((id) => findings.check(id) ?? []).filter(({ status }) => statuses.includes(status));
  const place = of(['os', 'wsl'], ['failed']);
  // Without Linux, nothing else can be done here
  if (place.length > 0) return place.flatMap(stepOf);
  const cpu = findings.failed('kvm') ? of(['cpu.virtualization'], ['failed']) : [];
  // A module can't be loaded before the CPU has what it needs
  const kvm = cpu.length > 0 ? [] : of(['kvm'], ['failed', 'unknown']);
  const base = [
    ...cpu,
    ...kvm,
    ...of(
      ['cpu.smt', 'kernel', 'kernel.parameters', 'vsock-conflict', 'vhost-vsock', 'vhost-net', 'tun'],
      vms === 'unknown' ? ['failed', 'unknown'] : ['failed'],
    ),
  ];
  const setUp =
    kata === 'yes'
      ? []
      : findings.checks.filter(
          ({ topic, status }) => (topic === 'kata' || topic === 'engines') && status === 'failed',
        );
  const unique = new Map(
    [...base, ...setUp].flatMap(stepOf).map((step) => [`${step.text}\n${step.command ?? ''}`, step]),
  );
  return [...unique.values()];
}

/** TEEs that VMs of this host can use, by the ids of their checks. */
export const tees: readonly (readonly [id: string, name: string])[] = [
  ['tee.tdx', 'TDX'],
  ['tee.sev-snp', 'SEV-SNP'],
  ['tee.secure-execution', 'Secure Execution'],
  ['tee.cca', 'CCA'],
];

function teeText(findings: Findings): string {
  const on = tees.filter(([id]) => findings.answer(id) === 'yes').map(([, name]) => name);
  if (on.length > 0) return `TEE: ${on.join(', ')}`;
  return tees.some(([id]) => findings.check(id)?.status === 'unknown') ? 'no TEE that can be seen' : 'no TEE';
}

function textOf(
  status: VerdictStatus,
  findings: Findings,
  best: Registered | undefined,
  next: readonly Step[],
  kata: Answer,
): string {
  const things = next.length === 1 ? '1 thing to do' : `${next.length} things to do`;
  switch (status) {
    case 'ready':
      return `Ready for Kata with ${best?.engine ?? ''}: ${best?.use ?? ''} (${teeText(findings)})`;
    case 'partly':
      return kata === 'unknown'
        ? `VMs can run here (${teeText(findings)}); whether Kata with ${best?.engine ?? 'an engine'} can start them could not be told`
        : `VMs can run here (${teeText(findings)}), but Kata is not set up${next.length > 0 ? `: ${things}` : ''}`;
    case 'not-ready':
      return next.length > 0 ? `Not ready: ${things}` : 'Not ready, and this machine offers no way to it';
    case 'unknown':
      return 'Could not be told: what shows whether VMs can run here is out of sight';
  }
}
