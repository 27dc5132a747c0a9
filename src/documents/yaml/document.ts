/** The documents of a YAML file, each parsed when somebody asks. */
import type { Span } from '../text';
import { parseYaml } from './parse';
import { documentStarts } from './split';
import type { ParsedYaml } from './types';

/** A document above this length (UTF-16 code units) takes longer to parse than an editor may stand still. */
const largeText = 100_000;

/** A document in its file. */
export class YamlDocument {
  private content: ParsedYaml | undefined;

  constructor(
    /** With the `---` line before it. */
    readonly text: string,
    /** Where the text begins in the file, in UTF-16 code units. */
    readonly base: number,
  ) {}

  /** What it says; every place in it is relative to `base`. Parsed on the first use. */
  get yaml(): ParsedYaml {
    return (this.content ??= parseYaml(this.text));
  }

  /** Parsing takes long: do it where nobody waits. */
  get large(): boolean {
    return this.text.length > largeText;
  }

  /** The place in the file of a place in the document. */
  toFile({ start, end }: Span): Span {
    return { start: start + this.base, end: end + this.base };
  }
}

/** The last text that was split: whoever looks at a file asks several times in a row. */
let last: { readonly text: string; readonly documents: readonly YamlDocument[] } | undefined;

/** The documents of a text in order; nothing is parsed yet. */
export function yamlDocuments(text: string): readonly YamlDocument[] {
  if (last?.text === text) return last.documents;
  const starts = documentStarts(text);
  const documents = starts.map(
    (start, index) => new YamlDocument(text.slice(start, starts[index + 1]), start),
  );
  last = { text, documents };
  return documents;
}
