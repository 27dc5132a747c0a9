/** Regular expressions of `enable_annotations`: Go's regexp package (RE2) and Rust's regex crate, not JavaScript's. */
import type { Runtime } from '../../knowledge';
import { t } from '../../text';

/** Letters that may follow a backslash. */
const escapes = { go: 'AbBzdDsSwWafnrtvQxpP', rs: 'AbBzdDsSwWafnrtvxuUpP' } as const;
const flags = { go: /^[imsU]*(?:-[imsU]+)?$/, rs: /^[imsuxUR]*(?:-[imsuxUR]+)?$/ } as const;

/** A step of the parser: how far it went, and whether a repetition that follows has something to repeat. */
interface Step {
  readonly end: number;
  readonly operand: boolean;
  /** A group begins, which a `)` must close. */
  readonly open?: boolean;
}

/** After a backslash at `at`. */
function escape(text: string, at: number, runtime: Runtime): Step | string {
  const next = text[at + 1];
  if (next === undefined) return t('it ends with a backslash');
  if (/[0-9]/.test(next)) {
    const octal = runtime === 'go' && (next === '0' || /^[1-7][0-7]/.test(text.slice(at + 1)));
    return octal
      ? { end: at + 2, operand: true }
      : t('back references such as \\{0} are not supported', next);
  }
  if (/[A-Za-z]/.test(next) && !escapes[runtime].includes(next)) return t('\\{0} is not supported', next);
  if (next === 'Q') {
    const end = text.indexOf('\\E', at + 2);
    return { end: end < 0 ? text.length : end + 2, operand: true };
  }
  const braced = /^\\(?:[pPxuUb])\{[^}]*\}/.exec(text.slice(at))?.[0].length;
  if (braced !== undefined && (next !== 'b' || runtime === 'rs')) return { end: at + braced, operand: true };
  if (next === 'x' && !/^\\x[0-9A-Fa-f]{2}/.test(text.slice(at)))
    return t('\\x needs two hexadecimal digits');
  if (/[pP]/.test(next)) return { end: at + 3, operand: true };
  return { end: at + 2, operand: true };
}

/** A character class that opens at `at`. */
function bracket(text: string, at: number, runtime: Runtime): Step | string {
  let i = at + 1;
  if (text[i] === '^') i++;
  let depth = 1;
  for (let first = true; i < text.length; first = false) {
    const char = text[i] ?? '';
    const named = /^\[:\^?\w+:\]/.exec(text.slice(i, i + 20))?.[0].length;
    if (char === '\\') {
      const escaped = escape(text, i, runtime);
      if (typeof escaped === 'string') return escaped;
      if (/[AbBzQ]/.test(text[i + 1] ?? '')) return t('{0} is not supported in [...]', text.slice(i, i + 2));
      i = escaped.end;
    } else if (named !== undefined) i += named;
    else if (char === '[' && runtime === 'rs') {
      depth++;
      i++;
    } else if (char === ']' && !first) {
      depth--;
      i++;
      if (depth === 0) return { end: i, operand: true };
    } else {
      const range = /^([^\\[\]])-([^\\[\]])/u.exec(text.slice(i, i + 6));
      if (range && (range[1] ?? '') > (range[2] ?? '')) return t('the range {0} runs backwards', range[0]);
      i += range ? range[0].length : 1;
    }
  }
  return t('a [ is never closed');
}

/** A `(` at `at`; `operand`: whether something to repeat stands before it. */
function group(text: string, at: number, runtime: Runtime, operand: boolean): Step | string {
  if (text[at + 1] !== '?') return { end: at + 1, operand: false, open: true };
  const rest = text.slice(at, at + 200);
  if (/^\(\?<?[=!]/.test(rest)) return t('look-around such as (?=...) is not supported');
  const name = /^\(\?P?<[A-Za-z_]\w*>/.exec(rest)?.[0];
  if (name !== undefined) return { end: at + name.length, operand: false, open: true };
  const [head, set = '', close] = /^\(\?([^:)]*)([:)])/.exec(rest) ?? [];
  if (head === undefined || !flags[runtime].test(set) || (set === '' && close === ')'))
    return t('{0} is no group that is supported', rest.slice(0, 3));
  const open = close === ':';
  // flags alone are nothing in Go: a repetition after them is one of what stands before
  return { end: at + head.length, operand: !open && operand && runtime === 'go', open };
}

/** `*`, `+`, `?` or `{n,m}` at `at`; undefined where the brace is a plain character. */
function repetition(text: string, at: number, runtime: Runtime): number | string | undefined {
  if (text[at] !== '{') return at + (text[at + 1] === '?' ? 2 : 1);
  const count = /^\{(\d+)(?:,(\d*))?\}\??/.exec(text.slice(at, at + 40));
  if (!count) return runtime === 'go' ? undefined : t('a { is no repetition');
  const [all, low = '', high = ''] = count;
  const backwards = high !== '' && Number(high) < Number(low);
  if (backwards || (runtime === 'go' && Math.max(Number(low), Number(high)) > 1000))
    return t('the repetition {0} is out of range', all);
  return at + all.length;
}

/** Why the runtime can't compile the expression; undefined where it can. */
export function expressionProblem(text: string, runtime: Runtime): string | undefined {
  let open = 0;
  let operand = false;
  let repeated = false;
  for (let i = 0; i < text.length;) {
    const char = text[i] ?? '';
    const repeats = '*+?{'.includes(char) ? repetition(text, i, runtime) : undefined;
    if (repeats !== undefined) {
      if (typeof repeats === 'string') return repeats;
      if (!operand) return t('nothing stands before {0} that it could repeat', char);
      if (repeated && runtime === 'go') return t('{0} repeats a repetition', char);
      repeated = true;
      i = repeats;
      continue;
    }
    repeated = false;
    if (char === ')' && --open < 0) return t('a ) has no (');
    let step: Step | string = { end: i + 1, operand: char !== '|' };
    if (char === '\\') step = escape(text, i, runtime);
    else if (char === '[') step = bracket(text, i, runtime);
    else if (char === '(') step = group(text, i, runtime, operand);
    if (typeof step === 'string') return step;
    if (step.open) open++;
    operand = step.operand;
    i = step.end;
  }
  return open > 0 ? t('a ( is never closed') : undefined;
}
