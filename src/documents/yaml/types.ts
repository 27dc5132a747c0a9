/** The shapes of a parsed YAML document. Every node knows its place, in UTF-16 code units from the document's start. */
import type { Span } from '../text';

/** A value with its place. An alias stands for the node it names: that node then has its own, other place. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

/** How a scalar is written; `empty`: nothing is written where a value belongs. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty';

export interface YamlScalar {
  readonly kind: 'scalar';
  /** The text without quotes, escapes and indentation; of a plain scalar as it is written (`0x10`, `yes`). */
  readonly value: string;
  readonly style: ScalarStyle;
  /** The value is not known: it holds a template's `{{ … }}`, or is nothing in a template, or names no anchor. */
  readonly unknown: boolean;
  /** With quotes; of a block scalar from its `|` or `>` to its last character. */
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Key and value; of an alias its `*name`. */
  readonly span: Span;
  /** The `*name` that stands in the place of the value. */
  readonly alias?: Span;
  /** It stands in another map, which a merge key (`<<`) brings in. */
  readonly merged?: true;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  /** Written in braces. */
  readonly flow: boolean;
  readonly span: Span;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  /** Written in brackets. */
  readonly flow: boolean;
  readonly span: Span;
}

/** Why a reader would refuse the text as YAML. Known here, said by the YAML extensions. */
export interface YamlProblem {
  readonly message: string;
  readonly span: Span;
}

/** What a text says, whatever file and place it stands in. Equal texts share one. */
export interface ParsedYaml {
  readonly text: string;
  /** Undefined: there is nothing but comments. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  /** Holds `{{ … }}`: what seems to be missing may come from there. */
  readonly template: boolean;
}
