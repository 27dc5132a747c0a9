/** From the nodes of the `yaml` library to ours: smaller, with aliases and merge keys resolved. */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Span } from '../text';
import { filler } from './template';
import type { ScalarStyle, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './types';

/** Nodes that a document may have with every alias written out; beyond it aliases stay unknown ("billion laughs"). */
const maxNodes = 200_000;

const styles: Readonly<Partial<Record<string, ScalarStyle>>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** What an anchor names, and how many nodes that is with every alias in it written out. */
interface Anchored {
  readonly node: YamlNode;
  readonly weight: number;
}

export class Converter {
  private readonly anchors = new Map<string, Anchored>();
  private weight = 0;

  constructor(
    private readonly text: string,
    private readonly template: boolean,
  ) {}

  node(source: unknown, at: number): YamlNode {
    const before = this.weight++;
    if (isAlias(source)) return this.alias(source.source, this.span(source.range));
    const node = this.plain(source, at);
    const anchor = isMap(source) || isSeq(source) || isScalar(source) ? source.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, { node, weight: this.weight - before });
    return node;
  }

  private plain(source: unknown, at: number): YamlNode {
    if (isMap<ParsedNode, ParsedNode | null>(source)) {
      const entries = source.items.flatMap(({ key, value }): YamlEntry[] => {
        const name = this.node(key, at);
        const after = isAlias(key) ? this.span(key.range) : name.span;
        const content = this.node(value, after.end);
        if (name.kind !== 'scalar') return [];
        const alias = isAlias(value) ? this.span(value.range) : undefined;
        const end = Math.max(after.end, (alias ?? content.span).end);
        return [{ key: name, value: content, span: { start: after.start, end }, ...(alias && { alias }) }];
      });
      const span = this.around(source, entries.at(-1)?.span);
      return {
        kind: 'map',
        entries: this.merged(entries),
        flow: source.flow === true,
        span,
      } satisfies YamlMap;
    }
    if (isSeq(source)) {
      const items = source.items.map((item) => this.node(item, at));
      const last = source.items.at(-1);
      const span = this.around(source, isAlias(last) ? this.span(last.range) : items.at(-1)?.span);
      return { kind: 'list', items, flow: source.flow === true, span } satisfies YamlList;
    }
    if (!isScalar(source)) return this.nothing({ start: at, end: at });
    const span = this.span(source.range);
    const value = typeof source.value === 'string' ? source.value : '';
    const style = styles[source.type ?? ''] ?? 'plain';
    if (style === 'plain' && value === '') return this.nothing({ start: span.start, end: span.start });
    return { kind: 'scalar', value, style, unknown: value.includes(filler), span };
  }

  private nothing(span: Span): YamlScalar {
    return { kind: 'scalar', value: '', style: 'empty', unknown: this.template, span };
  }

  private alias(name: string, span: Span): YamlNode {
    const anchored = this.anchors.get(name);
    if (!anchored || this.weight + anchored.weight > maxNodes)
      return { kind: 'scalar', value: '', style: 'empty', unknown: true, span };
    this.weight += anchored.weight;
    return anchored.node;
  }

  /** The entries with those that `<<` brings in behind them; what a map says itself counts. */
  private merged(entries: readonly YamlEntry[]): readonly YamlEntry[] {
    const own = entries.filter(({ key }) => key.value !== '<<' || key.style !== 'plain');
    if (own.length === entries.length) return entries;
    const names = new Set(own.map(({ key }) => key.value));
    const more: YamlEntry[] = [];
    for (const entry of entries) {
      if (own.includes(entry)) continue;
      for (const source of entry.value.kind === 'list' ? entry.value.items : [entry.value]) {
        for (const inner of source.kind === 'map' ? source.entries : []) {
          if (names.has(inner.key.value)) continue;
          names.add(inner.key.value);
          more.push({ ...inner, merged: true });
        }
      }
    }
    this.weight += more.length;
    return [...own, ...more];
  }

  /** A collection's place: up to its bracket, or to the end of its last member. */
  private around({ range, flow }: YAMLMap | YAMLSeq, last: Span | undefined): Span {
    const whole = this.span(range);
    return flow || !last ? whole : { start: whole.start, end: Math.max(whole.start, last.end) };
  }

  /** A node's place without the white space that the library counts to it. */
  private span(range: readonly number[] | null | undefined): Span {
    const start = Math.min(range?.[0] ?? 0, this.text.length);
    let end = Math.max(start, Math.min(range?.[1] ?? start, this.text.length));
    while (end > start && /\s/.test(this.text[end - 1] ?? '')) end--;
    return { start, end };
  }
}
