/** Parses one TOML statement; the grammar is toml-eslint-parser's, the cache makes a keystroke cheap. */
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import { t } from '../../text';
import type { Span } from '../text';
import { EmbeddedText } from './embedded';
import { stringEnd } from './scan';
import type { TomlComment, TomlEntry, TomlKey, TomlValue } from './types';

/** A parsed statement; places are relative to its start. */
export interface ParsedStatement {
  readonly header?: { readonly keys: readonly TomlKey[]; readonly span: Span; readonly array: boolean };
  readonly entry?: TomlEntry;
  readonly comments: readonly TomlComment[];
  readonly problem?: { readonly message: string; readonly span: Span };
  /** Needs TOML 1.1. */
  readonly toml11: boolean;
}

/** A value that a template leaves to the build. */
const placeholder = /@[A-Za-z_][A-Za-z0-9_]*@/;
/** The same, or a quoted string, or a comment, so that only bare placeholders are replaced. */
const bareOrQuoted =
  /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|@[A-Za-z_][A-Za-z0-9_]*@/g;

const spanOf = (node: { range: [number, number] }): Span => ({ start: node.range[0], end: node.range[1] });

const keysOf = (key: AST.TOMLKey): TomlKey[] =>
  key.keys.map((part) => ({ name: part.type === 'TOMLBare' ? part.name : part.value, span: spanOf(part) }));

const entryOf = (node: AST.TOMLKeyValue, code: string, template: boolean): TomlEntry => ({
  keys: keysOf(node.key),
  value: valueOf(node.value, code, template),
  span: spanOf(node),
});

function valueOf(node: AST.TOMLContentNode, code: string, template: boolean): TomlValue {
  const span = spanOf(node);
  if (node.type === 'TOMLArray') {
    return { kind: 'array', items: node.elements.map((item) => valueOf(item, code, template)), span };
  }
  if (node.type === 'TOMLInlineTable') {
    return { kind: 'table', entries: node.body.map((entry) => entryOf(entry, code, template)), span };
  }
  const raw = code.slice(span.start, span.end);
  if (template && placeholder.test(raw)) return { kind: 'placeholder', value: raw, span };
  switch (node.kind) {
    case 'string':
      return { kind: 'string', value: node.value, span };
    case 'boolean':
      return { kind: 'boolean', value: node.value, span };
    case 'integer':
      return { kind: 'integer', value: node.bigint, span };
    case 'float':
      return { kind: 'float', value: node.value, span };
    default:
      return { kind: 'datetime', value: raw, span };
  }
}

/** What the parser says where it gives up, in words that name the usual slip. */
function explain(code: string, error: ParseError): string {
  const rest = code.slice(error.index);
  const line = code.split(/\r?\n/, 1)[0] ?? '';
  if (/^[;]|^\/\//.test(code)) return t('A comment starts with "#" in TOML.');
  if (/[“”‘’]/.test(line)) return t('Curly quotes do not quote in TOML: use " or \'.');
  if (/^@[A-Za-z_]\w*@/.test(rest))
    return t('The placeholder {0} was never filled in by the build.', /^@\w+@/.exec(rest)?.[0] ?? '');
  if (/^(?:<<<<<<<|=======|>>>>>>>)/.test(code)) return t('A merge conflict mark was left in the file.');
  if (/^(?:True|False|TRUE|FALSE|yes|no|on|off|null|None|nil)\b/.test(rest)) {
    return t('TOML knows only true and false here, not {0}.', /^\w+/.exec(rest)?.[0] ?? '');
  }
  if (/^[\w.-]+\s*:/.test(code)) return t('TOML writes key = value, with "=" and not ":".');
  if (/^\s*[A-Za-z/]/.test(rest) && /=\s*$/.test(code.slice(0, error.index)))
    return t('A text value needs quotes.');
  if (code.slice(error.index).trim() === '' && /=\s*$/.test(code.slice(0, error.index)))
    return t('The value is missing.');
  const own = error.message.replace(/\.$/, '');
  return t('Not valid TOML: {0}.', own.charAt(0).toLowerCase() + own.slice(1));
}

/** From where the parser gave up to the end of that line; the statement's first line where nothing is left. */
function problemSpan(code: string, index: number): Span {
  const first = code.search(/[\r\n]/);
  const firstEnd = first < 0 ? code.length : first;
  const at = Math.min(index, code.length);
  const stop = code.slice(at).search(/[\r\n]/);
  const end = at + code.slice(at, stop < 0 ? code.length : at + stop).trimEnd().length;
  return end > at
    ? { start: at, end }
    : { start: 0, end: Math.max(1, code.slice(0, firstEnd).trimEnd().length) };
}

const commentsOf = (program: AST.TOMLProgram): TomlComment[] =>
  program.comments.map((comment) => ({ text: `#${comment.value}`, span: spanOf(comment) }));

function parse(code: string, template: boolean): ParsedStatement {
  const source = template
    ? code.replace(bareOrQuoted, (part) => (part.startsWith('@') ? '1'.repeat(part.length) : part))
    : code;
  let failure: unknown;
  for (const tomlVersion of ['1.0', '1.1'] as const) {
    try {
      // the line end matters: a lone 0 at the very end of a text comes back without a length
      const program = parseTOML(`${source}\n`, { tomlVersion });
      const node = program.body[0].body[0];
      const comments = commentsOf(program);
      const toml11 = tomlVersion === '1.1';
      if (node?.type === 'TOMLTable') {
        return {
          header: { keys: keysOf(node.key), span: spanOf(node), array: node.kind === 'array' },
          comments,
          toml11,
        };
      }
      return node ? { entry: entryOf(node, code, template), comments, toml11 } : { comments, toml11 };
    } catch (error) {
      // 1.0 explains its refusal first; text that neither takes is a problem of the file, not of ours
      failure ??= error;
    }
  }
  if (failure instanceof ParseError) {
    return {
      comments: [],
      toml11: false,
      problem: { message: explain(code, failure), span: problemSpan(code, failure.index) },
    };
  }
  if (failure instanceof RangeError) {
    const long = longString(code);
    if (long) return long;
    return {
      comments: [],
      toml11: false,
      problem: { message: t('Nested too deeply to be read.'), span: problemSpan(code, 0) },
    };
  }
  throw failure;
}

/**
 * `key = STRING` with a string that is too long for the parser, which hands its characters over as arguments: an agent
 * policy inside init-data may have some hundred thousand. What is no TOML inside such a string is not found.
 */
function longString(code: string): ParsedStatement | undefined {
  const head = /^[^\n='"]*(?:(?:"[^"\\\n]*"|'[^'\n]*')[ \t]*)?=[ \t]*(?=["'])/.exec(code)?.[0];
  if (head === undefined) return undefined;
  const end = stringEnd(code, head.length);
  const rest = code.slice(end);
  const value = EmbeddedText.read(code, { start: head.length, end })?.value;
  if (value === undefined || !/^[ \t]*(?:#[^\n]*)?$/.test(rest)) return undefined;
  const short = parse(`${head}""${rest}`, false);
  if (!short.entry) return undefined;
  const shift = end - head.length - 2;
  return {
    ...short,
    entry: {
      keys: short.entry.keys,
      value: { kind: 'string', value, span: { start: head.length, end } },
      span: { start: short.entry.span.start, end },
    },
    comments: short.comments.map(({ text, span }) => ({
      text,
      span: { start: span.start + shift, end: span.end + shift },
    })),
  };
}

/** Two generations: what was used lately stays, what was not goes, and no list has to be kept. */
const CACHE_SIZE = 20_000;
let young = new Map<string, ParsedStatement>();
let old = new Map<string, ParsedStatement>();

/** A copy that does not keep the whole file in memory, as a slice of it would. */
const copy = (text: string): string => ` ${text}`.slice(1);

/** What was not asked for since the last call is forgotten. */
export function forgetUnusedStatements(): void {
  old = young;
  young = new Map();
}

/** The parsed form of one statement's text. `template`: a bare `@NAME@` stands for a value. */
export function parseStatement(text: string, template: boolean): ParsedStatement {
  let key = template ? `\0${text}` : text;
  let parsed = young.get(key);
  if (parsed) return parsed;
  key = copy(key);
  parsed = old.get(key) ?? parse(template ? key.slice(1) : key, template);
  if (young.size >= CACHE_SIZE) forgetUnusedStatements();
  young.set(key, parsed);
  return parsed;
}
