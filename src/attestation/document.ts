/** Init-data as TOML: its version, its algorithm and the documents inside, each with its place. */
import {
  EmbeddedText,
  parseToml,
  type Span,
  type TomlDocument,
  type TomlEntry,
  type TomlValue,
} from '../documents';

/** The documents that Kata's agent takes out of init-data (src/agent/src/initdata.rs@4.1.0). */
export const innerNames = ['aa.toml', 'cdh.toml', 'policy.rego'] as const;
export type InnerName = (typeof innerNames)[number];

export const isInnerName = (name: string): name is InnerName => innerNames.some((each) => each === name);

/** A name with its value, as written. */
export interface Item {
  readonly name: string;
  readonly key: Span;
  readonly value: TomlValue;
}

/** A member of `[data]`. */
export interface DataItem extends Item {
  /** The text inside, where the value is a string. */
  readonly embedded?: EmbeddedText;
  /** `aa.toml = ...` without quotes: TOML reads it as `toml` in a table `aa`. The span covers the whole key. */
  readonly dotted?: string;
}

export interface InitDataDocument {
  readonly toml: TomlDocument;
  /** Names at the top, `data` left out. */
  readonly top: readonly Item[];
  /** Where `data` stands: its header or its key. */
  readonly data?: { readonly span: Span; readonly value?: TomlValue; readonly array: boolean };
  readonly items: readonly DataItem[];
}

/** Reads init-data's TOML; broken lines are in `toml.problems`, everything else is there. */
export function readInitData(text: string): InitDataDocument {
  const toml = parseToml(text);
  const top: Item[] = [];
  const items: DataItem[] = [];
  let data: InitDataDocument['data'];
  for (const { header, entries } of toml.tables) {
    const path = header?.keys ?? [];
    const [first, second] = path;
    if (header && !first) continue; // a header that can't be read is a problem already
    if (header && first?.name !== 'data') {
      const value: TomlValue = { kind: 'table', entries, span: header.span };
      if (first) top.push({ name: first.name, key: header.span, value });
      continue;
    }
    if (header && !second) data ??= { span: header.span, array: header.array };
    if (header && first && second) {
      data ??= { span: header.span, array: false };
      const value: TomlValue = { kind: 'table', entries, span: header.span };
      const span = { start: second.span.start, end: path.at(-1)?.span.end ?? second.span.end };
      items.push({
        name: path
          .slice(1)
          .map(({ name }) => name)
          .join('.'),
        key: span,
        value,
      });
      continue;
    }
    for (const entry of entries) {
      if (header) items.push(dataItem(entry, 0, text));
      else if (entry.keys[0]?.name !== 'data') top.push(itemOf(entry));
      else if (entry.keys.length > 1) {
        data ??= { span: entry.keys[0].span, array: false };
        items.push(dataItem(entry, 1, text));
      } else {
        data ??= { span: entry.keys[0].span, value: entry.value, array: false };
        if (entry.value.kind === 'table')
          items.push(...entry.value.entries.map((each) => dataItem(each, 0, text)));
      }
    }
  }
  return { toml, top, items, ...(data && { data }) };
}

const keySpan = ({ keys, span }: TomlEntry, from = 0): Span => ({
  start: keys[from]?.span.start ?? span.start,
  end: keys.at(-1)?.span.end ?? span.end,
});

const itemOf = (entry: TomlEntry): Item => ({
  name: entry.keys.map(({ name }) => name).join('.'),
  key: keySpan(entry),
  value: entry.value,
});

function dataItem(entry: TomlEntry, from: number, text: string): DataItem {
  const keys = entry.keys.slice(from);
  const name = keys.map((key) => key.name).join('.');
  const embedded = entry.value.kind === 'string' ? EmbeddedText.read(text, entry.value.span) : undefined;
  return {
    name,
    key: keySpan(entry, from),
    value: entry.value,
    ...(embedded && { embedded }),
    ...(keys.length > 1 && { dotted: name }),
  };
}
