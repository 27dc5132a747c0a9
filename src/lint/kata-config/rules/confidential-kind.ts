/** Which kind of confidential computing a configuration asks for, where its own words ask for two. */
import { t } from '../../../text';
import { text } from '../model';
import { offer, set } from './edits';
import type { ConfigFamily } from './family';
import { goQemu } from './samples';
import { hypervisorTables, since } from './table';

export const confidentialKindFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-confidential-kind',
      summary: 'The file asks for another kind of confidential guest than it names',
      severity: 'information',
      about:
        '`confidential_guest` makes a confidential VM: AMD SEV-SNP, Intel TDX or IBM Secure Execution, whatever the host offers. It has nothing to do with SGX enclaves, which a pod gets through `sgx.intel.com/epc`; on a host without a TEE the Go runtime then starts no sandbox. On an AMD host it makes a plain SEV guest unless `sev_snp_guest = true` is set, too; Kata shipped its last configuration for plain SEV with 3.18.0.',
      bad: {
        text: `${goQemu}cpu_features = "sgx"\nconfidential_guest = «true»\n[runtime]\nstatic_sandbox_resource_mgmt = true\n`,
      },
      good: { text: `${goQemu}cpu_features = "sgx"\n` },
      source:
        'src/runtime/virtcontainers/qemu_amd64.go@4.1.0, docs/use-cases/using-Intel-SGX-and-kata.md@4.1.0',
    },
  ],
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      const guest = table.entry('confidential_guest');
      if (!guest || table.flag('confidential_guest') !== true) continue;
      const words = ['machine_accelerators', 'cpu_features']
        .map((name) => text(table.entry(name)) ?? '')
        .join(',');
      if (/\bsgx\b/.test(words)) {
        const message = t(
          'confidential_guest is for SEV-SNP, TDX and Secure Execution guests, not for SGX: without such a TEE on the host no sandbox starts.',
        );
        report('toml-confidential-kind', guest.file, guest.value.span, message);
      } else if (/\bsev-guest\b/.test(words) && table.flag('sev_snp_guest') === false) {
        const left = since(config, '3.19.0')
          ? t(', whose configuration Kata ships no more since 3.19.0')
          : '';
        report(
          'toml-confidential-kind',
          guest.file,
          guest.value.span,
          t('On an AMD host this is a plain SEV guest{0}. SEV-SNP needs sev_snp_guest = true, too.', left),
          offer(set(table, guest.file, 'sev_snp_guest', 'true')),
        );
      }
    }
  },
};
