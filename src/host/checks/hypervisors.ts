/** Hypervisors (VMMs) that Kata can start as programs. Dragonball is part of runtime-rs and no program of its own. */
import { t } from '../../text';
import type { Check, Host, Machine, Probe } from '../check';
import { versionOf } from '../kata';
import { isProgram, kataFolders, programFolders } from '../programs';
import { result, type About } from '../result';
import { absent } from './tools';

interface Hypervisor {
  readonly id: string;
  readonly title: string;
  readonly program: (machine: Machine) => string | undefined;
}

/** QEMU's name for an architecture, where it differs. */
const qemuArchitectures: Readonly<Record<string, string>> = { ppc64le: 'ppc64' };

const hypervisors: readonly Hypervisor[] = [
  {
    id: 'hypervisor.qemu',
    title: 'QEMU',
    program: ({ arch }) =>
      arch === 'unknown' ? undefined : `qemu-system-${qemuArchitectures[arch] ?? arch}`,
  },
  { id: 'hypervisor.cloud-hypervisor', title: 'Cloud Hypervisor', program: () => 'cloud-hypervisor' },
  { id: 'hypervisor.firecracker', title: 'Firecracker', program: () => 'firecracker' },
];

/** All places of a hypervisor: Kata brings its own and uses that, whatever the distribution has. */
async function hypervisorCheck(
  { reader, machine }: Host,
  { id, title, program }: Hypervisor,
): Promise<Check> {
  const about: About = { id, topic: 'tools', title, source: 'docs/hypervisors.md@4.1.0' };
  const name = program(machine);
  if (name === undefined)
    return result(about, 'unknown', t('The architecture is not known, and with it not its name.'));
  const folders = programFolders(reader);
  const places = [
    ...kataFolders,
    ...folders.filter((folder) => !kataFolders.some((own) => own === folder)),
  ].map((folder) => `${folder}/${name}`);
  const there = await Promise.all(places.map((place) => isProgram(reader, place)));
  const found = await Promise.all(
    places
      .filter((_, index) => there[index] === true)
      .map(async (path) => ({ path, version: await versionOf(reader, name, path) })),
  );
  if (found.length === 0)
    return absent(
      reader,
      about,
      t(' Kata starts the one that its configuration names, and its archives bring one.'),
    );
  const words = found.map(({ path, version }) => (version === undefined ? path : `${version} (${path})`));
  const evidence = found.map(({ path, version }) => ({ path, found: version ?? t('is there') }));
  const known = found.some(({ version }) => version !== undefined);
  return result(
    about,
    known ? 'ok' : 'unknown',
    t(
      '{0}: {1}. Kata starts the one that its configuration names.{2}',
      title,
      words.join(', '),
      known ? '' : t(' The release could not be asked.'),
    ),
    undefined,
    evidence,
  );
}

export const hypervisorProbes: readonly Probe[] = hypervisors.map((hypervisor) => ({
  ids: [hypervisor.id],
  timeLimit: 3_000,
  run: async (host) => [await hypervisorCheck(host, hypervisor)],
}));
