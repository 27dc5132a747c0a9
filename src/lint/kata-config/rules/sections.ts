/** Sections that Kata does not know, and the tables that must or must not be there. */
import {
  compareVersions,
  hypervisors,
  isStrictSection,
  knownIn,
  releaseAfter,
  sections,
  sectionPattern,
} from '../../../knowledge';
import { containers, keyAt, text, type KataConfig, type Section } from '../model';
import { nearest } from '../suggest';
import { header, kata, placeOf, runtimeNames, type ConfigFamily, type Report } from './family';

/** Names of the hypervisor tables that this Kata takes. */
export const hypervisorNames = ({ target }: KataConfig): string[] =>
  hypervisors(target.runtime)
    .filter((hypervisor) => knownIn(hypervisor, target.version) === 'yes')
    .map(({ name }) => name);

function checkHypervisorNames(config: KataConfig, report: Report): void {
  const { runtime, version } = config.target;
  const allowed = hypervisorNames(config);
  const seen = new Set<string>();
  for (const section of config.sections) {
    const [container, name] = section.path;
    if (container !== 'hypervisor' || name === undefined || allowed.includes(name) || seen.has(name))
      continue;
    seen.add(name);
    const key = section.table?.header?.keys[1]?.span ?? placeOf(section);
    const past = hypervisors(runtime).find((hypervisor) => hypervisor.name === name);
    const other = hypervisors(runtime === 'go' ? 'rs' : 'go').find((hypervisor) => hypervisor.name === name);
    const renamed = name === 'cloud-hypervisor' && allowed.includes('clh') ? 'clh' : undefined;
    const meant = renamed ?? nearest(name, allowed);
    const why =
      past?.until !== undefined && knownIn(past, version) === 'gone'
        ? `was removed in ${releaseAfter(past.until) ?? ''}${renamed ? ' (its name is now clh)' : ''}`
        : past?.since !== undefined
          ? `came with ${past.since}`
          : other
            ? `is a hypervisor of ${runtimeNames[runtime === 'go' ? 'rs' : 'go']} only`
            : 'is no hypervisor of Kata';
    const hint = meant === undefined ? `It takes ${allowed.join(', ')}.` : `Did you mean "${meant}"?`;
    report(
      'toml-hypervisor-name',
      section.file,
      key,
      `"${name}" ${why}; ${kata(config)} refuses the file. ${hint}`,
      {
        ...(meant !== undefined &&
          !config.hypervisors.includes(meant) && {
            fixes: [
              {
                title: `Rename to ${meant}`,
                edits: [{ span: key, newText: meant }],
                preferred: renamed !== undefined,
              },
            ],
          }),
      },
    );
  }
}

function unknownSection(config: KataConfig, section: Section, report: Report): void {
  const { runtime, version } = config.target;
  const other = runtime === 'go' ? 'rs' : 'go';
  const [top = ''] = section.path;
  const parent = sectionPattern(section.path.slice(0, -1), runtime);
  const strict =
    (parent !== undefined && isStrictSection(parent, config.target)) ||
    (runtime === 'go' &&
      section.file.role === 'drop-in' &&
      containers.includes(top) &&
      section.path.length > 2);
  const severity = strict ? 'error' : 'warning';
  const consequence = strict ? 'refuses it' : 'ignores it';
  if (sectionPattern(section.path, other) !== undefined) {
    const [hypervisor] = config.hypervisors;
    const place =
      top === 'factory' && hypervisor !== undefined
        ? ` Here it is ${header(['hypervisor', hypervisor, 'factory'])}.`
        : '';
    const where = runtime === 'rs' ? place : '';
    report(
      'toml-unknown-section',
      section.file,
      placeOf(section),
      `${header(section.path)} is a section of ${runtimeNames[other]}; ${kata(config)} ${consequence}.${where}`,
      {
        severity,
        tags: ['unnecessary'],
      },
    );
    return;
  }
  const known = sections(runtime).filter((name) => !name.includes('.'));
  const tops = [...new Set([...known, ...containers])];
  const meant = section.path.length === 1 ? nearest(top, tops) : undefined;
  const bare = hypervisors(runtime).some(({ name }) => name === top) ? `hypervisor.${top}` : undefined;
  const named = section.path.length === 2 ? nearest(top, containers) : undefined;
  const suggestion =
    bare ?? meant ?? (named === undefined ? undefined : [named, ...section.path.slice(1)].join('.'));
  const hint = suggestion === undefined ? '' : ` Did you mean [${suggestion}]?`;
  report(
    'toml-unknown-section',
    section.file,
    placeOf(section),
    `Kata ${version} has no section ${header(section.path)} and ${consequence}.${hint}`,
    {
      severity,
      tags: ['unnecessary'],
      ...(suggestion !== undefined &&
        section.table && {
          fixes: [
            { title: `Rename to [${suggestion}]`, edits: [{ span: section.span, newText: suggestion }] },
          ],
        }),
    },
  );
}

function checkGoHypervisors(config: KataConfig, report: Report): void {
  const names = config.hypervisors;
  const [first] = names;
  if (first === undefined) {
    const section = config.sections.find(({ table }) => table?.header);
    if (!config.complete || !config.main || !section) return;
    report(
      'toml-no-hypervisor',
      section.file,
      placeOf(section),
      `There is no [hypervisor.NAME] table: ${kata(config)} falls back to QEMU with built-in paths.`,
    );
    return;
  }
  const firstSection = config.table('hypervisor', first);
  for (const name of names.slice(1)) {
    const section = config.table('hypervisor', name);
    if (!section) continue;
    report(
      'toml-several-hypervisors',
      section.file,
      placeOf(section),
      `With [hypervisor.${first}] and [hypervisor.${name}] the Go runtime takes one at random, sandbox by sandbox. Keep one.`,
      firstSection && {
        related: [
          {
            path: firstSection.file.path,
            span: placeOf(firstSection),
            message: 'The other hypervisor table.',
          },
        ],
      },
    );
  }
}

/** What runtime-rs wants in [runtime] since 3.3.0, and the value that this file suggests. */
function checkNames(config: KataConfig, report: Report): void {
  if (!config.main || compareVersions(config.target.version, '3.3.0') < 0) return;
  const runtime = config.section(['runtime']);
  const [hypervisor = 'qemu'] = config.hypervisors;
  const wanted = [
    { key: 'name', container: undefined, suggestion: 'virt_container' },
    { key: 'hypervisor_name', container: 'hypervisor', suggestion: hypervisor },
    { key: 'agent_name', container: 'agent', suggestion: 'kata' },
  ] as const;
  for (const { key, container, suggestion } of wanted) {
    const entry = config.get(['runtime'], key);
    const value = text(entry);
    if (entry && value === undefined) continue;
    if (!entry || value === undefined || value === '') {
      if (!entry && !config.complete) continue;
      const file = runtime?.file ?? config.main;
      const span =
        entry?.value.span ?? (runtime ? placeOf(runtime) : { start: 0, end: lineEnd(file.document.text) });
      const line = `${key} = "${suggestion}"`;
      const table = runtime?.table?.header;
      const fix =
        entry || !table
          ? undefined
          : {
              title: `Add ${line}`,
              edits: [{ span: { start: table.span.end, end: table.span.end }, newText: `\n${line}` }],
              preferred: true,
            };
      report(
        'toml-runtime-names',
        file,
        span,
        `${kata(config)} refuses a configuration without ${key} in [runtime]. Here: ${line}.`,
        {
          ...(fix && { fixes: [fix] }),
        },
      );
    } else if (container !== undefined && config.complete && !config.named(container).includes(value)) {
      const [present] = config.named(container);
      report(
        'toml-runtime-names',
        entry.file,
        entry.value.span,
        `There is no table [${container}.${value}], which ${key} names; ${kata(config)} refuses the file.`,
        {
          ...(present !== undefined && {
            fixes: [
              {
                title: `Change to "${present}"`,
                edits: [{ span: entry.value.span, newText: `"${present}"` }],
              },
            ],
          }),
        },
      );
    }
  }
}

/** End of the first line, to mark something where a table is missing. */
function lineEnd(content: string): number {
  const end = content.search(/[\r\n]/);
  return end < 0 ? content.length : end;
}

export const sectionFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-unknown-section',
      summary: 'Kata knows no such section',
      severity: 'warning',
      about:
        'Kata ignores sections it does not know, with everything in them, and says nothing. Below `[agent.*]` and in the other sections that runtime-rs reads strictly, and in the drop-ins of the Go runtime below a hypervisor or agent, it refuses the file.',
      bad: { text: '[«runtimes»]\nenable_debug = true\n' },
      good: { text: '[runtime]\nenable_debug = true\n' },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (tomlConfig), src/libs/kata-types/src/config/mod.rs@4.1.0 (TomlConfig)',
    },
    {
      id: 'toml-hypervisor-name',
      summary: 'No hypervisor of this Kata has that name',
      severity: 'error',
      about:
        'The name of a `[hypervisor.NAME]` table picks the code that reads it. A name that this release and runtime do not have is refused: ACRN left in 3.10.0, `cloud-hypervisor` of runtime-rs became `clh` in 3.30.0, StratoVirt is in the Go runtime only, OpenVMM in runtime-rs only.',
      bad: { text: '[hypervisor.«acrn»]\npath = "/usr/bin/acrn-dm"\n' },
      good: {
        text: '[hypervisor.qemu]\npath = "/usr/bin/qemu-system-x86_64"\nimage = "/a"\nshared_fs = "none"\n',
      },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateRuntimeConfigHypervisor)',
    },
    {
      id: 'toml-several-hypervisors',
      summary: 'Several hypervisor tables: the Go runtime takes one at random',
      severity: 'warning',
      about:
        'The Go runtime goes through all `[hypervisor.*]` tables in the random order of a Go map, checks each, and uses the last one. Which hypervisor starts can change from sandbox to sandbox. runtime-rs picks by `runtime.hypervisor_name`.',
      bad: {
        text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n[«hypervisor.clh»]\nimage = "/a"\nshared_fs = "none"\n',
      },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateRuntimeConfigHypervisor)',
    },
    {
      id: 'toml-no-hypervisor',
      summary: 'There is no hypervisor table',
      severity: 'warning',
      about:
        'Without a `[hypervisor.NAME]` table the Go runtime falls back to QEMU with built-in paths that no package installs, so the sandbox does not start. runtime-rs needs the table that `runtime.hypervisor_name` names.',
      bad: { text: '[«runtime»]\nenable_debug = true\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n[runtime]\nenable_debug = true\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (initConfig)',
    },
    {
      id: 'toml-runtime-names',
      summary: 'runtime-rs needs to be told its runtime, hypervisor and agent',
      severity: 'error',
      about:
        'runtime-rs loads a configuration only with `name`, `hypervisor_name` and `agent_name` in `[runtime]`, and only if the tables `[hypervisor.NAME]` and `[agent.NAME]` that they name are there. A configuration of the Go runtime has none of the three.',
      bad: {
        runtime: 'rs',
        text: '[hypervisor.qemu]\nimage = "/a"\n[agent.kata]\n[«runtime»]\nname = "virt_container"\nhypervisor_name = "qemu"\n',
      },
      good: {
        runtime: 'rs',
        text: '[hypervisor.qemu]\nkernel = "/k"\nimage = "/a"\n[agent.kata]\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      source: 'src/libs/kata-types/src/config/runtime.rs@4.1.0',
    },
  ],
  check(config, report) {
    checkHypervisorNames(config, report);
    const told = new Set<string>();
    for (const section of config.sections) {
      const [top] = section.path;
      if (section.pattern !== undefined || top === undefined) continue;
      if (section.path.length === 1 && containers.includes(top)) continue;
      // a table in the place of a value is the values' business
      if (keyAt(section.path, config.target.runtime)) continue;
      const id = `${section.file.path}\0${section.path.join('\0')}`;
      if (told.has(id) || [...told].some((other) => id.startsWith(`${other}\0`))) continue;
      told.add(id);
      unknownSection(config, section, report);
    }
    if (config.target.runtime === 'go') checkGoHypervisors(config, report);
    else checkNames(config, report);
  },
};
