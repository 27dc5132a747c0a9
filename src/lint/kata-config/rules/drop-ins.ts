/** The `config.d` folder: every file in it is read, in byte order of names, whatever it is called. */
import { t } from '../../../text';
import type { ConfigFile, KataConfig } from '../model';
import { kata, type ConfigFamily, type Report } from './family';

/** A folder with more drop-ins than this is no work of hand. */
const maxCompared = 100;

/** The number that a name begins with; undefined where it begins with none. */
const numberOf = ({ name }: ConfigFile): number | undefined => {
  const digits = /^\d{1,9}/.exec(name)?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** Keys that a file sets, with their sections. */
const keysIn = (config: KataConfig, file: ConfigFile): Set<string> =>
  new Set(
    config.entries
      .filter((entry) => entry.file === file)
      .map(({ section, name }) => [...section.path, name].join('.')),
  );

function checkOrder(config: KataConfig, report: Report): void {
  const numbered = config.files.filter((file) => file.role === 'drop-in' && numberOf(file) !== undefined);
  if (numbered.length > maxCompared) return;
  for (const [index, file] of numbered.entries()) {
    const number = numberOf(file) ?? 0;
    const larger = numbered.slice(0, index).filter((earlier) => (numberOf(earlier) ?? 0) > number);
    if (larger.length === 0) continue;
    const own = keysIn(config, file);
    const rival = larger.find((earlier) => [...keysIn(config, earlier)].some((key) => own.has(key)));
    if (!rival) continue;
    const end = file.document.text.search(/[\r\n]|$/);
    const message = t(
      '{0} is read after {1} and wins: names are compared byte by byte. Give the numbers the same count of digits.',
      file.name,
      rival.name,
    );
    report('toml-drop-in-order', file, { start: 0, end }, message);
  }
}

export const dropInFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-drop-in-name',
      summary: 'A file in config.d that does not look like a drop-in is read all the same',
      severity: 'warning',
      about:
        'The documentation speaks of `.toml` files, but both loaders read every file in `config.d`: backups, swap files, READMEs. What is in `10-memory.toml.bak` still counts.',
      bad: { path: 'config.d/10-memory.toml.bak', text: '«[runtime]»\nenable_debug = true\n' },
      good: { path: 'config.d/10-memory.toml', text: '[runtime]\nenable_debug = true\n' },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (updateFromDropIn), src/libs/kata-types/src/config/drop_in.rs@4.1.0',
    },
    {
      id: 'toml-drop-in-entry',
      summary: 'config.d holds something that the loader cannot read',
      severity: 'error',
      about:
        'A directory in `config.d` makes both loaders refuse the configuration. A symbolic link is fine for the Go runtime and refused by runtime-rs, although its message says otherwise.',
      bad: { path: 'config.d/10-more.toml/', text: '«»' },
      good: { path: 'config.d/10-more.toml', text: '[runtime]\nenable_debug = true\n' },
      source:
        'src/libs/kata-types/src/config/drop_in.rs@4.1.0 (get_dropin_filenames), src/runtime/pkg/katautils/config.go@4.1.0',
    },
    {
      id: 'toml-drop-in-order',
      summary: 'Drop-ins are read in another order than their numbers say',
      severity: 'information',
      about:
        'Both loaders sort the names in `config.d` byte by byte, so `10-a.toml` comes before `9-b.toml`, and what is read later wins. Reported where two such files set the same key. Numbers with the same count of digits sort as they count.',
      bad: {
        path: 'config.d/9-memory.toml',
        text: '«[hypervisor.qemu]»\ndefault_memory = 1024\n',
        beside: { '10-memory.toml': '[hypervisor.qemu]\ndefault_memory = 2048\n' },
      },
      good: {
        path: 'config.d/09-memory.toml',
        text: '[hypervisor.qemu]\ndefault_memory = 1024\n',
        beside: { '10-memory.toml': '[hypervisor.qemu]\ndefault_memory = 2048\n' },
      },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (updateFromDropIn), src/libs/kata-types/src/config/drop_in.rs@4.1.0',
    },
  ],
  check(config, report) {
    checkOrder(config, report);
    for (const file of config.files) {
      if (file.role !== 'drop-in') continue;
      const first = file.document.text.search(/[\r\n]|$/);
      const span = { start: 0, end: first };
      if (file.entry === 'directory') {
        report(
          'toml-drop-in-entry',
          file,
          span,
          t('{0} is a directory: {1} refuses a config.d that holds one.', file.name, kata(config)),
        );
      } else if (file.entry === 'symlink' && config.target.runtime === 'rs') {
        report(
          'toml-drop-in-entry',
          file,
          span,
          t('{0} is a symbolic link: {1} refuses it. Put a copy there.', file.name, kata(config)),
        );
      } else if (!/\.toml(?:\.in)?$/.test(file.name)) {
        report(
          'toml-drop-in-name',
          file,
          span,
          t(
            'Kata reads every file in config.d, so {0} counts. Move it elsewhere, or name it *.toml.',
            file.name,
          ),
        );
      }
    }
  },
};
