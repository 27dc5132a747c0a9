/** Microsoft's hypervisor, which can take KVM's place. */
import type { Check, Host, Probe } from '../check';
import { result, type About } from '../result';

const mshvAbout: About = {
  id: 'mshv',
  topic: 'virtualization',
  title: "Microsoft's hypervisor (/dev/mshv)",
  source: 'docs/installation.md@4.1.0',
};

async function mshv({ reader }: Host): Promise<Check> {
  const device = await reader.device('/dev/mshv');
  if (device === 'opens' || device === 'denied')
    return result(
      mshvAbout,
      'ok',
      "It is there. Kata's clh-azure configurations use it in place of KVM, as pod sandboxing on AKS does.",
    );
  return result(
    mshvAbout,
    'not-applicable',
    'Only nodes with Azure Linux on Hyper-V have it; elsewhere Kata uses KVM.',
  );
}

export const mshvProbe: Probe = { ids: ['mshv'], run: async (host) => [await mshv(host)] };
