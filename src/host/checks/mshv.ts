/** Microsoft's hypervisor, which can take KVM's place. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { result, type About } from '../result';

const mshvAbout: About = {
  id: 'mshv',
  topic: 'virtualization',
  get title() {
    return t("Microsoft's hypervisor (/dev/mshv)");
  },
  source: 'docs/installation.md@4.1.0',
};

async function mshv({ reader }: Host): Promise<Check> {
  const device = await reader.device('/dev/mshv');
  if (device === 'opens' || device === 'denied')
    return result(
      mshvAbout,
      'ok',
      t(
        "It is there. Kata's clh-azure configurations use it in place of KVM, as pod sandboxing on AKS does.",
      ),
    );
  return result(
    mshvAbout,
    'not-applicable',
    t('Only nodes with Azure Linux on Hyper-V have it; elsewhere Kata uses KVM.'),
  );
}

export const mshvProbe: Probe = { ids: ['mshv'], run: async (host) => [await mshv(host)] };
