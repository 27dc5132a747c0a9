/** What becomes of one key of a Go configuration in runtime-rs. */
import type { TomlValue } from '../documents';
import {
  configKey,
  enumAt,
  integerRange,
  isStrictSection,
  knownIn,
  nativeTypeAt,
  runtimeEquivalent,
  type ConfigKey,
  type Equivalent,
  type KataTarget,
} from '../knowledge';
import type { Entry } from '../lint';
import { t } from '../text';
import { patternOf, type Context } from './context';
import type { Rewriter } from './convert-edits';
import { listed, tomlText } from './markdown';

/** What the parts of the conversion share. `from` and `to`: the hypervisor's name in either runtime. */
export interface Plan {
  readonly context: Context;
  readonly rewriter: Rewriter;
  readonly from: string;
  readonly to: string;
  readonly target: KataTarget;
}

/** Where an entry goes, with its value as TOML text; or why it stays behind as a comment. */
type Fate = { readonly key: ConfigKey; readonly value: string } | { readonly why: string | undefined };

/** Rewrites an entry whose table is called `home` in runtime-rs. */
export function convertEntry(entry: Entry, home: readonly string[], plan: Plan): void {
  const { rewriter, target } = plan;
  const pattern = patternOf(home, 'rs');
  if (!entry.fact) {
    // a key of neither runtime: harmless unless the table is strict; one of runtime-rs is right already
    const known = pattern !== undefined && configKey('rs', pattern, entry.name) !== undefined;
    if (!known && pattern !== undefined && isStrictSection(pattern, target)) rewriter.commentOut(entry.span);
    return;
  }
  if (entry.fact.type === 'tables') return;
  const fate = fateOf(entry, entry.fact, plan);
  if ('why' in fate) {
    rewriter.commentOut(entry.span, fate.why);
    return;
  }
  const { key, value } = fate;
  if (key.section === pattern) {
    if (key.name !== entry.name && plan.context.config.get(entry.section.path, key.name)) {
      rewriter.commentOut(entry.span, t('{0} counts in runtime-rs', key.name));
      return;
    }
    rewriter.replace(entry.key.span, key.name);
    rewriter.replace(entry.value.span, value);
  } else move(entry, key, value, plan);
}

/** Moves an entry to the end of another table, with the comment above it. */
function move(entry: Entry, key: ConfigKey, value: string, { context, rewriter, from }: Plan): void {
  const path = key.section.startsWith('hypervisor.') ? ['hypervisor', from] : ['agent', 'kata'];
  if (context.config.get(path, key.name)) {
    rewriter.commentOut(entry.span, t('{0} in [{1}] counts in runtime-rs', key.name, path.join('.')));
    return;
  }
  const { comments, tail } = rewriter.take(entry.span);
  const moved = [...comments, `${key.name} = ${value}${tail}`];
  const table = context.config.section(path)?.table;
  if (table) rewriter.append(table, '', ...moved);
  else rewriter.addTable(path.join('.'), moved);
}

function fateOf(entry: Entry, fact: ConfigKey, plan: Plan): Fate {
  const { target, to } = plan;
  const there = runtimeEquivalent('go', fact.section, fact.aliasOf ?? fact.name);
  const key =
    there?.section !== undefined && there.key !== undefined
      ? configKey('rs', there.section, there.key)
      : undefined;
  if (!there || !key || knownIn(key, target.version) !== 'yes') return { why: undefined };
  if (key.inert) return { key, value: sourceOf(entry, plan) };
  const moved = key.section !== fact.section && key.section !== 'hypervisor.*.factory';
  if (moved && entry.value.kind === 'string' && entry.value.value === '') return { why: undefined };
  const value = translated(entry, there, plan);
  if (value === undefined) return { why: undefined };
  const refused = refusal(key, value, entry, plan);
  return refused === undefined ? { key, value } : { why: `runtime-rs with ${to} ${refused}` };
}

const sourceOf = ({ value: { span } }: Entry, { context }: Plan): string =>
  context.document.text.slice(span.start, span.end);

/** Values that runtime-rs takes without doing what they say (network_model/mod.rs@4.1.0): what comes nearest. */
const stillborn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  internetworking_model: { macvtap: 'tcfilter' },
};

/** Go's numbers, in order. */
const levels = ['warn', 'info', 'debug', 'trace'];

/** The value in runtime-rs's words, as TOML text; undefined where it has none. */
function translated(entry: Entry, { convert, values }: Equivalent, plan: Plan): string | undefined {
  const { value } = entry;
  const source = sourceOf(entry, plan);
  const others = new Map(Object.entries({ ...values, ...stillborn[entry.name] }));
  const other = value.kind === 'string' ? others.get(value.value) : undefined;
  if (other !== undefined) return tomlText(other);
  switch (convert) {
    case undefined:
      return source;
    case 'seconds-to-milliseconds':
      // 0 stands for a default of the Go runtime; runtime-rs would take it by its word
      return value.kind === 'integer' && value.value > 0n ? String(value.value * 1000n) : undefined;
    case 'verbosity-to-log-level':
      return value.kind === 'integer' ? tomlText(levels[Number(value.value)] ?? 'trace') : undefined;
    case 'flag-to-force-guest-pull':
      return forceGuestPull(entry, plan);
    default:
      return undefined;
  }
}

/** The flag became a member of the list `experimental`, which is there as a rule. */
function forceGuestPull({ value }: Entry, { context, rewriter }: Plan): string | undefined {
  if (value.kind !== 'boolean' || !value.value) return undefined;
  const list = context.config.get(['runtime'], 'experimental')?.value;
  if (list?.kind !== 'array') return '["force_guest_pull"]';
  const comma = list.items.length === 0 ? '' : ', ';
  const at = list.items[0]?.span.start ?? list.span.start + 1;
  rewriter.replace({ start: at, end: at }, `"force_guest_pull"${comma}`);
  return undefined;
}

/** What runtime-rs would not take of a translated value, to follow "runtime-rs with qemu"; undefined: it takes it. */
function refusal(
  key: ConfigKey,
  value: string,
  { value: { kind }, value: given, name }: Entry,
  { target, to }: Plan,
): string | undefined {
  const allowed = kind === 'string' ? enumAt(key, target, to) : undefined;
  if (allowed && allowed.check !== 'none') {
    const right = [...allowed.values, ...allowed.tolerated].some((each) => isText(value, each));
    if (!right) return t('takes {0} here', listed(allowed.values, 'or'));
  }
  const range = given.kind === 'integer' ? integerRange(key, target.version) : undefined;
  const number = /^-?\d+$/.test(value) ? BigInt(value) : undefined;
  if (range && number !== undefined && (number < range.min || number > range.max))
    return t('takes {0} to {1} here', range.min, range.max);
  if (given.kind === 'float' && /^[iu]\d/.test(nativeTypeAt(key, target.version)))
    return t('takes whole numbers here');
  if (isFilled(given) && refusedLists[name]?.includes(to)) return t('refuses it');
  return undefined;
}

const isFilled = (value: TomlValue): boolean => value.kind === 'array' && value.items.length > 0;

const isText = (source: string, text: string): boolean =>
  source === tomlText(text) || source === `'${text}'` || source === `"${text}"`;

/** Lists that a hypervisor refuses unless empty (src/libs/kata-types/src/config/hypervisor@4.1.0). */
const refusedLists: Readonly<Record<string, readonly string[]>> = {
  valid_jailer_paths: ['qemu', 'clh', 'cloud-hypervisor'],
  valid_hypervisor_paths: ['dragonball'],
};
