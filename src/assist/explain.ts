/** Says in Markdown what a key is; the same words serve hover and completion. */
import {
  annotationFor,
  enumAt,
  expressionMatches,
  hypervisors,
  integerRange,
  isHonoured,
  knownIn,
  migrationsFor,
  own,
  readBy,
  releaseAfter,
  runtimeEquivalent,
  shippedAnnotations,
  valueMeaning,
  type ConfigKey,
  type Runtime,
} from '../knowledge';
import { t } from '../text';
import { tableOf, type Context } from './context';
import { code, listed, paragraphs, tomlText } from './markdown';

export const runtimeNames: Readonly<Record<Runtime, string>> = {
  get go() {
    return t('the Go runtime');
  },
  rs: 'runtime-rs',
};

/** Where a key is looked at: the table's hypervisor, and the value that stands there. */
export interface Place {
  readonly hypervisor?: string | undefined;
  readonly value?: string | undefined;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The value that counts where the key is left out, in code; undefined where there is none. */
export function defaultOf(key: ConfigKey, hypervisor: string | undefined): string | undefined {
  const value = own(key.defaultBy, hypervisor ?? '') ?? key.default;
  return value === undefined ? key.defaultText : code(tomlText(value));
}

/** The type in TOML's words; an integer is right where a number is wanted. */
function typeOf(key: ConfigKey): string {
  if (key.type === 'tables') return t('array of tables');
  if (key.type === 'array') return key.items === 'integer' ? t('array of integers') : t('array of strings');
  return key.type;
}

/** The default or, where there is none, the type, in plain text and as short as it goes. */
export function brief(key: ConfigKey, hypervisor: string | undefined): string {
  if (key.required) return t('required');
  const otherwise = defaultOf(key, hypervisor)?.replaceAll('`', '');
  if (otherwise === undefined) return typeOf(key);
  return key.unit === undefined || key.defaultText !== undefined ? otherwise : `${otherwise} ${key.unit}`;
}

/** `string, default "x"`: type, unit, range and default in a few words. */
export function shape(key: ConfigKey, hypervisor: string | undefined, version: string): string {
  const range = key.min !== undefined || key.max !== undefined ? integerRange(key, version) : undefined;
  const needed = key.required === true || (hypervisor !== undefined && key.requiredBy?.includes(hypervisor));
  const otherwise = defaultOf(key, hypervisor);
  return [
    `${typeOf(key)}${key.unit === undefined ? '' : ` (${key.unit})`}`,
    range && t('{0} to {1}', range.min, range.max),
    needed ? t('required') : otherwise !== undefined && t('default {0}', otherwise),
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}

/** `key` in `[table]`, the table only where it is another one. */
function keyIn(section: string, name: string, from: string, context: Context): string {
  return section === from ? code(name) : t('{0} in {1}', code(name), code(`[${tableOf(section, context)}]`));
}

/** Why the key has no effect here, or not the one that its name promises. */
function caveats(key: ConfigKey, { hypervisor }: Place, context: Context): string[] {
  const { version, runtime } = context.target;
  const known = knownIn(key, version);
  const said: string[] = [];
  if (known === 'not-yet')
    said.push(t('**Not in Kata {0}**{1}.', version, key.since ? t(', only since {0}', key.since) : ''));
  if (known === 'gone') {
    const change = migrationsFor(runtime, key.section, key.name).findLast(({ values }) => !values);
    const successor =
      change?.newKey !== undefined && change.newSection !== undefined
        ? t(' Use {0}.', keyIn(change.newSection, change.newKey, key.section, context))
        : '';
    const gone = releaseAfter(key.until ?? version);
    said.push(t('**Gone since Kata {0}.** {1}{2}', gone ?? version, change?.how ?? '', successor));
  }
  if (known === 'yes' && hypervisor !== undefined && readBy(key, hypervisor) === false) {
    said.push(
      t('**No effect here**: {0} does not use it with {1}.', runtimeNames[runtime], code(hypervisor)),
    );
  }
  if (key.inert)
    said.push(t('**No effect known**: runtime-rs parses it, but nothing was found that uses it.'));
  if (key.aliasOf !== undefined) said.push(t('Another name of {0}.', code(key.aliasOf)));
  return said;
}

/** What a value of a key means. */
export const meaningOf = (key: ConfigKey, value: string): string | undefined =>
  key.enumOf === 'hypervisors' ? hypervisorTitle(value, key.runtime) : valueMeaning(key, value);

/** Values with their meanings, one a line; the one that stands at the place in bold. */
export function valueList(key: ConfigKey, values: readonly string[], current?: string): string {
  const lines = values.map((each) => {
    const meaning = meaningOf(key, each);
    const name = each === current ? `**${code(each)}**` : code(each);
    return `- ${name}${meaning === undefined ? '' : `: ${meaning}`}`;
  });
  return lines.join('\n');
}

/** What a hypervisor's name stands for. */
export const hypervisorTitle = (name: string, runtime: Runtime): string | undefined =>
  hypervisors(runtime).find((each) => each.name === name)?.title;

/** The expressions in the file's `enable_annotations`. */
function enabled(context: Context, hypervisor: string): string[] {
  const value = context.config.get(['hypervisor', hypervisor], 'enable_annotations')?.value;
  return value?.kind === 'array'
    ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []))
    : [];
}

function shippedFor(context: Context, hypervisor: string): readonly string[] {
  const guest = context.config.get(['hypervisor', hypervisor], 'confidential_guest')?.value;
  const confidential = guest?.kind === 'boolean' && guest.value;
  const kind = hypervisor === 'remote' ? 'remote' : confidential ? 'confidential' : 'usual';
  return shippedAnnotations(context.target.runtime, kind);
}

function annotationLine(key: ConfigKey, { hypervisor }: Place, context: Context): string | undefined {
  const found = annotationFor(key.runtime, key.section, key.aliasOf ?? key.name);
  if (!found || !isHonoured(found, context.target)) return undefined;
  const base = found.name.slice(found.name.lastIndexOf('.') + 1);
  let state = t('always honoured');
  if (found.gated && hypervisor !== undefined) {
    const matches = (expression: string) => expressionMatches(expression, base) === true;
    const here = enabled(context, hypervisor).some(matches);
    const usual = shippedFor(context, hypervisor).some(matches);
    const shipped =
      here === usual ? t('as shipped') : t('{0} as shipped', usual ? t('enabled') : t('not enabled'));
    state = t('{0} by this file, {1}', here ? t('enabled') : t('not enabled'), shipped);
  }
  const list = found.allowList === undefined ? '' : t('; its value must match {0}', code(found.allowList));
  const risk = found.sensitive ? t(' It lets the author of a pod reach the host.') : '';
  return t('- Pod annotation {0}: {1}{2}.{3}', code(found.name), state, list, risk);
}

function readersLine(key: ConfigKey): string | undefined {
  const current = hypervisors('go').filter(({ until }) => until === undefined);
  if (!key.readBy || key.readBy.length === 0 || current.every(({ name }) => key.readBy?.includes(name)))
    return undefined;
  return t('- Used with {0}.', listed(key.readBy.map(code)));
}

function otherRuntimeLine(key: ConfigKey, context: Context): string | undefined {
  const other: Runtime = key.runtime === 'go' ? 'rs' : 'go';
  const there = runtimeEquivalent(key.runtime, key.section, key.aliasOf ?? key.name);
  if (!there) return undefined;
  const how = there.how === undefined || there.how.includes('no counterpart') ? '' : ` ${there.how}`;
  if (there.key === undefined || there.section === undefined)
    return t('- Not in {0}.{1}', runtimeNames[other], how);
  if (there.key === key.name && there.section === key.section) {
    return t('- Also in {0}{1}.', runtimeNames[other], there.values ? t(', with other values') : '');
  }
  return t(
    '- In {0}: {1}.{2}',
    runtimeNames[other],
    keyIn(there.section, there.key, key.section, context),
    how,
  );
}

/** All about a key, as Markdown without links. */
export function explainKey(key: ConfigKey, place: Place, context: Context): string {
  const { version } = context.target;
  const since =
    key.since !== undefined && knownIn(key, version) === 'yes'
      ? t('- Since Kata {0}.', key.since)
      : undefined;
  const until =
    key.until !== undefined && knownIn(key, version) === 'yes'
      ? t('- Until Kata {0}.', key.until)
      : undefined;
  const facts = [
    since,
    until,
    readersLine(key),
    annotationLine(key, place, context),
    otherRuntimeLine(key, context),
  ];
  return paragraphs(
    `**${key.name}** · ${shape(key, place.hypervisor, version)}`,
    caveats(key, place, context).join('\n\n'),
    key.description,
    valueList(key, enumAt(key, context.target, place.hypervisor)?.values ?? [], place.value),
    facts.some((line) => line !== undefined) ? '---' : undefined,
    facts.filter((line) => line !== undefined).join('\n'),
  );
}
