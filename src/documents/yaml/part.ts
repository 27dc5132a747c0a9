/** A document, or a YAML text inside one of its scalars, seen alike by those who read it. */
import type { Span } from '../text';
import { parseYaml } from './parse';
import { scalarOffsets } from './scalar-offsets';
import type { ParsedYaml, YamlScalar } from './types';

/** A text that YAML was read from, and where it stands in its document. */
export interface YamlPart {
  readonly yaml: ParsedYaml;
  /** The place in the document of a place in this text. */
  toDocument(span: Span): Span;
  /** What a new line of this text starts with in the document; undefined: edits can't be carried over. */
  readonly margin: string | undefined;
}

/** A whole document. */
export const documentPart = (yaml: ParsedYaml): YamlPart => ({
  yaml,
  toDocument: (span) => span,
  margin: '',
});

/** The text inside a scalar of `host`, such as the RuntimeClass in the chart's `customRuntimes`. */
export function embeddedPart(host: YamlPart, scalar: YamlScalar): YamlPart {
  const yaml = parseYaml(scalar.value);
  let offsets: Uint32Array | undefined;
  const toHost = ({ start, end }: Span): Span => {
    const map = (offsets ??= scalarOffsets(host.yaml.text, scalar));
    const from = map[start] ?? scalar.span.end;
    // Behind the last character: the next one may stand on another line
    const to = end > start ? (map[end - 1] ?? scalar.span.end) + 1 : from;
    return { start: from, end: Math.max(from, to) };
  };
  const inner = scalar.style === 'literal' ? marginOf(host.yaml.text, scalar) : undefined;
  const margin = host.margin === undefined || inner === undefined ? undefined : host.margin + inner;
  return { yaml, toDocument: (span) => host.toDocument(toHost(span)), margin };
}

/** The indentation of a literal block scalar. */
function marginOf(text: string, scalar: YamlScalar): string | undefined {
  const first = /\S/.exec(scalar.value)?.index;
  if (first === undefined) return undefined;
  const at = scalarOffsets(text, scalar)[scalar.value.lastIndexOf('\n', first) + 1] ?? scalar.span.end;
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}
