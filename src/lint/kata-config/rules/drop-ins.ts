/** The `config.d` folder: every file in it is read, in byte order of names, whatever it is called. */
import { kata, type ConfigFamily } from './family';

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
  ],
  check(config, report) {
    for (const file of config.files) {
      if (file.role !== 'drop-in') continue;
      const first = file.document.text.search(/[\r\n]|$/);
      const span = { start: 0, end: first };
      if (file.entry === 'directory') {
        report(
          'toml-drop-in-entry',
          file,
          span,
          `${file.name} is a directory: ${kata(config)} refuses a config.d that holds one.`,
        );
      } else if (file.entry === 'symlink' && config.target.runtime === 'rs') {
        report(
          'toml-drop-in-entry',
          file,
          span,
          `${file.name} is a symbolic link: ${kata(config)} refuses it. Put a copy there.`,
        );
      } else if (!/\.toml(?:\.in)?$/.test(file.name)) {
        report(
          'toml-drop-in-name',
          file,
          span,
          `Kata reads every file in config.d, so ${file.name} counts. Move it elsewhere, or name it *.toml.`,
        );
      }
    }
  },
};
