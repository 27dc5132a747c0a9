/** How to change the kernel command line, by distribution. */
import { t } from '../../text';
import type { Machine } from '../check';

/** Parameters to put on the kernel command line, and to take off. */
export interface BootChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** Commands for a terminal; the machine must be restarted afterwards. */
export function bootCommand(
  { arch, distribution = '' }: Machine,
  { add = [], remove = [] }: BootChange,
): string {
  if (/Fedora|Red Hat|CentOS|Rocky|Alma|Oracle Linux|Amazon Linux/i.test(distribution)) {
    const change = [
      ...(remove.length > 0 ? [`--remove-args="${remove.join(' ')}"`] : []),
      ...(add.length > 0 ? [`--args="${add.join(' ')}"`] : []),
    ];
    return [
      `sudo grubby --update-kernel=ALL ${change.join(' ')}`,
      ...(arch === 's390x' ? ['sudo zipl'] : []),
      'sudo reboot',
    ].join('\n');
  }
  const what = [
    ...(remove.length > 0 ? [t('take off {0}', remove.join(' '))] : []),
    ...(add.length > 0 ? [t('add {0}', add.join(' '))] : []),
  ].join(', ');
  if (arch === 's390x')
    return [`sudoedit /etc/zipl.conf # ${t('parameters: {0}', what)}`, 'sudo zipl', 'sudo reboot'].join('\n');
  const update = /SUSE/i.test(distribution)
    ? 'sudo grub2-mkconfig -o /boot/grub2/grub.cfg'
    : /Debian|Ubuntu|Mint|Pop!_OS/i.test(distribution)
      ? 'sudo update-grub'
      : `sudo grub-mkconfig -o /boot/grub/grub.cfg # ${t('or what your boot loader needs')}`;
  return [`sudoedit /etc/default/grub # GRUB_CMDLINE_LINUX: ${what}`, update, 'sudo reboot'].join('\n');
}
