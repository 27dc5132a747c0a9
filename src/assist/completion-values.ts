/** Offers values: what a key takes, what the shipped configurations have, names that the file or the runtime knows. */
import { annotations, configKey, enumAt, expressionMatches, isHonoured, type ConfigKey } from '../knowledge';
import type { Section } from '../lint';
import { t } from '../text';
import type { Completion } from './completion-item';
import { hypervisorOf, patternOf, type Context } from './context';
import type { Cursor } from './cursor';
import { explainKey, meaningOf } from './explain';
import { code, paragraphs, tomlText } from './markdown';
import { shippedValue, usualValue, valueSnippet, verbatim } from './snippet';

type ValueCursor = Extract<Cursor, { kind: 'value' }>;

/** A value to offer: TOML text, or a string that is still to be quoted. */
interface Offer {
  readonly text: string;
  readonly quoted: boolean;
  readonly detail: string;
  readonly documentation?: string;
  readonly kind?: 'annotation';
  /** Snippet instead of the text. */
  readonly snippet?: string;
}

/** Values for the cursor; `section` is the table that it stands in. */
export function valueItems(context: Context, section: Section, cursor: ValueCursor): Completion[] {
  const path = [...section.path, ...cursor.path.slice(0, -1)];
  const pattern = patternOf(path, context.target.runtime);
  const name = cursor.path.at(-1) ?? '';
  const key = pattern === undefined ? undefined : configKey(context.target.runtime, pattern, name);
  if (!key) return [];
  const hypervisor = hypervisorOf(path);
  const offers = cursor.items
    ? itemOffers(key, hypervisor, context).filter(({ text }) => !cursor.items?.includes(text))
    : wholeOffers(key, hypervisor, context);
  const { text } = context.document;
  const typed = text.charAt(cursor.span.start);
  const quote = typed === "'" || typed === '"' ? typed : '"';
  const open = typed === quote && cursor.span.end > cursor.span.start;
  const gap = !cursor.items && text.charAt(cursor.span.start - 1) === '=' ? ' ' : '';
  return offers
    .filter(({ quoted }) => quoted || !open)
    .map(({ text: value, quoted, detail, documentation, kind, snippet }, index) => ({
      kind: kind ?? 'value',
      label: quoted && value === '' ? '""' : value,
      insert: gap + (snippet ?? verbatim(quoted ? quote + value + quote : value)),
      span: cursor.span,
      detail,
      filterText: open ? quote + value : value,
      sortText: String(index).padStart(3, '0'),
      documentation: () => documentation ?? explainKey(key, { hypervisor, value }, context),
    }));
}

/** Values for a key as a whole. */
function wholeOffers(key: ConfigKey, hypervisor: string | undefined, context: Context): Offer[] {
  const usual = usualValue(key, hypervisor);
  const shipped = shippedValue(key, hypervisor);
  const detailOf = (value: unknown): string =>
    tomlText(value) === tomlText(usual)
      ? 'default'
      : tomlText(value) === tomlText(shipped)
        ? t('as shipped')
        : '';
  if (key.type === 'boolean') {
    const order = key.default === true ? [false, true] : [true, false];
    return order.map((value) => ({ text: String(value), quoted: false, detail: detailOf(value) }));
  }
  if (key.type === 'array') {
    const empty: Offer = {
      text: '[…]',
      quoted: false,
      detail: 'list',
      snippet: valueSnippet({ ...key, shipped: [], default: [] }, context, hypervisor),
    };
    const full = Array.isArray(shipped) && shipped.length > 0;
    return full ? [empty, { text: tomlText(shipped), quoted: false, detail: t('as shipped') }] : [empty];
  }
  const values = enumAt(key, context.target, hypervisor)?.values;
  if (values && values.length > 0) return enumOffers(key, inFileFirst(key, values, context), detailOf);
  const offers = [shipped, usual].filter((value) => value !== undefined && !Array.isArray(value));
  const texts = [...new Set(offers.map((value) => (typeof value === 'string' ? value : tomlText(value))))];
  const quoted = key.type === 'string';
  return texts.map((text) => ({ text, quoted, detail: detailOf(quoted ? text : Number(text)) }));
}

function enumOffers(key: ConfigKey, values: readonly string[], detailOf: (value: string) => string): Offer[] {
  return values.map((text) => {
    const meaning = meaningOf(key, text);
    const documentation = paragraphs(
      t('{0} · value of **{1}**', code(text), key.name),
      meaning,
      key.description,
    );
    return { text, quoted: true, detail: detailOf(text), documentation };
  });
}

/** A hypervisor whose table is in the file is the likeliest name. */
function inFileFirst(key: ConfigKey, values: readonly string[], { config }: Context): readonly string[] {
  if (key.enumOf !== 'hypervisors') return values;
  const there = new Set(config.hypervisors);
  return values.toSorted((a, b) => Number(there.has(b)) - Number(there.has(a)));
}

/** One member of a list. */
function itemOffers(key: ConfigKey, hypervisor: string | undefined, context: Context): Offer[] {
  if (key.type !== 'array') return [];
  if (key.name === 'enable_annotations') return annotationOffers(context);
  const values = enumAt(key, context.target, hypervisor)?.values ?? [];
  if (values.length > 0) return enumOffers(key, values, () => '');
  const shipped = shippedValue(key, hypervisor);
  if (!Array.isArray(shipped)) return [];
  return (shipped as readonly unknown[])
    .filter((value) => value !== '')
    .map((value) => ({ text: String(value), quoted: key.items === 'string', detail: t('as shipped') }));
}

const gatedPrefix = 'io.katacontainers.config.hypervisor.';

/** The annotations that need to be enabled, anchored where the bare name would enable others too. */
function annotationOffers({ target }: Context): Offer[] {
  const names = [...annotations().values()].filter((each) => each.gated === true && isHonoured(each, target));
  return names.flatMap(({ name, description, sensitive, internal }) => {
    if (internal || !name.startsWith(gatedPrefix)) return [];
    const base = name.slice(gatedPrefix.length);
    const greedy = names.some(
      (other) => other.name !== name && expressionMatches(base, other.name.slice(gatedPrefix.length)),
    );
    const text = greedy ? `^${base}$` : base;
    const risk = sensitive ? t('**Lets the author of a pod reach the host.**') : undefined;
    const documentation = paragraphs(t('Lets pods set {0}.', code(name)), description, risk);
    return [
      {
        text,
        quoted: true,
        detail: sensitive ? t('reaches the host') : '',
        documentation,
        kind: 'annotation' as const,
      },
    ];
  });
}
