/** /proc/cpuinfo of every architecture that Kata is built for. */

/** What it says about the first processor; they are all alike where Kata runs. */
export interface CpuInfo {
  /** As `uname -m` would say it, from the shape of the file; undefined for another one. */
  readonly arch?: string;
  readonly vendor?: string;
  readonly name?: string;
  readonly family?: number;
  readonly model?: number;
  readonly flags: ReadonlySet<string>;
  readonly facilities: ReadonlySet<number>;
  /** ppc64le: PowerNV is the bare machine, pSeries a partition or a VM. */
  readonly platform?: string;
  /** ppc64le: `CHRP IBM pSeries (emulated by qemu)` */
  readonly machine?: string;
}

/** Numbers of `CPU implementer` (arch/arm64/include/asm/cputype.h of Linux). */
const implementers: Readonly<Record<string, string>> = {
  '0x41': 'Arm',
  '0x42': 'Broadcom',
  '0x43': 'Cavium',
  '0x46': 'Fujitsu',
  '0x48': 'HiSilicon',
  '0x4e': 'NVIDIA',
  '0x51': 'Qualcomm',
  '0x61': 'Apple',
  '0x6d': 'Microsoft',
  '0xc0': 'Ampere',
};

/** Names of flags are never looked for in the text: `sgx_lc` is not `sgx`, `sev_es` not `sev`. */
const words = (text: string | undefined): ReadonlySet<string> =>
  new Set((text ?? '').split(/\s+/).filter((word) => word !== ''));

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function archOf(fields: ReadonlyMap<string, string>): string | undefined {
  if (fields.has('flags') && fields.has('vendor_id'))
    return words(fields.get('flags')).has('lm') ? 'x86_64' : 'i686';
  if (fields.has('CPU implementer'))
    return words(fields.get('Features')).has('asimd') || fields.get('CPU architecture') === '8'
      ? 'aarch64'
      : 'armv7l';
  if (fields.get('vendor_id') === 'IBM/S390') return 's390x';
  if (/^POWER\d/.test(fields.get('cpu') ?? '')) return 'ppc64le';
  if (fields.get('isa')?.startsWith('rv64') === true) return 'riscv64';
  return undefined;
}

/** Reads the text; of each field the first line counts. Never throws. */
export function parseCpuInfo(text: string): CpuInfo {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim();
    if (!fields.has(key)) fields.set(key, line.slice(colon + 1).trim());
  }
  const arch = archOf(fields);
  const implementer = fields.get('CPU implementer');
  const vendor =
    implementer === undefined ? fields.get('vendor_id') : (implementers[implementer] ?? implementer);
  const zMachine = /\bmachine = (\w+)/.exec(fields.get('processor 0') ?? '')?.[1];
  const name =
    fields.get('model name') ?? fields.get('cpu') ?? (zMachine && `IBM Z, machine type ${zMachine}`);
  const family = integer(fields.get('cpu family'));
  // On ppc64le it is the name of the computer
  const model = integer(fields.get('model'));
  const platform = fields.get('platform');
  const machine = fields.get('machine');
  return {
    ...(arch !== undefined && { arch }),
    ...(vendor !== undefined && { vendor }),
    ...(name !== undefined && { name }),
    ...(family !== undefined && { family }),
    ...(model !== undefined && { model }),
    flags: words(
      fields.get('flags') ?? fields.get('Features') ?? fields.get('features') ?? fields.get('isa'),
    ),
    facilities: new Set([...words(fields.get('facilities'))].flatMap((word) => integer(word) ?? [])),
    ...(platform !== undefined && { platform }),
    ...(machine !== undefined && { machine }),
  };
}
