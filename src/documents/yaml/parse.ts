/** Parses one YAML document; the grammar is the `yaml` library's, the cache makes a keystroke cheap. */
import { Composer, Parser, type CST } from 'yaml';
import { t } from '../../text';
import { Converter } from './convert';
import { hideTemplates } from './template';
import type { ParsedYaml } from './types';

/** Every plain scalar stays text: what it means depends on the reader, and Kubernetes' is one for YAML 1.1. */
const options = {
  schema: 'failsafe',
  strict: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Levels of maps and lists that are read. The library goes down by recursion, and the stack is not endless. */
const maxDepth = 200;

/** The tokens one level below a token. */
function* below(token: CST.Token): Generator<CST.Token> {
  if (token.type === 'document' && token.value) yield token.value;
  if (!('items' in token)) return;
  for (const { key, value } of token.items) {
    if (key) yield key;
    if (value) yield value;
  }
}

function isTooDeep(tokens: readonly CST.Token[]): boolean {
  let level = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((token) => [...below(token)]);
  }
  return false;
}

function parse(text: string): ParsedYaml {
  const template = text.includes('{{');
  // Directives say nothing that matters here, and many of them take the library very long
  const source = (template ? hideTemplates(text) : text).replace(/^%/gm, '#');
  const tokens = [...new Parser().parse(source)];
  if (isTooDeep(tokens)) {
    const problem = { message: t('Nested too deeply to be read.'), span: { start: 0, end: text.length } };
    return { text, root: undefined, problems: [problem], template };
  }
  const [document] = new Composer(options).compose(tokens, true, source.length);
  const contents = document?.contents;
  const problems = (document?.errors ?? []).map(({ message, pos: [start, end] }) => ({
    message,
    span: { start: Math.min(start, text.length), end: Math.min(Math.max(start, end), text.length) },
  }));
  const written = contents && contents.range[1] > contents.range[0];
  const root = written ? new Converter(source, template).node(contents, 0) : undefined;
  return { text, root, problems, template };
}

/** Two generations: what was used lately stays, what was not goes, and no list has to be kept. */
const cacheSize = 3_000_000;
let young = new Map<string, ParsedYaml>();
let youngSize = 0;
let old = new Map<string, ParsedYaml>();

/** A copy that does not keep the whole file in memory, as a slice of it would. */
const copy = (text: string): string => ` ${text}`.slice(1);

/**
 * What the text of one document says, its `---` line included. Never throws: what can't be read is a problem with its
 * place, everything else stays alive. Places are relative to the text. Equal texts give the same object.
 */
export function parseYaml(text: string): ParsedYaml {
  let parsed = young.get(text);
  if (parsed) return parsed;
  parsed = old.get(text) ?? parse(copy(text));
  if (youngSize > cacheSize) forgetUnusedYaml();
  young.set(parsed.text, parsed);
  youngSize += parsed.text.length;
  return parsed;
}

/** What was not asked for since the last call is forgotten. */
export function forgetUnusedYaml(): void {
  old = young;
  young = new Map();
  youngSize = 0;
}

/** Whether `parseYaml` would only have to look the text up. */
export const isParsed = (text: string): boolean => young.has(text) || old.has(text);
