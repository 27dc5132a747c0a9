/** Reads what the machine is. Unreadable files leave their fields out. */
import type { Machine } from './check';
import { parseCpuInfo } from './cpuinfo';
import { textOf } from './files';
import { whereabouts } from './places';
import type { HostReader } from './reader';

/** Files of /sys/class/dmi/id that everybody may read. */
const dmiFiles = [
  'sys_vendor',
  'product_name',
  'product_version',
  'board_vendor',
  'board_name',
  'board_asset_tag',
  'chassis_asset_tag',
  'chassis_vendor',
  'bios_vendor',
  'bios_version',
] as const;
const maxValue = 200;

async function dmiOf(reader: HostReader): Promise<Machine['dmi']> {
  const values = await Promise.all(dmiFiles.map((name) => textOf(reader, `/sys/class/dmi/id/${name}`)));
  return Object.fromEntries(
    dmiFiles.flatMap((name, index) => {
      const value = values[index]?.slice(0, maxValue);
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** `PRETTY_NAME` of os-release. */
async function distributionOf(reader: HostReader): Promise<string | undefined> {
  const text = (await textOf(reader, '/etc/os-release')) ?? (await textOf(reader, '/usr/lib/os-release'));
  return /^PRETTY_NAME=(["']?)(.+)\1$/m.exec(text ?? '')?.[2]?.slice(0, maxValue);
}

/** A single word that names an architecture or a release; anything else counts as not said. */
const word = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w.+~-]{1,100}$/.test(text) ? text : undefined;

export async function readMachine(reader: HostReader): Promise<Machine> {
  const [cpuinfo, archFile, release, version, cmdline, meminfo, distribution, dmi] = await Promise.all([
    textOf(reader, '/proc/cpuinfo'),
    textOf(reader, '/proc/sys/kernel/arch'),
    textOf(reader, '/proc/sys/kernel/osrelease'),
    textOf(reader, '/proc/version'),
    textOf(reader, '/proc/cmdline'),
    textOf(reader, '/proc/meminfo'),
    distributionOf(reader),
    dmiOf(reader),
  ]);
  const { system } = reader;
  const cpu = parseCpuInfo(cpuinfo ?? '');
  const arch = system.arch ?? word(archFile) ?? cpu.arch ?? 'unknown';
  const kernel = system.release ?? word(release) ?? word(/^Linux version (\S+)/.exec(version ?? '')?.[1]);
  const { places, hypervisor, teeGuest } = await whereabouts(reader, arch, cpu, dmi, kernel);
  const kilobytes = /^MemTotal:\s*(\d{1,15}) kB/m.exec(meminfo ?? '')?.[1];
  return {
    arch,
    platform: system.platform,
    inside: places[0] ?? 'metal',
    places,
    ...(cpu.vendor !== undefined && { vendor: cpu.vendor.slice(0, maxValue) }),
    ...(cpu.name !== undefined && { cpu: cpu.name.slice(0, maxValue) }),
    ...(cpu.family !== undefined && { family: cpu.family }),
    ...(cpu.model !== undefined && { model: cpu.model }),
    flags: cpu.flags,
    facilities: cpu.facilities,
    ...(kernel !== undefined && { kernel }),
    ...(cmdline !== undefined && { parameters: parametersOf(cmdline) }),
    ...(distribution !== undefined && { distribution }),
    dmi,
    ...(hypervisor !== undefined && { hypervisor }),
    ...(teeGuest !== undefined && { teeGuest }),
    ...(kilobytes !== undefined && { memory: Number(kilobytes) * 1024 }),
  };
}

/** Parameters whose values name disks, machines or people, or are secret: an installer's, an unlocked disk's. */
const telling = /uuid|luks|key|pass(?!through)|token|secret|host|user|(?:^|\.)ip=|^ds=/i;

/** The words of the kernel's command line. Of values that are nobody's business here, only the name stays. */
function parametersOf(cmdline: string): readonly string[] {
  return cmdline
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const at = word.indexOf('=');
      const name = word.slice(0, at + 1);
      const tells = telling.test(name) || /[/@=]/.test(word.slice(at + 1));
      return at > 0 && tells && name !== 'BOOT_IMAGE=' ? `${name}...` : word;
    });
}
