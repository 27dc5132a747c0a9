/** Text that goes into QEMU's command line: machine_accelerators and cpu_features. */
import { t } from '../../../text';
import { text } from '../model';
import { change, remove } from './edits';
import type { ConfigFamily, Report } from './family';
import { goQemu } from './samples';
import { hypervisorTables, within, type Table } from './table';

/** Parts of a QEMU object, which `-machine` does not know. */
const objectPart =
  /^(?:-object$|[\w-]+-guest$|sgx-epc\b|memory-backend-|(?:qom-type|id|memdev|cbitpos|reduced-phys-bits)=)/;

/** The comma separated parts of a value with their places in it. */
function parts(value: string): { word: string; at: number }[] {
  let at = 0;
  return value.split(',').map((part) => {
    const start = at + (part.length - part.trimStart().length);
    at += part.length + 1;
    return { word: part.trim(), at: start };
  });
}

function checkAccelerators(table: Table, report: Report): void {
  const entry = table.entry('machine_accelerators');
  const value = text(entry);
  if (!entry || value === undefined) return;
  const all = parts(value).filter(({ word }) => word !== '');
  const odd = all.filter(({ word }) => objectPart.test(word));
  const [first] = odd;
  const last = odd.at(-1);
  if (!first || !last) return;
  const instead = first.word.startsWith('sgx')
    ? t('A pod asks for SGX memory with the annotation sgx.intel.com/epc (Go runtime).')
    : t('Kata adds the object of a confidential guest itself where confidential_guest is true.');
  const rest = all.filter(({ word }) => !objectPart.test(word)).map(({ word }) => word);
  const shown = odd.slice(0, 4).map(({ word }) => word);
  report(
    'toml-machine-accelerators',
    entry.file,
    within(entry, entry.value.span, value, first.at, last.at + last.word.length - first.at),
    t(
      '"{0}" describes a QEMU object, but the value goes to -machine, which does not take it. {1}',
      shown.join(','),
      instead,
    ),
    { fixes: [rest.length > 0 ? change(entry.value.span, `"${rest.join(',')}"`) : remove(entry)] },
  );
}

function checkCpuFeatures(table: Table, report: Report): void {
  const entry = table.entry('cpu_features');
  const value = text(entry);
  if (!entry || value === undefined) return;
  for (const { word, at } of parts(value)) {
    const name = /^[+-]?(sgx-provision)(?:=.*)?$/.exec(word)?.[1];
    if (name === undefined) continue;
    const span = within(entry, entry.value.span, value, at + word.indexOf(name), name.length);
    const exact = span !== entry.value.span;
    report(
      'toml-cpu-features',
      entry.file,
      span,
      t('QEMU has no CPU feature sgx-provision: the sandbox does not start. The name is sgx-provisionkey.'),
      exact
        ? {
            fixes: [
              {
                title: t('Change to sgx-provisionkey'),
                edits: [{ span, newText: 'sgx-provisionkey' }],
                preferred: true,
              },
            ],
          }
        : {},
    );
  }
}

export const acceleratorFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-machine-accelerators',
      summary: 'machine_accelerators holds a QEMU object',
      severity: 'warning',
      about:
        "The value is appended to QEMU's `-machine`, which takes options such as `nosmm` or `kernel_irqchip=split`. `sev-guest,id=sev0` or `sgx-epc,memdev=mem1` are pieces of `-object`; QEMU stops at them. For confidential guests Kata builds the object itself.",
      bad: { text: `${goQemu}machine_accelerators = "«sev-guest,id=sev0»"\n` },
      good: { text: `${goQemu}machine_accelerators = "nosmm"\n` },
      source: 'src/runtime/virtcontainers/qemu.go@4.1.0 (getQemuMachine), qemu-system-x86_64(1)',
    },
    {
      id: 'toml-cpu-features',
      summary: 'QEMU knows no such CPU feature',
      severity: 'warning',
      about:
        'The value is appended to `-cpu`. QEMU stops at a feature it does not know. The one that lets a guest make SGX attestation keys is called `sgx-provisionkey`.',
      bad: { text: `${goQemu}cpu_features = "pmu=off,+«sgx-provision»"\n` },
      good: { text: `${goQemu}cpu_features = "pmu=off,+sgx-provisionkey"\n` },
      source: 'docs/use-cases/using-Intel-SGX-and-kata.md@4.1.0, QEMU target/i386/cpu.c',
    },
  ],
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      checkAccelerators(table, report);
      checkCpuFeatures(table, report);
    }
  },
};
