/** Keys that this Kata does not read: mistyped, misplaced, of another release, runtime or hypervisor. */
import {
  compareVersions,
  configKey,
  isStrictSection,
  keysOf,
  knownIn,
  migrationsFor,
  readBy,
  releaseAfter,
  runtimeEquivalent,
  sections,
  type ConfigKey,
  type Runtime,
} from '../../../knowledge';
import type { Fix } from '../../finding';
import { containers, type Entry, type KataConfig } from '../model';
import { Suggestions } from '../suggest';
import { header, kata, removal, runtimeNames, type ConfigFamily, type Report } from './family';

/** Mistakes that people copy from each other, with what they meant. */
const mistakes: Readonly<Record<string, { readonly meant?: string; readonly note: string }>> = {
  mem_prealloc: { meant: 'enable_mem_prealloc', note: 'The key is enable_mem_prealloc.' },
  sgx_epc_size: {
    note: 'Kata has no key for SGX memory: a pod asks for it with the annotation sgx.intel.com/epc (Go runtime).',
  },
};

/** What the loader does with a key that it does not know. */
function consequence(config: KataConfig, entry: Entry): { severity: 'error' | 'warning'; verb: string } {
  const { section, file } = entry;
  const goDropIn =
    config.target.runtime === 'go' && file.role === 'drop-in' && containers.includes(section.path[0] ?? '');
  const strict = section.pattern !== undefined && isStrictSection(section.pattern, config.target);
  return goDropIn || strict
    ? { severity: 'error', verb: 'refuses the file' }
    : { severity: 'warning', verb: 'ignores it' };
}

/** A section pattern with this file's own table names, for messages: `hypervisor.*` -> `[hypervisor.qemu]`. */
function shown(config: KataConfig, pattern: string): string {
  const [container = ''] = pattern.split('.');
  const [name = container === 'agent' ? 'kata' : 'NAME'] = config.named(container);
  return pattern.endsWith('[]')
    ? `[[${pattern.slice(0, -2).replace('*', name)}]]`
    : `[${pattern.replace('*', name)}]`;
}

const rename = (entry: Entry, newText: string, preferred: boolean): Fix => ({
  title: `Rename to ${newText}`,
  edits: [{ span: entry.key.span, newText }],
  preferred,
});

const remove = (entry: Entry): Fix[] =>
  entry.header ? [] : [{ title: `Remove ${entry.key.name}`, edits: [{ span: removal(entry), newText: '' }] }];

/** Moves an entry to the end of another section's entries, where that section stands in the same file. */
function move(config: KataConfig, entry: Entry, pattern: string, name: string): Fix | undefined {
  const target = config.sections.find(
    (section) => section.pattern === pattern && section.table?.header && section.file === entry.file,
  );
  if (!target?.table?.header || !entry.section.table || target === entry.section) return undefined;
  const at = target.table.entries.at(-1)?.span.end ?? target.table.header.span.end;
  const text = entry.file.document.text;
  const content = text.slice(entry.value.span.start, entry.value.span.end);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    title: `Move to ${header(target.path)}`,
    edits: [
      { span: removal(entry), newText: '' },
      { span: { start: at, end: at }, newText: `${eol}${name} = ${content}` },
    ],
    preferred: true,
  };
}

function otherRelease(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const { target } = config;
  const { severity, verb } = consequence(config, entry);
  const name = entry.key.name;
  if (knownIn(fact, target.version) === 'not-yet') {
    const later = fact.absent?.find(
      ([from, to]) => compareVersions(target.version, from) >= 0 && compareVersions(target.version, to) <= 0,
    );
    const since = later ? releaseAfter(later[1]) : fact.since;
    report(
      'toml-key-too-new',
      entry.file,
      entry.key.span,
      `${name} came with Kata ${since ?? ''}; ${kata(config)} ${verb}.`,
      {
        severity,
        tags: ['unnecessary'],
        fixes: remove(entry),
      },
    );
    return;
  }
  const gone = fact.until === undefined ? undefined : releaseAfter(fact.until);
  const change = migrationsFor(target.runtime, fact.section, fact.name).find(
    ({ values }) => values === undefined,
  );
  const successor = change?.newKey;
  const moved = change?.newSection !== undefined && change.newSection !== fact.section;
  const free = successor !== undefined && !config.get(entry.section.path, successor);
  const hint =
    successor === undefined
      ? (change?.how ?? '')
      : `Its successor is ${successor}${moved ? ` in ${shown(config, change.newSection ?? '')}` : ''}.`;
  const fix =
    successor === undefined || !free || change?.convert !== undefined
      ? undefined
      : moved
        ? move(config, entry, change.newSection ?? '', successor)
        : rename(entry, successor, true);
  report(
    'toml-key-removed',
    entry.file,
    entry.key.span,
    `${name} was removed in Kata ${gone ?? ''}; ${kata(config)} ${verb}. ${hint}`.trimEnd(),
    {
      severity,
      tags: ['deprecated', 'unnecessary'],
      fixes: [...(fix ? [fix] : []), ...remove(entry)],
    },
  );
}

function otherRuntime(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const { severity, verb } = consequence(config, entry);
  const equivalent = runtimeEquivalent(fact.runtime, fact.section, fact.name);
  const here =
    equivalent?.key === undefined
      ? undefined
      : configKey(config.target.runtime, equivalent.section ?? '', equivalent.key);
  const usable = here && knownIn(here, config.target.version) === 'yes' ? here : undefined;
  const same = usable?.section === entry.section.pattern;
  const hint = usable
    ? ` Here it is ${usable.name}${same ? '' : ` in ${shown(config, usable.section)}`}${equivalent?.convert ? ' (the value differs)' : ''}.`
    : '';
  const fix =
    usable && !equivalent?.convert && !equivalent?.values && !config.get(entry.section.path, usable.name)
      ? same
        ? rename(entry, usable.name, true)
        : move(config, entry, usable.section, usable.name)
      : undefined;
  report(
    'toml-other-runtime-key',
    entry.file,
    entry.key.span,
    `${entry.key.name} is a key of ${runtimeNames[fact.runtime]}; ${kata(config)} ${verb}.${hint}`,
    {
      severity,
      tags: ['unnecessary'],
      fixes: [...(fix ? [fix] : []), ...remove(entry)],
    },
  );
}

/** Sections of this runtime that hold the key today. */
const homes = (config: KataConfig, name: string): string[] =>
  sections(config.target.runtime).filter((pattern) => {
    const fact = configKey(config.target.runtime, pattern, name);
    return fact && knownIn(fact, config.target.version) === 'yes';
  });

const suggestionSets = new Map<string, Suggestions>();

/** Names of a section to suggest: those that this release knows, or all that the runtime ever knew. */
function suggestions(runtime: Runtime, pattern: string, version?: string): Suggestions {
  const id = `${runtime} ${version ?? ''} ${pattern}`;
  let set = suggestionSets.get(id);
  if (!set) {
    const facts = [...keysOf(pattern, runtime).values()];
    const there = facts.filter((fact) => version === undefined || knownIn(fact, version) === 'yes');
    suggestionSets.set(id, (set = new Suggestions(there.map(({ name }) => name))));
  }
  return set;
}

/** Names that a file may get suggestions for; one with more unknown keys than this is not a Kata configuration. */
const maxSuggested = 300;

function unknown(config: KataConfig, entry: Entry, suggest: boolean, report: Report): void {
  const { file, key, section } = entry;
  const { severity, verb } = consequence(config, entry);
  const name = key.name;
  const at = section.pattern === undefined ? 'outside every section' : `in ${header(section.path)}`;
  const say = (hint: string, fixes: readonly (Fix | undefined)[]): void => {
    report(
      'toml-unknown-key',
      file,
      key.span,
      `Kata ${config.target.version} has no key ${name} ${at} and ${verb}.${hint}`,
      {
        severity,
        tags: ['unnecessary'],
        fixes: [...fixes.filter((fix) => fix !== undefined), ...remove(entry)],
      },
    );
  };
  const mistake = Object.hasOwn(mistakes, name) ? mistakes[name] : undefined;
  if (mistake) {
    const free = mistake.meant !== undefined && !config.get(section.path, mistake.meant);
    say(` ${mistake.note}`, mistake.meant !== undefined && free ? [rename(entry, mistake.meant, false)] : []);
    return;
  }
  if (!suggest) {
    say('', []);
    return;
  }
  const { runtime, version } = config.target;
  const own = section.pattern;
  const meant = own === undefined ? undefined : suggestions(runtime, own, version).nearest(name);
  if (meant !== undefined) {
    const free = !config.get(section.path, meant);
    say(` Did you mean ${meant}?`, free ? [rename(entry, meant, true)] : []);
    return;
  }
  for (const pattern of sections(runtime)) {
    const other = pattern === own ? undefined : suggestions(runtime, pattern, version).nearest(name);
    if (other === undefined) continue;
    say(` Did you mean ${other} in ${shown(config, pattern)}?`, [move(config, entry, pattern, other)]);
    return;
  }
  const foreign = runtime === 'go' ? 'rs' : 'go';
  const past = own === undefined ? undefined : suggestions(runtime, own).nearest(name);
  const elsewhere = past ?? (own === undefined ? undefined : suggestions(foreign, own).nearest(name));
  const whose = past === undefined ? ` of ${runtimeNames[foreign]}` : ' of another release';
  say(elsewhere === undefined ? '' : ` ${elsewhere} is a key${whose}.`, []);
}

/** `seen`: how many unknown keys there were before. Answers whether this is one. */
function judge(config: KataConfig, entry: Entry, seen: number, report: Report): boolean {
  const { target } = config;
  const { fact, section, file, key } = entry;
  if (fact) {
    if (knownIn(fact, target.version) !== 'yes') otherRelease(config, entry, fact, report);
    else if (key.name !== entry.name) {
      report(
        'toml-key-case',
        file,
        key.span,
        `${key.name} works in a main file only because the Go runtime ignores case there; the key is ${entry.name}.`,
        {
          fixes: [rename(entry, entry.name, true)],
        },
      );
    }
    return false;
  }
  if (section.path.length > 0 && section.pattern === undefined) return false;
  const { severity, verb } = consequence(config, entry);
  const exact = key.name.toLowerCase();
  const cased =
    section.pattern === undefined || exact === key.name
      ? undefined
      : configKey(target.runtime, section.pattern, exact);
  if (cased && knownIn(cased, target.version) === 'yes') {
    report(
      'toml-key-case',
      file,
      key.span,
      `The key is ${exact}; ${kata(config)} does not know ${key.name} here and ${verb}.`,
      {
        severity,
        fixes: [rename(entry, exact, true)],
      },
    );
    return false;
  }
  const foreign = target.runtime === 'go' ? 'rs' : 'go';
  const other = section.pattern === undefined ? undefined : configKey(foreign, section.pattern, key.name);
  if (other) {
    otherRuntime(config, entry, other, report);
    return false;
  }
  const [home] = homes(config, key.name);
  if (home !== undefined) {
    const at = section.pattern === undefined ? 'Outside every section' : `In ${header(section.path)}`;
    const fix = move(config, entry, home, key.name);
    report(
      'toml-wrong-section',
      file,
      key.span,
      `${key.name} belongs in ${shown(config, home)}. ${at} ${kata(config)} ${verb}.`,
      {
        severity,
        fixes: [...(fix ? [fix] : []), ...remove(entry)],
      },
    );
    return false;
  }
  unknown(config, entry, seen < maxSuggested, report);
  return true;
}

/** Keys that are read and then not used: by this hypervisor, or by nothing. */
function effect(config: KataConfig, entry: Entry, report: Report): void {
  const { fact, section, file, key } = entry;
  if (!fact || knownIn(fact, config.target.version) !== 'yes') return;
  const [container, hypervisor] = section.path;
  if (
    container === 'hypervisor' &&
    hypervisor !== undefined &&
    config.target.runtime === 'go' &&
    section.pattern === 'hypervisor.*'
  ) {
    if (readBy(fact, hypervisor) !== false) return;
    const who = fact.readBy?.join(', ') ?? '';
    report(
      'toml-no-effect',
      file,
      key.span,
      `${key.name} has no effect in [hypervisor.${hypervisor}]; it is read for ${who} only.`,
      {
        tags: ['unnecessary'],
        fixes: remove(entry),
      },
    );
  } else if (fact.inert) {
    report('toml-no-effect', file, key.span, `${kata(config)} reads ${key.name} and does nothing with it.`, {
      tags: ['unnecessary'],
      fixes: remove(entry),
    });
  }
}

const qemu = '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n';

export const keyFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-unknown-key',
      summary: 'Kata knows no such key',
      severity: 'warning',
      about:
        'Kata ignores a key it does not know, without a word: the setting that was meant keeps its default. It is an error, and reported as one, where the loader refuses the file: in the sections that runtime-rs reads strictly since 3.29.0 (`[agent.*]`, `mem_agent`, `factory`, `rootless_user`, `shared_mounts`) and in hypervisor and agent tables of a drop-in for the Go runtime.',
      bad: { text: `${qemu}«default_memroy» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (decodeConfig, updateFromDropIn), src/libs/kata-types/src/config/agent.rs@4.1.0 (deny_unknown_fields)',
    },
    {
      id: 'toml-wrong-section',
      summary: 'The key belongs in another section',
      severity: 'warning',
      about:
        'A key counts only in its own section. In another one Kata does not see it, or refuses the file where it reads strictly.',
      bad: { text: `${qemu}[runtime]\n«default_memory» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-key-case',
      summary: 'The key is written with other letters in upper or lower case',
      severity: 'information',
      about:
        'The Go runtime compares keys of the main file without case; in a drop-in it compares hypervisor and agent keys exactly and refuses others. runtime-rs always compares exactly and ignores such a key. Write keys in lower case.',
      bad: { text: `${qemu}«Default_Memory» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateFromDropIn)',
    },
    {
      id: 'toml-key-too-new',
      summary: 'The key came with a later Kata',
      severity: 'warning',
      about:
        'The release that will read this file does not know the key yet: it ignores it, or refuses the file where it reads strictly.',
      bad: { version: '3.2.0', text: `${qemu}«snp_guest_policy» = 196608\n` },
      good: { version: '3.20.0', text: `${qemu}snp_guest_policy = 196608\n` },
      source: 'src/runtime/pkg/katautils/config.go, src/libs/kata-types/src/config at each release',
    },
    {
      id: 'toml-key-removed',
      summary: 'The key left Kata in an earlier release',
      severity: 'warning',
      about:
        'The release that will read this file has dropped the key. Where there is a successor, it is named and offered.',
      bad: {
        runtime: 'rs',
        version: '3.28.0',
        text: '[agent.kata]\n[hypervisor.qemu]\nimage = "/a"\nkernel = "/k"\n«enable_balloon_f_reporting» = true\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      good: {
        runtime: 'rs',
        version: '3.28.0',
        text: '[agent.kata]\n[hypervisor.qemu]\nimage = "/a"\nkernel = "/k"\nreclaim_guest_freed_memory = true\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      source: 'src/runtime/pkg/katautils/config.go, src/libs/kata-types/src/config at each release',
    },
    {
      id: 'toml-other-runtime-key',
      summary: 'The key is one of the other runtime',
      severity: 'warning',
      about:
        'The Go runtime and runtime-rs read files that look alike but are not the same. A key of the other one is ignored, or refused in the sections that runtime-rs reads strictly: `dial_timeout` of the Go runtime is an error in `[agent.kata]` of runtime-rs.',
      bad: { text: `${qemu}«vm_rootfs_driver» = "virtio-blk-pci"\n` },
      good: { text: qemu },
      source: 'docs/migrating-config-go-runtime-to-runtime-rs.md@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-no-effect',
      summary: 'The key is read and has no effect here',
      severity: 'information',
      about:
        'In the Go runtime one structure serves all hypervisors, and each takes from it what it can use; the rest is parsed and dropped. In runtime-rs a few keys are parsed and used nowhere. Shipped configurations hold such keys too, so this is only worth knowing.',
      bad: { text: '[hypervisor.clh]\nimage = "/a"\nshared_fs = "none"\n«enable_iommu» = true\n' },
      good: { text: `${qemu}enable_iommu = true\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (newQemuHypervisorConfig and its siblings)',
    },
  ],
  check(config, report) {
    let unknownKeys = 0;
    for (const entry of config.entries) {
      if (entry.section.path.length === 1 && containers.includes(entry.section.path[0] ?? '')) continue;
      if (isTop(entry)) continue;
      if (judge(config, entry, unknownKeys, report)) unknownKeys++;
      effect(config, entry, report);
    }
  },
};

/** A value in the place of a section (`runtime = 5`), which is a matter of types. */
function isTop({ section, name }: Entry): boolean {
  return (
    section.path.length === 0 && (containers.includes(name) || ['runtime', 'factory', 'image'].includes(name))
  );
}
