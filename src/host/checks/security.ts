/** Linux security modules, hidden processes, and SMT on POWER8. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { evidence, textOf } from '../files';
import { result, type About } from '../result';

const modulesAbout: About = {
  id: 'security-modules',
  topic: 'kernel',
  get title() {
    return t('SELinux and AppArmor');
  },
  source: 'disable_selinux in src/runtime/config/configuration-qemu.toml.in@4.1.0; docs/Limitations.md@4.1.0',
};

async function securityModules({ reader }: Host): Promise<Check> {
  const [selinux, apparmor] = await Promise.all([
    reader.read('/sys/fs/selinux/enforce'),
    reader.read('/sys/module/apparmor/parameters/enabled'),
  ]);
  const seen = [
    evidence('/sys/fs/selinux/enforce', selinux),
    evidence('/sys/module/apparmor/parameters/enabled', apparmor),
  ];
  const say = (status: Check['status'], detail: string, fix?: Check['fix']) =>
    result(modulesAbout, status, detail, fix, seen);
  if (selinux.kind === 'text' && selinux.text.trim() === '1')
    return say(
      'ok',
      t(
        'SELinux enforces its policy. Kata labels its VMs container_kvm_t where the package container-selinux is installed.',
      ),
      {
        text: t(
          "Only where a sandbox is refused by SELinux: install the policy; disable_selinux = true in Kata's configuration is the last resort.",
        ),
        command: 'sudo dnf install container-selinux',
      },
    );
  if (selinux.kind === 'text') return say('ok', t('SELinux is there, but only warns (permissive).'));
  if (apparmor.kind === 'text' && apparmor.text.trim().startsWith('Y'))
    return say(
      'ok',
      t('AppArmor is on. Its profiles hold for the VMM on the host; in the guest there is none of them.'),
    );
  const isSaved = (await reader.list('/sys/fs')).kind === 'names';
  if (selinux.kind === 'missing' && isSaved) return say('not-applicable', t('Neither is on.'));
  return say('unknown', t("Whether SELinux enforces its policy can't be read."));
}

const hidepidAbout: About = {
  id: 'hidepid',
  topic: 'kernel',
  get title() {
    return t('Processes of others');
  },
  source: 'Documentation/filesystems/proc.rst of Linux',
};

async function hidepid({ reader }: Host): Promise<Check> {
  const text = (await textOf(reader, '/proc/self/mounts')) ?? (await textOf(reader, '/proc/mounts'));
  const options = /^\S+ \/proc proc (\S+)/m.exec(text ?? '')?.[1];
  if (options === undefined) return result(hidepidAbout, 'unknown', t("How /proc is mounted can't be read."));
  const seen = [{ path: '/proc/mounts', found: options }];
  const hidden = /(?:^|,)hidepid=(?!0\b|off\b)(\w+)/.exec(options)?.[1];
  return hidden === undefined
    ? result(hidepidAbout, 'ok', t('Visible: running sandboxes can be found without root.'), undefined, seen)
    : result(
        hidepidAbout,
        'warning',
        t(
          'Hidden (hidepid={0}): Kata is not affected, but the list of running sandboxes sees shims and VMMs only as root.',
          hidden,
        ),
        {
          text: t('For a look, mount /proc without hidepid until the next start.'),
          command: 'sudo mount -o remount,hidepid=0 /proc',
        },
        seen,
      );
}

const smtAbout: About = {
  id: 'cpu.smt',
  topic: 'virtualization',
  get title() {
    return t('SMT of POWER8');
  },
  source: 'src/runtime/cmd/kata-runtime/kata-check_ppc64le.go@4.1.0',
};

/** Only POWER8 can't run VMs while SMT is on; on others there is no question. */
async function smt({ machine, reader }: Host): Promise<readonly Check[]> {
  if (machine.arch !== 'ppc64le' || machine.cpu?.startsWith('POWER8') !== true) return [];
  const path = '/sys/devices/system/cpu/smt/active';
  const reading = await reader.read(path);
  const seen = [evidence(path, reading)];
  const state = reading.kind === 'text' ? reading.text.trim() : undefined;
  if (state === '0') return [result(smtAbout, 'ok', t('Off, as VMs on POWER8 need it.'), undefined, seen)];
  const fix = { text: t('Turn SMT off.'), command: 'sudo ppc64_cpu --smt=off' };
  return [
    state === '1'
      ? result(smtAbout, 'failed', t("On: POWER8 can't run VMs with it."), fix, seen)
      : result(
          smtAbout,
          'unknown',
          t("Whether SMT is on can't be read; VMs on POWER8 need it off."),
          fix,
          seen,
        ),
  ];
}

export const securityProbes: readonly Probe[] = [
  { ids: ['security-modules'], run: async (host) => [await securityModules(host)] },
  { ids: ['hidepid'], run: async (host) => [await hidepid(host)] },
  { ids: ['cpu.smt'], run: smt },
];
