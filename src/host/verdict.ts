/** What the checks come to. It looks at their ids and statuses only; words of fixes are taken over. */
import { t } from '../text';
import type { Check } from './check';
import { canRunVms, devices, Findings } from './findings';
import type { Answer, Step, Verdict, VerdictStatus } from './report';
import { registration, stepOf, together } from './steps';
import { workloads } from './workloads';

/** A container engine, as ids of checks name it. */
interface Engine {
  readonly id: string;
  readonly name: string;
  /** How a runtime of it is used. */
  readonly use: (runtime: string) => string;
}

/** Engines that Kata can be registered with; the first is the one that dev containers need. */
const engines: readonly Engine[] = [
  { id: 'docker', name: 'Docker', use: (runtime) => t('use --runtime={0}', runtime) },
  { id: 'nerdctl', name: 'nerdctl', use: (runtime) => t('use --runtime {0}', runtime) },
  { id: 'containerd', name: 'containerd', use: (runtime) => t('use the handler {0}', runtime) },
  { id: 'crio', name: 'CRI-O', use: (runtime) => t('use the handler {0}', runtime) },
];

/** A runtime that is registered with an engine. */
interface Registered {
  readonly engine: Engine;
  readonly runtime: string;
  /** Whether it is a Kata that could start a sandbox, where VMs can run. */
  readonly answer: Answer;
}

/**
 * Registered runtimes, usable ones first. A check `ENGINE.runtime.NAME` is ok, or a warning, only where the name stands
 * for a whole Kata; runtimes that are none are not applicable.
 */
function registered(findings: Findings): readonly Registered[] {
  const order: readonly Answer[] = ['yes', 'unknown', 'no'];
  return engines
    .flatMap((engine) => {
      const start = `${engine.id}.runtime.`;
      const engineFails =
        findings.failed(engine.id) ||
        findings.failed(`${engine.id}.networking`) ||
        // A daemon that answers goes on with what it read before
        (findings.failed(`${engine.id}.daemon-json`) && findings.check(engine.id)?.status !== 'ok');
      return findings.checks
        .filter(({ id, status }) => id.startsWith(start) && status !== 'not-applicable')
        .map(({ id }) => ({
          engine,
          runtime: id.slice(start.length),
          answer: engineFails ? ('no' as const) : findings.answer(id),
        }));
    })
    .toSorted((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer));
}

/** Whether what is installed, or what an engine has registered, could not be read at all. */
const isOutOfSight = (findings: Findings): boolean =>
  findings.check('kata.runtime')?.status === 'unknown' ||
  engines.some(({ id }) =>
    [`${id}.runtime`, `${id}.daemon-json`, `${id}.configuration`].some(
      (one) => findings.check(one)?.status === 'unknown',
    ),
  );

/** What the checks come to. Never throws. */
export function judge(checks: readonly Check[]): Verdict {
  const findings = new Findings(checks);
  const [best] = registered(findings);
  const vms = canRunVms(findings, best !== undefined && best.answer !== 'no');
  const kata = best?.answer === 'no' || !best ? (isOutOfSight(findings) ? 'unknown' : 'no') : best.answer;
  const status: VerdictStatus =
    vms === 'no' ? 'not-ready' : vms === 'unknown' ? 'unknown' : kata === 'yes' ? 'ready' : 'partly';
  const next = status === 'ready' ? [] : steps(findings, vms, kata, best);
  return {
    status,
    text: textOf(status, findings, best, next, kata),
    next,
    workloads: workloads(
      findings,
      vms,
      (ids) =>
        registered(findings).find(({ engine }) => ids.includes(engine.id))?.answer ??
        (kata === 'unknown' ? 'unknown' : 'no'),
    ),
  };
}

/** Remedies of what is in the way: first what VMs need, then Kata, then the engine. */
function steps(findings: Findings, vms: Answer, kata: Answer, best: Registered | undefined): readonly Step[] {
  const of = (ids: readonly string[], statuses: readonly Check['status'][]): readonly Check[] =>
    ids.flatMap((id) => findings.check(id) ?? []).filter(({ status }) => statuses.includes(status));
  const place = of(['os', 'wsl', 'container'], ['failed']);
  // Without Linux of one's own, nothing else can be done here
  if (place.length > 0) return place.flatMap(stepOf);
  // From inside a container the host is to be asked first
  const container = vms === 'yes' ? [] : of(['container'], ['warning']);
  if (container.length > 0) return container.flatMap(stepOf);
  if (onlyPeerPods(findings)) return of(['guest.tee'], ['warning']).flatMap(stepOf);
  const cpu = findings.failed('kvm') ? of(['cpu.virtualization'], ['failed']) : [];
  const base = [
    ...cpu,
    // A module can't be loaded before the CPU has what it needs
    ...(cpu.length > 0 ? [] : of(['kvm'], ['failed', 'unknown'])),
    ...of(
      ['cpu.smt', 'kernel', 'kernel.parameters', 'vsock-conflict', ...devices],
      vms === 'unknown' ? ['failed', 'unknown'] : ['failed'],
    ),
  ].flatMap(stepOf);
  const unique = new Map(
    [...together(base), ...(kata === 'yes' ? [] : setUp(findings, best))].map((step) => [
      step.command ?? step.text,
      step,
    ]),
  );
  return [...unique.values()];
}

/** A confidential VM has no VMs of its own: nothing here would change that. */
const onlyPeerPods = (findings: Findings): boolean =>
  findings.failed('kvm') && findings.check('guest.tee')?.status === 'warning';

/** From a host that can run VMs to a Kata that an engine starts: one engine is enough. */
function setUp(findings: Findings, best: Registered | undefined): readonly Step[] {
  const failed = (isMeant: (check: Check) => boolean): readonly Step[] =>
    findings.checks.filter((check) => check.status === 'failed' && isMeant(check)).flatMap(stepOf);
  // nerdctl is a command for containerd: where it could not be looked for, it is no reason to take it
  const isHere = ({ id }: Engine): boolean =>
    !['not-applicable', undefined, ...(id === 'nerdctl' ? ['unknown'] : [])].includes(
      findings.check(id)?.status,
    );
  const engine = best && best.answer !== 'no' ? best.engine : engines.find(isHere);
  const unseen = findings.checks.filter(({ id, status }) => id === 'kata.runtime' && status === 'unknown');
  const path = findings.check('kata.shim-path');
  const install = [
    ...unseen.flatMap(stepOf),
    ...failed(({ topic }) => topic === 'kata'),
    // What names the shim by its type would not find it
    ...(path?.status === 'warning' ? stepOf(path) : []),
  ];
  if (!engine)
    return [
      ...install,
      {
        id: 'docker',
        text: t('Install a container engine, such as Docker 26 or later, and register Kata with it.'),
      },
    ];
  const repair = failed(({ id }) => id === engine.id || id.startsWith(`${engine.id}.`));
  const isRegistered = registered(findings).some((one) => one.engine === engine);
  return [
    ...install,
    ...repair,
    ...(isRegistered ? [] : [registration(engine, findings.answer('kata.runtime') === 'yes')]),
  ];
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
  return tees.some(([id]) => findings.check(id)?.status === 'unknown')
    ? t('no TEE that can be seen')
    : t('no TEE');
}

function textOf(
  status: VerdictStatus,
  findings: Findings,
  best: Registered | undefined,
  next: readonly Step[],
  kata: Answer,
): string {
  const things = next.length === 1 ? t('1 thing to do') : t('{0} things to do', next.length);
  switch (status) {
    case 'ready':
      return t(
        'Ready for Kata with {0} ({1})',
        best ? `${best.engine.name}: ${best.engine.use(best.runtime)}` : '',
        teeText(findings),
      );
    case 'partly':
      return kata === 'unknown'
        ? t(
            'VMs can run here ({0}); whether Kata with {1} can start them could not be told',
            teeText(findings),
            best?.engine.name ?? t('an engine'),
          )
        : next.length > 0
          ? t('VMs can run here ({0}), but Kata is not set up: {1}', teeText(findings), things)
          : t('VMs can run here ({0}), but Kata is not set up', teeText(findings));
    case 'not-ready':
      if (onlyPeerPods(findings))
        return t('Not ready: a confidential VM can have no VMs inside, so peer pods only');
      return next.length > 0
        ? t('Not ready: {0}', things)
        : t('Not ready, and this machine offers no way to it');
    case 'unknown':
      if (findings.check('container')?.status === 'warning')
        return t('Could not be told from inside this container: run the check on its host');
      return t('Could not be told: what shows whether VMs can run here is out of sight');
  }
}
