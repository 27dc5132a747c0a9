/** The guest kernel's command line. */
import { t } from '../../../text';
import { text } from '../model';
import { verityProblem } from '../verity';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu } from './samples';
import { hypervisorTables, within, type Table } from './table';

function checkParams(table: Table, report: Report): void {
  const entry = table.entry('kernel_params');
  const value = text(entry);
  if (!entry || value === undefined || table.config.target.runtime !== 'go') return;
  // Go splits at spaces outside double quotes
  for (const match of value.matchAll(/(?:"[^"]*"?|[^ "])+/g)) {
    if (!match[0].trimStart().startsWith('=')) continue;
    const span = within(entry, entry.value.span, value, match.index, match[0].length);
    const before = /\S( +)$/.exec(value.slice(Math.max(0, match.index - 100), match.index))?.[1];
    const exact = before !== undefined && span !== entry.value.span;
    report(
      'toml-kernel-params',
      entry.file,
      span,
      t(
        '"{0}" is a kernel parameter without a name; {1} refuses the file. Write NAME=VALUE without spaces.',
        match[0].trim(),
        kata(table.config),
      ),
      exact
        ? {
            fixes: [
              {
                title: t('Join with the word before'),
                edits: [{ span: { start: span.start - before.length, end: span.start }, newText: '' }],
              },
            ],
          }
        : {},
    );
  }
}

function checkVerity(table: Table, report: Report): void {
  const entry = table.entry('kernel_verity_params');
  const value = text(entry);
  if (!entry || value === undefined || table.hypervisor === 'remote') return;
  const problem = verityProblem(value, table.config.target.runtime);
  if (problem === undefined) return;
  report(
    'toml-kernel-verity-params',
    entry.file,
    entry.value.span,
    t(
      '{0}: the sandbox does not start. kernel_verity_params is root_hash=...,salt=...,data_blocks=...,data_block_size=...,hash_block_size=...',
      problem,
    ),
  );
}

export const kernelFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-kernel-params',
      summary: 'A kernel parameter has no name',
      severity: 'error',
      about:
        'The Go runtime splits `kernel_params` at spaces. `quiet =1` is the parameter `quiet` and one without a name, which it refuses. Spaces inside a value need double quotes around it.',
      bad: { text: `${goQemu}kernel_params = "loglevel «=7»"\n` },
      good: { text: `${goQemu}kernel_params = "loglevel=7"\n` },
      source: 'src/runtime/virtcontainers/hypervisor.go@4.1.0 (KernelParamFields, AddKernelParam)',
    },
    {
      id: 'toml-kernel-verity-params',
      summary: 'The dm-verity parameters of the guest image cannot be read',
      severity: 'warning',
      about:
        'With `kernel_verity_params` the guest checks its image block by block against a root hash. All five parts are needed; the block sizes are multiples of 512. A mistake shows when the kernel line is built, so no sandbox starts.',
      bad: { text: `${goQemu}kernel_verity_params = «"root_hash=ab,salt=cd"»\n` },
      good: {
        text: `${goQemu}kernel_verity_params = "root_hash=ab,salt=cd,data_blocks=8,data_block_size=4096,hash_block_size=4096"\n`,
      },
      source: 'src/runtime/virtcontainers/hypervisor.go@4.1.0 (ParseKernelVerityParams)',
    },
  ],
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      checkParams(table, report);
      checkVerity(table, report);
    }
  },
};
