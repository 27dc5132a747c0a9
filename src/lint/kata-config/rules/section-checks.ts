/** Looks at the tables of a file: names that Kata does not know, tables that are missing, tables that are too many. */
import {
  compareVersions,
  hypervisors,
  isStrictSection,
  knownIn,
  releaseAfter,
  sections,
  sectionPattern,
} from '../../../knowledge';
import { t } from '../../../text';
import { containers, text, type KataConfig, type Section } from '../model';
import { nearest } from '../../suggest';
import { header, kata, placeOf, runtimeNames, type Report } from './family';

/** Names of the hypervisor tables that this Kata takes. */
export const hypervisorNames = ({ target }: KataConfig): string[] =>
  hypervisors(target.runtime)
    .filter((hypervisor) => knownIn(hypervisor, target.version) === 'yes')
    .map(({ name }) => name);

export function checkHypervisorNames(config: KataConfig, report: Report): void {
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
        ? t(
            'was removed in {0}{1}',
            releaseAfter(past.until) ?? '',
            renamed ? t(' (its name is now clh)') : '',
          )
        : past?.since !== undefined
          ? t('came with {0}', past.since)
          : other
            ? t('is a hypervisor of {0} only', runtimeNames[runtime === 'go' ? 'rs' : 'go'])
            : t('is no hypervisor of Kata');
    const hint =
      meant === undefined ? t('It takes {0}.', allowed.join(', ')) : t('Did you mean "{0}"?', meant);
    report(
      'toml-hypervisor-name',
      section.file,
      key,
      t('"{0}" {1}; {2} refuses the file. {3}', name, why, kata(config), hint),
      {
        ...(meant !== undefined &&
          !config.hypervisors.includes(meant) && {
            fixes: [
              {
                title: t('Rename to {0}', meant),
                edits: [{ span: key, newText: meant }],
                preferred: renamed !== undefined,
              },
            ],
          }),
      },
    );
  }
}

export function unknownSection(config: KataConfig, section: Section, report: Report): void {
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
  const consequence = strict ? t('refuses it') : t('ignores it');
  if (sectionPattern(section.path, other) !== undefined) {
    const [hypervisor] = config.hypervisors;
    const place =
      top === 'factory' && hypervisor !== undefined
        ? t(' Here it is {0}.', header(['hypervisor', hypervisor, 'factory']))
        : '';
    const where = runtime === 'rs' ? place : '';
    report(
      'toml-unknown-section',
      section.file,
      placeOf(section),
      t(
        '{0} is a section of {1}; {2} {3}.{4}',
        header(section.path),
        runtimeNames[other],
        kata(config),
        consequence,
        where,
      ),
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
  const hint = suggestion === undefined ? '' : t(' Did you mean [{0}]?', suggestion);
  report(
    'toml-unknown-section',
    section.file,
    placeOf(section),
    t('Kata {0} has no section {1} and {2}.{3}', version, header(section.path), consequence, hint),
    {
      severity,
      tags: ['unnecessary'],
      ...(suggestion !== undefined &&
        section.table && {
          fixes: [
            { title: t('Rename to [{0}]', suggestion), edits: [{ span: section.span, newText: suggestion }] },
          ],
        }),
    },
  );
}

export function checkGoHypervisors(config: KataConfig, report: Report): void {
  const names = config.hypervisors;
  const [first] = names;
  if (first === undefined) {
    const section = config.sections.find(({ table }) => table?.header);
    if (!config.complete || !config.main || !section) return;
    report(
      'toml-no-hypervisor',
      section.file,
      placeOf(section),
      t('There is no [hypervisor.NAME] table: {0} falls back to QEMU with built-in paths.', kata(config)),
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
      t(
        'With [hypervisor.{0}] and [hypervisor.{1}] the Go runtime takes one at random, sandbox by sandbox. Keep one.',
        first,
        name,
      ),
      firstSection && {
        related: [
          {
            path: firstSection.file.path,
            span: placeOf(firstSection),
            message: t('The other hypervisor table.'),
          },
        ],
      },
    );
  }
}

/** What runtime-rs wants in [runtime] since 3.3.0, and the value that this file suggests. */
export function checkNames(config: KataConfig, report: Report): void {
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
              title: t('Add {0}', line),
              edits: [{ span: { start: table.span.end, end: table.span.end }, newText: `\n${line}` }],
              preferred: true,
            };
      report(
        'toml-runtime-names',
        file,
        span,
        t('{0} refuses a configuration without {1} in [runtime]. Here: {2}.', kata(config), key, line),
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
        t(
          'There is no table [{0}.{1}], which {2} names; {3} refuses the file.',
          container,
          value,
          key,
          kata(config),
        ),
        {
          ...(present !== undefined && {
            fixes: [
              {
                title: t('Change to "{0}"', present),
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
