/** Explains what is under the pointer: sections, keys, values and the expressions of `enable_annotations`. */
import type { Span, TomlDocument, TomlValue } from '../documents';
import {
  annotations,
  configKey,
  enumAt,
  expressionTest,
  hypervisors,
  isHonoured,
  knownIn,
  releaseAfter,
  runtimeEquivalent,
  sectionInfo,
  type ConfigKey,
  type KataTarget,
  type Runtime,
} from '../knowledge';
import type { Entry, Section } from '../lint';
import { t } from '../text';
import { contextOf, hypervisorOf, patternOf, tableOf, type Context } from './context';
import { capital, explainKey, meaningOf, runtimeNames, valueList } from './explain';
import { code, paragraphs } from './markdown';

/** What to show, and what it is about. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

const within = ({ start, end }: Span, offset: number): boolean => start <= offset && offset < end;

/** The explanation of what stands at `offset`; undefined where there is nothing to explain. */
export function hoverAt(document: TomlDocument, offset: number, target: KataTarget): Hover | undefined {
  const context = contextOf(document, target);
  const entry = context.config.entries.find(({ span }) => within(span, offset));
  if (entry && within(entry.key.span, offset)) return hover(entry.key.span, entryMarkdown(entry, context));
  if (entry && within(entry.value.span, offset)) return valueHover(entry, offset, context);
  const section = context.config.sections.find((each) => headerSpan(each, offset));
  if (!section) return undefined;
  const keys = section.table?.header?.keys;
  const depth = keys ? keys.findIndex(({ span }) => within(span, offset)) + 1 : section.path.length;
  const span = keys?.[depth - 1]?.span ?? section.span;
  return hover(span, sectionMarkdown(section.path.slice(0, depth), context));
}

const hover = (span: Span, markdown: string | undefined): Hover | undefined =>
  markdown === undefined ? undefined : { span, markdown };

/** Whether a name of the section's header or dotted key is at the offset. */
function headerSpan(section: Section, offset: number): boolean {
  const keys = section.table?.header?.keys;
  return keys ? keys.some(({ span }) => within(span, offset)) : within(section.span, offset);
}

function sectionMarkdown(path: readonly string[], context: Context): string | undefined {
  const { runtime, version } = context.target;
  const title = `**[${path.map(plain).join('.')}]**`;
  const top = path[0];
  const name = path[1] ?? '';
  if (path.length === 1 && top === 'hypervisor') {
    return paragraphs(
      t('**[hypervisor.NAME]** · one table for the hypervisor'),
      t('The name says which VMM runs the sandboxes.'),
      hypervisorList(undefined, context),
    );
  }
  if (path.length === 1 && top === 'agent') {
    return paragraphs(
      t('**[agent.NAME]** · one table for the agent in the guest'),
      t('The agent is always `kata`.'),
    );
  }
  const pattern = patternOf(path, runtime);
  if (pattern === undefined) return foreignSection(path, title, context);
  const known = sectionInfo(pattern, runtime);
  if (!known) return undefined;
  if (pattern === 'hypervisor.*') {
    const own = hypervisors(runtime).find((each) => each.name === name);
    const state = own && knownIn(own, version);
    const about =
      state === undefined
        ? t('**{0} has no hypervisor {1}.**', capital(runtimeNames[runtime]), code(name))
        : state === 'not-yet'
          ? t('**Not in Kata {0}**, only since {1}.', version, own?.since ?? t('later'))
          : state === 'gone'
            ? t('**Gone since Kata {0}.**', releaseAfter(own?.until ?? version) ?? version)
            : undefined;
    const heading = own ? `${title} · ${own.title}` : title;
    return paragraphs(heading, about, known.description, about && hypervisorList(name, context));
  }
  const later =
    knownIn(known, version) === 'not-yet'
      ? t('**Not in Kata {0}**, only since {1}.', version, known.since ?? t('later'))
      : '';
  const gone =
    knownIn(known, version) === 'gone'
      ? t('**Gone since Kata {0}.**', releaseAfter(known.until ?? version) ?? version)
      : '';
  return paragraphs(title, later, gone, known.description);
}

/** A name as it is, in code where it is no bare one. */
const plain = (name: string): string => (/^[\w-]+$/.test(name) ? name : code(name));

/** A section of the other runtime. */
function foreignSection(path: readonly string[], title: string, context: Context): string | undefined {
  const { runtime } = context.target;
  const other: Runtime = runtime === 'go' ? 'rs' : 'go';
  const pattern = patternOf(path, other);
  const known = pattern === undefined ? undefined : sectionInfo(pattern, other);
  if (pattern === undefined || !known) return undefined;
  const moved = runtimeEquivalent(other, pattern, 'enable_template')?.section;
  const instead = moved === undefined ? '' : t(' Here it is {0}.', code(`[${tableOf(moved, context)}]`));
  return paragraphs(
    title,
    t('**Not read by {0}**, only by {1}.{2}', runtimeNames[runtime], runtimeNames[other], instead),
    known.description,
  );
}

function hypervisorList(current: string | undefined, { target }: Context): string {
  return hypervisors(target.runtime)
    .filter((each) => knownIn(each, target.version) === 'yes')
    .map(({ name, title }) => `- ${name === current ? `**${code(name)}**` : code(name)}: ${title}`)
    .join('\n');
}

const textOf = (value: TomlValue): string | undefined => (value.kind === 'string' ? value.value : undefined);

/** The key as the other runtime knows it, with where its value belongs in this one. */
function foreignKey(entry: Entry, context: Context): string | undefined {
  const { runtime } = context.target;
  const other: Runtime = runtime === 'go' ? 'rs' : 'go';
  const pattern = patternOf(entry.section.path, other);
  const key = pattern === undefined ? undefined : configKey(other, pattern, entry.name);
  if (!key) return undefined;
  const here = runtimeEquivalent(other, key.section, key.name);
  const home = here?.section;
  const instead =
    here?.key === undefined || home === undefined
      ? t('There is nothing like it here.')
      : t(
          'Here it is {0}{1}.',
          code(here.key),
          home === entry.section.pattern ? '' : t(' in {0}', code(`[${tableOf(home, context)}]`)),
        );
  const how = here?.how ?? '';
  return paragraphs(
    t('**{0}** · a key of {1}', plain(key.name), runtimeNames[other]),
    t('**Not read by {0}.** {1} {2}', runtimeNames[runtime], instead, how).trim(),
    key.description,
  );
}

function entryMarkdown(entry: Entry, context: Context): string | undefined {
  if (!entry.fact) return foreignKey(entry, context);
  return explainKey(
    entry.fact,
    { hypervisor: hypervisorOf(entry.section.path), value: textOf(entry.value) },
    context,
  );
}

function valueHover(entry: Entry, offset: number, context: Context): Hover | undefined {
  const item =
    entry.value.kind === 'array' ? entry.value.items.find(({ span }) => within(span, offset)) : entry.value;
  if (!item) return undefined;
  const { fact } = entry;
  const value = textOf(item);
  if (fact?.name === 'enable_annotations' && value !== undefined) {
    return { span: item.span, markdown: annotationsMarkdown(value, context) };
  }
  if (
    fact &&
    value !== undefined &&
    enumAt(fact, context.target, hypervisorOf(entry.section.path))?.values.length
  ) {
    return {
      span: item.span,
      markdown: valueMarkdown(fact, value, hypervisorOf(entry.section.path), context),
    };
  }
  return hover(item.span, entryMarkdown(entry, context));
}

function valueMarkdown(
  key: ConfigKey,
  value: string,
  hypervisor: string | undefined,
  context: Context,
): string {
  const { values = [], tolerated = [] } = enumAt(key, context.target, hypervisor) ?? {};
  const right = value === '' || values.includes(value) || tolerated.includes(value);
  const where = hypervisor === undefined ? '' : t(' with {0}', code(hypervisor));
  const others = values.filter((each) => each !== value);
  return paragraphs(
    t('{0} · value of **{1}**', code(value === '' ? '""' : value), key.name),
    right
      ? undefined
      : t('**Not a value of {0}**{1} in Kata {2}.', code(key.name), where, context.target.version),
    meaningOf(key, value),
    others.length > 0 ? `${right ? t('The other values') : t('The values')}:` : undefined,
    valueList(key, others),
  );
}

/** Which annotations an expression lets pods set. */
function annotationsMarkdown(expression: string, { target }: Context): string {
  const prefix = 'io.katacontainers.config.hypervisor.';
  const head = t('{0} · expression of **enable_annotations**', code(expression));
  const matches = expressionTest(expression);
  if (!matches)
    return paragraphs(head, t('It can not be tried here: it is no regular expression, or too involved.'));
  const names = [...annotations().values()]
    .filter((each) => each.gated === true && isHonoured(each, target))
    .filter(({ name }) => name.startsWith(prefix) && matches(name.slice(prefix.length)));
  if (names.length === 0) {
    return paragraphs(
      head,
      t('Matches no annotation that {0} of Kata {1} reads.', runtimeNames[target.runtime], target.version),
    );
  }
  const lines = names.map(({ name, description, sensitive }) => {
    const risk = sensitive ? t(' **Lets the author of a pod reach the host.**') : '';
    return `- ${code(name.slice(prefix.length))}: ${description}${risk}`;
  });
  const many = names.length === 1 ? t('this annotation') : t('these {0} annotations', names.length);
  return paragraphs(head, t('Lets pods set {0} of {1}:', many, code(`${prefix}*`)), lines.join('\n'));
}
