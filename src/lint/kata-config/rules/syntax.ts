/** What the text is as TOML, before any key has a meaning. */
import { tomlDialect } from '../../../knowledge';
import { t } from '../../../text';
import { kata, type ConfigFamily } from './family';

export const syntax: ConfigFamily = {
  rules: [
    {
      id: 'toml-syntax',
      summary: 'The text is not valid TOML',
      severity: 'error',
      about:
        'Both runtimes parse the file as TOML before they look at any key. One line that is not TOML and no sandbox starts. Everything else in the file is still checked. Not reported where a TOML extension already reports syntax errors.',
      bad: { text: '[hypervisor.qemu]\npath = «/usr/bin/qemu-system-x86_64»\n' },
      good: {
        text: '[hypervisor.qemu]\npath = "/usr/bin/qemu-system-x86_64"\nimage = "/a"\nshared_fs = "none"\n',
      },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (decodeConfig), src/libs/kata-types/src/config/mod.rs@4.1.0',
    },
    {
      id: 'toml-duplicate-key',
      summary: 'A key or a table is defined twice',
      severity: 'error',
      about:
        'TOML allows a name once per table. Both loaders refuse the whole file, whichever value was meant. (The Go runtime of 3.2.0 does not notice it where both values are lists, and takes the last one.)',
      bad: { text: '[runtime]\nenable_pprof = true\n«enable_pprof» = false\n' },
      good: { text: '[runtime]\nenable_pprof = true\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (decodeConfig)',
    },
    {
      id: 'toml-dialect',
      summary: 'This Kata reads an older TOML than the file is written in',
      severity: 'error',
      about:
        'Line breaks and a trailing comma in an inline table, `\\e` and `\\xNN` escapes and times without seconds are TOML 1.1. The Go runtime reads them since 3.28.0, runtime-rs since 4.0.0. A byte order mark at the start of the file is refused by the Go runtime before 3.5.0.',
      bad: { version: '3.20.0', text: '[agent]\n«kata = { enable_debug = true, }»\n' },
      good: { version: '3.20.0', text: '[agent]\nkata = { enable_debug = true }\n' },
      source: 'src/runtime/go.mod (github.com/BurntSushi/toml), Cargo.lock (toml) at each release',
    },
    {
      id: 'toml-not-checked',
      summary: 'The file is too large to be checked, or to be reported on in full',
      severity: 'information',
      about:
        'A file over 1 MB, or with a line over 64 kB, is no configuration that somebody wrote. It is left alone, so that the editor stays quick. Of a file with more than 1,000 findings the first 1,000 are shown.',
      bad: { text: `«»# ${'x'.repeat(64_100)}\n` },
      good: { text: '# short\n' },
      source: 'README.md of Kata Workbench, needs and limits',
    },
  ],
  check(config, report) {
    const dialect = tomlDialect(config.target);
    for (const file of config.files) {
      if (config.options.syntax !== false) {
        for (const { kind, message, span, first, array } of file.document.problems) {
          if (kind === 'syntax') report('toml-syntax', file, span, message);
          else if (array === true && dialect.duplicateArrays) {
            report(
              'toml-duplicate-key',
              file,
              span,
              t('{0}; {1} takes the last one.', message.split(';')[0] ?? '', kata(config)),
              { severity: 'warning' },
            );
          } else {
            const related = first && [{ span: first, message: t('It stands here first.') }];
            report('toml-duplicate-key', file, span, message, { ...(related && { related }) });
          }
        }
      }
      if (!dialect.toml11) {
        for (const span of file.document.toml11) {
          report(
            'toml-dialect',
            file,
            span,
            t('{0} reads TOML 1.0 and refuses this form of TOML 1.1.', kata(config)),
          );
        }
      }
      if (!dialect.bom && file.document.text.startsWith('\ufeff')) {
        report(
          'toml-dialect',
          file,
          { start: 0, end: 1 },
          t('{0} refuses a file that starts with a byte order mark.', kata(config)),
          {
            fixes: [
              {
                title: t('Remove the byte order mark'),
                edits: [{ span: { start: 0, end: 1 }, newText: '' }],
                preferred: true,
              },
            ],
          },
        );
      }
    }
  },
};
