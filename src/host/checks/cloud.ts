/** Which cloud this is, and whether this machine of it may have VMs inside. */
import { cloudOf, cloudsDate, type Cloud } from '../../knowledge';
import type { Check, Host, Machine, Probe } from '../check';
import { lookAtDevice } from '../device';
import { result, type About } from '../result';
import { isVirtual, paragraph, type Finding } from './tee';

const about: About = {
  id: 'cloud',
  topic: 'machine',
  title: 'Cloud',
  source: 'systemd src/basic/virt.c (DMI)',
};

const peerPods = (cloud: Cloud): string | undefined =>
  cloud.confidential === undefined
    ? undefined
    : `Peer pods (kata-remote) need no VM inside this one: they have the cloud start one beside it, also a confidential one (${cloud.confidential}).`;

/** Whether this machine may have VMs inside; undefined where its type would have to be known. */
function mayNest(cloud: Cloud, { vendor, arch }: Machine, instance: string | undefined): boolean | undefined {
  const { nested } = cloud;
  if (!nested) return undefined;
  if (nested.instances !== undefined)
    return instance === undefined ? undefined : new RegExp(nested.instances).test(instance);
  const excluded =
    nested.arches?.includes(arch) === false ||
    (vendor !== undefined && nested.vendors?.includes(vendor) === false);
  return excluded ? false : undefined;
}

async function judge(host: Host, cloud: Cloud): Promise<Finding> {
  const { machine } = host;
  const { nested, instanceField } = cloud;
  const instance = instanceField === undefined ? undefined : machine.dmi[instanceField];
  const here = `This is ${cloud.name}${instance === undefined ? '' : `, ${instance}`}.`;
  if (!isVirtual(machine) || (cloud.metal !== undefined && new RegExp(cloud.metal).test(instance ?? '')))
    return { status: 'ok', detail: `${here} It is a bare machine: VMs need nothing of the cloud.` };
  const { device, registered } = await lookAtDevice(host, { path: '/dev/kvm', module: 'kvm', name: 'kvm' });
  if (registered === true && device !== 'missing' && device !== 'no-driver')
    return {
      status: 'ok',
      detail: paragraph(here, 'It allows VMs inside: /dev/kvm is there.', peerPods(cloud)),
    };
  if (!nested)
    return {
      status: 'unknown',
      detail: `${here} Whether it allows VMs inside, its documentation says for each type of machine.`,
    };
  const can = mayNest(cloud, machine, instance);
  const who = `VMs inside VMs are for ${nested.families} (as of ${cloudsDate}).`;
  if (can === true)
    return {
      status: 'warning',
      detail: paragraph(
        here,
        'It can have VMs inside, but nested virtualization is not on.',
        peerPods(cloud),
      ),
      fix: { text: nested.how, ...(nested.command !== undefined && { command: nested.command }) },
    };
  if (can === false)
    return {
      status: 'warning',
      detail: paragraph(here, "It can't have VMs inside.", peerPods(cloud)),
      fix: { text: paragraph(who, cloud.otherwise) },
    };
  return {
    status: 'unknown',
    detail: paragraph(here, `Files don't tell which type of machine it is. ${who}`, peerPods(cloud)),
    fix: {
      text: `Ask the cloud for the type. ${nested.how}`,
      command: [cloud.ask, nested.command].filter((command) => command !== undefined).join('\n'),
    },
  };
}

const fields = ['sys_vendor', 'product_name', 'chassis_asset_tag', 'bios_version'] as const;

export const cloud: Probe = {
  ids: [about.id],
  run: async (host): Promise<readonly Check[]> => {
    const { dmi } = host.machine;
    const seen = fields.flatMap((field) => {
      const found = dmi[field];
      return found === undefined ? [] : [{ path: `/sys/class/dmi/id/${field}`, found }];
    });
    const known = cloudOf(dmi);
    const { status, detail, fix }: Finding = known
      ? await judge(host, known)
      : { status: 'not-applicable', detail: 'No sign of a cloud in what the firmware says of itself (DMI).' };
    return [result({ ...about, source: known?.source ?? about.source }, status, detail, fix, seen)];
  },
};
