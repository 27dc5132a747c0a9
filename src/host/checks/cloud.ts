/** Which cloud this is, and whether this machine of it may have VMs inside. */
import { cloudOf, cloudsDate, type Cloud } from '../../knowledge';
import { t } from '../../text';
import type { Check, Host, Machine, Probe, Remedy } from '../check';
import { lookAtDevice } from '../device';
import { result, type About } from '../result';
import { isVirtual, paragraph, type Finding } from './tee';

const about: About = {
  id: 'cloud',
  topic: 'machine',
  get title() {
    return t('Cloud');
  },
  source: 'systemd src/basic/virt.c (DMI)',
};

const peerPods = (cloud: Cloud): string | undefined =>
  cloud.confidential === undefined
    ? undefined
    : t(
        'Peer pods (kata-remote) need no VM inside this one: they have the cloud start one beside it, also a confidential one ({0}).',
        cloud.confidential,
      );

/** Whether this machine may have VMs inside; undefined where its type would have to be known. */
function mayNest(
  cloud: Cloud,
  { vendor, arch, teeGuest }: Machine,
  instance: string | undefined,
): boolean | undefined {
  const { nested } = cloud;
  if (!nested) return undefined;
  // No cloud gives its confidential VMs nested virtualization
  if (teeGuest !== undefined) return false;
  if (nested.instances !== undefined)
    return instance === undefined ? undefined : new RegExp(nested.instances).test(instance);
  const excluded =
    nested.arches?.includes(arch) === false ||
    (vendor !== undefined && nested.vendors?.includes(vendor) === false);
  return excluded ? false : undefined;
}

const instanceOf = ({ instanceField }: Cloud, { dmi }: Machine): string | undefined =>
  instanceField === undefined ? undefined : dmi[instanceField];

/** How to get VMs inside this VM of a cloud; undefined where it is none, or one that nothing is known of. */
export function nestedRemedy(machine: Machine): Remedy | undefined {
  const cloud = cloudOf(machine.dmi);
  if (!cloud?.nested) return undefined;
  const { families, how, command } = cloud.nested;
  const who = t('On {0}, VMs inside VMs are for {1} (as of {2}).', cloud.name, families, cloudsDate);
  switch (mayNest(cloud, machine, instanceOf(cloud, machine))) {
    case true:
      return { text: how, ...(command !== undefined && { command }) };
    case false:
      return { text: paragraph(who, cloud.otherwise) };
    case undefined: {
      const commands = [cloud.ask, command].filter((one) => one !== undefined);
      return {
        text: paragraph(who, t('Ask the cloud for the type of this one.'), how),
        ...(commands.length > 0 && { command: commands.join('\n') }),
      };
    }
  }
}

async function judge(host: Host, cloud: Cloud): Promise<Finding> {
  const { machine } = host;
  const instance = instanceOf(cloud, machine);
  const here = t('This is {0}{1}.', cloud.name, instance === undefined ? '' : `, ${instance}`);
  if (!isVirtual(machine) || (cloud.metal !== undefined && new RegExp(cloud.metal).test(instance ?? '')))
    return { status: 'ok', detail: t('{0} It is a bare machine: VMs need nothing of the cloud.', here) };
  const { device, registered } = await lookAtDevice(host, { path: '/dev/kvm', module: 'kvm', name: 'kvm' });
  if (registered === true && device !== 'missing' && device !== 'no-driver')
    return {
      status: 'ok',
      detail: paragraph(here, t('It allows VMs inside: /dev/kvm is there.'), peerPods(cloud)),
    };
  const fix = nestedRemedy(machine);
  if (!fix)
    return {
      status: 'unknown',
      detail: t('{0} Whether it allows VMs inside, its documentation says for each type of machine.', here),
    };
  const can = mayNest(cloud, machine, instance);
  const what =
    can === true
      ? t('It can have VMs inside, but nested virtualization is not on.')
      : can === false
        ? t("It can't have VMs inside.")
        : t("Files don't tell which type of machine it is, and so not whether it can have VMs inside.");
  return {
    status: can === undefined ? 'unknown' : 'warning',
    detail: paragraph(here, what, peerPods(cloud)),
    fix,
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
      : {
          status: 'not-applicable',
          detail: t('No sign of a cloud in what the firmware says of itself (DMI).'),
        };
    return [result({ ...about, source: known?.source ?? about.source }, status, detail, fix, seen)];
  },
};
