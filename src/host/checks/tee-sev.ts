/** AMD SEV, SEV-ES and SEV-SNP: what KVM has switched on, and why it has not. */
import { t } from '../../text';
import type { Check, Evidence, Host, Machine, Probe, Remedy } from '../check';
import { amdProcessor, type AmdProcessor, type SevLevel } from './epyc';
import { inAmdBios, sevCauses, type SevStates } from './sev-causes';
import {
  capacity,
  checkOf,
  entrySeen,
  handlers,
  inVirtualMachine,
  isVirtual,
  moduleParameter,
  off,
  otherMachine,
  paragraph,
  seesHost,
  wordsSeen,
  type Finding,
  type ModuleParameter,
} from './tee';

interface Level {
  readonly level: SevLevel;
  readonly name: string;
  /** Of kvm_amd; the flag in cpuinfo has the same name. */
  readonly parameter: string;
  readonly since: string;
  readonly what: string;
  readonly source: string;
}

const kernelSev = 'arch/x86/kvm/svm/sev.c of Linux (sev_hardware_setup writes the parameters back)';

const levels: readonly Level[] = [
  {
    level: 'sev-snp',
    name: 'AMD SEV-SNP',
    parameter: 'sev_snp',
    since: 'EPYC 7003 (Milan)',
    get what() {
      return t("It encrypts a guest's memory and protects it against changes by the host.");
    },
    source: `src/runtime/virtcontainers/hypervisor_linux_amd64.go@4.1.0; ${kernelSev}`,
  },
  {
    level: 'sev',
    name: 'AMD SEV',
    parameter: 'sev',
    since: 'EPYC 7001 (Naples)',
    get what() {
      return t(
        "It encrypts a guest's memory. Kata 4.1.0 has no handler for it alone; SEV-SNP is built on it.",
      );
    },
    source: `src/libs/kata-sys-util/src/protection.rs@4.1.0; ${kernelSev}`,
  },
  {
    level: 'sev-es',
    name: 'AMD SEV-ES',
    parameter: 'sev_es',
    since: 'EPYC 7002 (Rome)',
    get what() {
      return t(
        "It encrypts a guest's registers, too. Kata 4.1.0 has no handler for it alone; SEV-SNP guests use its keys.",
      );
    },
    source: kernelSev,
  },
];

const maker = {
  arch: 'x86_64',
  vendor: 'AuthenticAMD',
  get needs() {
    return t('an AMD EPYC processor');
  },
} as const;

const lookFurther: Remedy = {
  get text() {
    return t("Look into the kernel's log, and let snphost say what is missing.");
  },
  command: 'sudo dmesg | grep -iE "sev|snp|ccp|amd-vi"\nsudo snphost ok',
};

/** The level is on: what else a guest in it needs. */
async function enabled({ reader, machine }: Host, { level, name }: Level, read: Evidence): Promise<Finding> {
  const device = await reader.entry('/dev/sev');
  const { count, evidence: counted } = await capacity(reader, level === 'sev' ? 'sev' : 'sev_es');
  const keys =
    level !== 'sev'
      ? t('The processor has keys for {0} guests with SEV-ES or SNP at a time.', count ?? 0)
      : count === 0
        ? t('All keys of the processor are kept for guests with SEV-ES and SNP.')
        : t('The processor has keys for {0} guests at a time.', count ?? 0);
  const detail = paragraph(
    t('KVM has {0} enabled.', name),
    level === 'sev-snp' ? handlers('snp') : undefined,
    count === undefined ? undefined : keys,
  );
  const seen: readonly Evidence[] = [read, ...counted, entrySeen('/dev/sev', device)];
  if (amdProcessor(machine).kind === 'other' && !isVirtual(machine))
    return {
      status: 'warning',
      detail: t(
        '{0} But AMD supports it on EPYC servers only (this is {1}): starting a guest will most likely fail.',
        detail,
        machine.cpu ?? 'none',
      ),
      evidence: seen,
    };
  if (count === 0 && level !== 'sev')
    return {
      status: 'failed',
      detail: t('{0} So none can start.', detail),
      fix: { text: inAmdBios('asids') },
      evidence: seen,
    };
  // Of a saved machine only chosen devices may be there; a whole /dev has /dev/null
  const isSaved = !reader.replayed || typeof (await reader.entry('/dev/null')) !== 'string';
  if (device === 'missing' && seesHost(machine) && isSaved)
    return {
      status: 'failed',
      detail: t(
        '{0} But /dev/sev is missing, which QEMU opens to start such a guest: the driver ccp is not loaded.',
        detail,
      ),
      fix: { text: t('Load the driver of the secure processor.'), command: 'sudo modprobe ccp' },
      evidence: seen,
    };
  return {
    status: 'ok',
    detail: paragraph(
      detail,
      isSaved || device !== 'missing'
        ? undefined
        : t('/dev/sev, which QEMU opens, is not among the saved files.'),
      level === 'sev-snp' ? t('What its firmware says, only root can ask: sudo snphost ok.') : undefined,
    ),
    evidence: seen,
  };
}

/** A processor that is known to be without it. */
function without(
  processor: AmdProcessor,
  { level, name, since }: Level,
  { cpu = t('another one') }: Machine,
) {
  if (processor.kind === 'other') return t("{0} is in AMD's EPYC servers only; this is {1}.", name, cpu);
  if (processor.kind === 'epyc' && !processor.can(level))
    return t('{0} came with {1}; this is {2}.', name, since, processor.name);
  return undefined;
}

const sevFlags = ['sme', 'sev', 'sev_es', 'sev_snp'];

/** The flags and kernel parameters that matter here. */
const surroundings = ({ flags, parameters }: Machine): readonly Evidence[] => [
  wordsSeen(
    '/proc/cpuinfo',
    sevFlags.filter((flag) => flags.has(flag)),
  ),
  wordsSeen(
    '/proc/cmdline',
    parameters?.filter((word) => /^(?:amd_)?iommu\b|^kvm.amd\.|^mem_encrypt=/.test(word)),
  ),
];

async function judge(host: Host, level: Level, states: SevStates): Promise<Finding> {
  const { machine } = host;
  const { name, what } = level;
  const other = otherMachine(machine, name, maker);
  if (other) return other;
  const { state, evidence: read } = states[level.level];
  if (state === 'on') return enabled(host, level, read);
  if (isVirtual(machine) && level.level === 'sev-snp' && machine.hypervisor === 'microsoft') {
    const mshv = await host.reader.entry('/dev/mshv');
    if (typeof mshv !== 'string')
      return {
        status: 'unknown',
        detail: t(
          "{0} stays with the host below this VM. But /dev/mshv is there: in the sizes DCas_cc_v5 and DCads_cc_v5 of Azure, which are made for that, Microsoft's hypervisor starts VMs with SEV-SNP beside this one. Files don't tell the size.",
          name,
        ),
        evidence: [read, entrySeen('/dev/mshv', mshv)],
      };
  }
  if (isVirtual(machine)) return inVirtualMachine(name, read);
  const processor = amdProcessor(machine);
  const lacking = without(processor, level, machine);
  if (lacking !== undefined) return { status: 'not-applicable', detail: lacking, evidence: [read] };

  const seen = [read, ...surroundings(machine)];
  if (processor.kind !== 'epyc')
    return {
      status: 'unknown',
      detail: t(
        "It can't be told whether this processor has {0}; KVM does not say that it is enabled. {1}",
        name,
        what,
      ),
      evidence: seen,
    };
  if (state === 'unknown')
    return {
      status: 'unknown',
      detail: t("{0} has {1}, but whether KVM has it enabled can't be read. {2}", processor.name, name, what),
      fix: { text: t('Look at the parameter yourself.'), command: `cat ${read.path}` },
      evidence: seen,
    };
  const reasons = await sevCauses(host, level.level, states);
  if (state === 'no-module' && reasons.length === 0)
    return {
      status: 'unknown',
      detail: t(
        '{0} has {1}, but kvm_amd is not loaded, and only it tells whether it is enabled. {2}',
        processor.name,
        name,
        what,
      ),
      fix: { text: t('Load the module and check again.'), command: 'sudo modprobe kvm_amd' },
      evidence: seen,
    };
  return off(
    machine,
    { start: t('{0} has {1}, but it is off.', processor.name, name), causes: reasons, end: what },
    seen,
    lookFurther,
  );
}

/**
 * A parameter that others, newer ones, build on: KVM has it on where one of them is on, and a kernel that has one of them
 * has it, too, so that it was only not saved.
 */
function known(parameter: ModuleParameter, ...newer: readonly ModuleParameter[]): ModuleParameter {
  if (parameter.state !== 'no-parameter') return parameter;
  const on = newer.find(({ state }) => state === 'on');
  if (on) return on;
  return newer.some(({ state }) => state === 'off') ? { ...parameter, state: 'unknown' } : parameter;
}

export const sev: Probe = {
  ids: levels.map(({ level }) => `tee.${level}`),
  run: async (host): Promise<readonly Check[]> => {
    const read = (name: string): Promise<ModuleParameter> => moduleParameter(host.reader, 'kvm_amd', name);
    const [first, second, snp] = await Promise.all([read('sev'), read('sev_es'), read('sev_snp')]);
    const states: SevStates = {
      sev: known(first, second, snp),
      'sev-es': known(second, snp),
      'sev-snp': snp,
    };
    return Promise.all(
      levels.map(async (level) =>
        checkOf(
          { id: `tee.${level.level}`, topic: 'tee', title: level.name, source: level.source },
          await judge(host, level, states),
        ),
      ),
    );
  },
};
