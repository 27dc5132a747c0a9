/** Keys that hold lists: experimental features, extension images, shared mounts, bind mounts. */
import { configKey, knownIn, readBy } from '../../../knowledge';
import { t } from '../../../text';
import { text, texts, type Entry, type KataConfig, type Section } from '../model';
import { verityProblem } from '../verity';
import { change, remove } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu, rsBoot, rsFile } from './samples';
import { since, Table } from './table';

/** The tables of a list, without those in a file that could not be read as a whole. */
const items = (config: KataConfig, ...path: readonly string[]): Section[] =>
  config.sections.filter(
    (section) =>
      section.array &&
      section.path.length === path.length &&
      path.every((name, at) => name === '*' || section.path[at] === name) &&
      section.file.document.problems.every(({ kind }) => kind !== 'syntax'),
  );

const field = (section: Section, name: string): Entry | undefined =>
  section.entries.findLast((entry) => entry.name === name);

function checkExperimental(config: KataConfig, report: Report): void {
  const entry = new Table(config, ['runtime']).entry('experimental');
  if (!entry || config.target.runtime !== 'go') return;
  for (const { value, span } of texts(entry)) {
    const key = configKey('go', 'runtime', `experimental_${value}`);
    const meant =
      key && knownIn(key, config.target.version) === 'yes' ? t(' The key for it is {0}.', key.name) : '';
    report(
      'toml-experimental',
      entry.file,
      span,
      t(
        'The Go runtime has no experimental features: {0} refuses "{1}".{2} Empty the list.',
        kata(config),
        value,
        meant,
      ),
      { fixes: [{ ...remove(entry), title: t('Remove experimental') }] },
    );
  }
}

function checkExtensionImages(config: KataConfig, report: Report): void {
  const fact = configKey(config.target.runtime, 'hypervisor.*', 'guest_extension_images');
  if (!fact || knownIn(fact, config.target.version) !== 'yes') return;
  for (const section of items(config, 'hypervisor', '*', 'guest_extension_images')) {
    if (readBy(fact, section.path[1] ?? '') === false) continue;
    const name = field(section, 'name');
    const value = name ? text(name) : '';
    const say = (entry: Entry | undefined, message: string): void => {
      report('toml-guest-extension-images', section.file, entry?.value.span ?? section.span, message);
    };
    if (value === '') say(name, t('An extension image needs a name; {0} refuses the file.', kata(config)));
    else if (value !== undefined && !/^[A-Za-z0-9_-]+$/.test(value)) {
      say(
        name,
        t(
          'The name of an extension image has letters, digits, "-" and "_" only; {0} refuses the file.',
          kata(config),
        ),
      );
    }
    const verity = field(section, 'verity_params');
    const problem = verityProblem(text(verity) ?? '', config.target.runtime);
    if (problem !== undefined) say(verity, t('{0}; {1} refuses the file.', problem, kata(config)));
  }
}

const mountFields = ['name', 'src_ctr', 'src_path', 'dst_ctr', 'dst_path'] as const;

function checkSharedMounts(config: KataConfig, report: Report): void {
  if (config.target.runtime !== 'rs' || !since(config, '3.3.0')) return;
  for (const section of items(config, 'runtime', 'shared_mounts')) {
    const absent = mountFields.filter((name) => !field(section, name));
    if (absent.length > 0) {
      report(
        'toml-shared-mounts',
        section.file,
        section.span,
        t('A shared mount needs {0} too; {1} refuses the file.', absent.join(', '), kata(config)),
      );
    }
    for (const name of mountFields) {
      const entry = field(section, name);
      const value = text(entry);
      if (!entry || value === undefined) continue;
      const path = name === 'src_path' || name === 'dst_path';
      const problem =
        value === ''
          ? t('{0} must not be empty', name)
          : path && !/^(?:\/[-\p{L}\p{M}\p{N}_.]+)+\/?$/u.test(value)
            ? t('{0} must be an absolute path of letters, digits, "-", "_" and "."', name)
            : path && value.split('/').includes('..')
              ? t('{0} must not go up with ".."', name)
              : undefined;
      if (problem !== undefined)
        report(
          'toml-shared-mounts',
          entry.file,
          entry.value.span,
          t('{0}; {1} refuses the file.', problem, kata(config)),
        );
    }
  }
}

function checkBindMounts(config: KataConfig, report: Report): void {
  const entry = new Table(config, ['runtime']).entry('sandbox_bind_mounts');
  if (!entry || config.target.runtime !== 'go') return;
  const seen = new Map<string, string>();
  for (const { value, span } of texts(entry)) {
    const suffix = /:r[ow]$/.exec(value)?.[0];
    if (suffix !== undefined) {
      report(
        'toml-bind-mounts',
        entry.file,
        span,
        t(
          'The Go runtime takes "{0}" for a part of the path, which is then not there: it refuses the file.',
          suffix,
        ),
        { severity: 'warning', fixes: [change(span, JSON.stringify(value.slice(0, -suffix.length)), true)] },
      );
    }
    const base = value.split('/').findLast((part) => part !== '') ?? '/';
    const first = seen.get(base);
    if (first === undefined) seen.set(base, value);
    else {
      report(
        'toml-bind-mounts',
        entry.file,
        span,
        t(
          '"{0}" and "{1}" have the same last name, under which the guest sees them; {2} refuses the file.',
          value,
          first,
          kata(config),
        ),
      );
    }
  }
}

const mount = (srcPath: string): string =>
  `[[runtime.shared_mounts]]\nname = "data"\nsrc_ctr = "app"\nsrc_path = ${srcPath}\ndst_ctr = "sidecar"\ndst_path = "/data"\n`;

export const listFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-experimental',
      summary: 'The Go runtime has no experimental features',
      severity: 'error',
      about:
        'No release registers a feature for `experimental`, so the Go runtime refuses every entry. Pulling images in the guest has a key of its own there. In runtime-rs the list takes `force_guest_pull`.',
      bad: { text: `${goQemu}[runtime]\nexperimental = [«"newstore"»]\n` },
      good: { text: `${goQemu}[runtime]\nexperimental = []\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (LoadConfiguration)',
    },
    {
      id: 'toml-guest-extension-images',
      summary: 'An extension image has no usable name or verity_params',
      severity: 'error',
      about:
        "The name becomes part of the device's serial number and of the kernel line, so it is made of letters, digits, `-` and `_`. `verity_params` has the same form as `kernel_verity_params`.",
      bad: {
        text: `${goQemu}[[hypervisor.qemu.guest_extension_images]]\nname = «"gpu tools"»\npath = "/g"\n`,
      },
      good: {
        text: `${goQemu}[[hypervisor.qemu.guest_extension_images]]\nname = "gpu-tools"\npath = "/g"\n`,
      },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (toGuestExtensionImages), src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0',
    },
    {
      id: 'toml-shared-mounts',
      summary: 'A shared mount lacks a field or has a path that is not taken',
      severity: 'error',
      about:
        'runtime-rs wants all five fields of a `[[runtime.shared_mounts]]` table. Both paths are absolute, have no `..`, and are made of letters, digits, `-`, `_` and `.`.',
      bad: { runtime: 'rs', text: `${rsFile('qemu', rsBoot)}${mount('«"data/in"»')}` },
      good: { runtime: 'rs', text: `${rsFile('qemu', rsBoot)}${mount('"/data/in"')}` },
      source: 'src/libs/kata-types/src/config/shared_mount.rs@4.1.0',
    },
    {
      id: 'toml-bind-mounts',
      summary: 'Bind mounts that the Go runtime does not take',
      severity: 'error',
      about:
        'The guest sees each bind mount under the last name of its path, so two of them must not have the same. The suffixes `:ro` and `:rw` are known to runtime-rs only.',
      bad: { text: `${goQemu}[runtime]\nsandbox_bind_mounts = ["/etc/a/certs", «"/etc/b/certs"»]\n` },
      good: { text: `${goQemu}[runtime]\nsandbox_bind_mounts = ["/etc/a/certs", "/etc/b/keys"]\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (validateBindMounts)',
    },
  ],
  check(config, report) {
    checkExperimental(config, report);
    checkExtensionImages(config, report);
    checkSharedMounts(config, report);
    checkBindMounts(config, report);
  },
};
