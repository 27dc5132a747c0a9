/** Makes hostile texts out of honest ones, the same ones for the same seed. */

/** A generator of numbers in [0, 1) that a seed decides (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Next = () => number;
type Mutation = (text: string, next: Next) => string;

const below = (next: Next, limit: number): number => Math.floor(next() * limit);
const pick = <T>(next: Next, items: readonly T[]): T => items[below(next, items.length)]!;
const splice = (text: string, at: number, drop: number, insert: string): string =>
  text.slice(0, at) + insert + text.slice(at + drop);

const odd = [
  '"',
  "'",
  '"""',
  "'''",
  '[',
  ']',
  '[[',
  '{',
  '}',
  '=',
  '.',
  ',',
  '#',
  '\\',
  '\u0000',
  '\ufeff',
  '\ud800',
  '\ufffd',
  '\u2028',
  '\r',
  '\t',
  '\u00a0',
  '=\n',
  '1e999',
  '-',
  '٣',
  '@X@',
  '«',
  '🙂',
];

const mutations: readonly Mutation[] = [
  (text, next) => splice(text, below(next, text.length + 1), 1, pick(next, odd)),
  (text, next) => splice(text, below(next, text.length + 1), 0, pick(next, odd)),
  (text, next) => splice(text, below(next, text.length + 1), below(next, 40), ''),
  (text, next) => text.slice(0, below(next, text.length + 1)),
  (text, next) => text.slice(below(next, text.length + 1)),
  (text, next) => {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(below(next, lines.length), 1);
    lines.splice(below(next, lines.length + 1), 0, line);
    return lines.join('\n');
  },
  (text, next) => {
    const lines = text.split('\n');
    const at = below(next, lines.length);
    lines.splice(at, 0, lines[at] ?? '');
    return lines.join('\n');
  },
  (text, next) => {
    const lines = text.split('\n');
    lines.splice(below(next, lines.length), 1);
    return lines.join('\n');
  },
  (text, next) => {
    const from = below(next, text.length);
    return splice(text, below(next, text.length + 1), 0, text.slice(from, from + below(next, 80)));
  },
  (text, next) =>
    splice(
      text,
      below(next, text.length + 1),
      0,
      pick(next, ['[', '{a=', '(', '[{']).repeat(below(next, 300)),
    ),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `\ufeff${text}`,
  (text, next) => {
    const code = Buffer.from(text);
    if (code.length > 0) code[below(next, code.length)] = below(next, 256);
    return code.toString('utf8');
  },
  (text, next) => text.replace(/\d+/, () => String(BigInt(below(next, 2 ** 30)) ** 5n)),
];

/** One to six mutations of a text. */
export function mutate(text: string, seed: number): string {
  const next = random(seed);
  let mutated = text;
  for (let count = 1 + below(next, 6); count > 0; count--) mutated = pick(next, mutations)(mutated, next);
  return mutated;
}

/** Texts that are hostile by size or shape rather than by chance. */
export const giants: Readonly<Record<string, () => string>> = {
  'ten megabytes of one line': () => `a = "${'x'.repeat(10_000_000)}"\n`,
  'a line just short enough': () => `[runtime]\na = "${'x'.repeat(63_000)}"\n`,
  'open brackets': () => `a = ${'['.repeat(60_000)}\n`,
  'open inline tables': () => `a = ${'{a='.repeat(20_000)}\n`,
  'dotted keys': () => `${'a.'.repeat(30_000)}b = 1\n`,
  'a hundred thousand lines': () => 'a = 1\n'.repeat(100_000),
  'ten thousand hypervisors': () =>
    Array.from({ length: 10_000 }, (_, i) => `[hypervisor.q${String(i)}]\n`).join(''),
  'ten thousand unknown keys': () =>
    `[runtime]\n${Array.from({ length: 10_000 }, (_, i) => `enable_pproff${String(i)} = 1\n`).join('')}`,
  'open multi-line strings': () => 'a = """\n'.repeat(20_000),
  'quotes and backslashes': () => `a = "${'\\'.repeat(60_000)}\n`,
  'nothing but NUL': () => '\u0000'.repeat(50_000),
  'many suppressions': () =>
    '# kata-lint-disable-next-line toml-unknown-key, toml-syntax\nx = y\n'.repeat(20_000),
};
