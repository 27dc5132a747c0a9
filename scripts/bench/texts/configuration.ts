/** Configurations of real size for the bench, made from the knowledge, so that it needs no file of anybody else. */
import { keysOf, knownIn, newest, type ConfigKey } from '../../../src/knowledge';

const valueOf = ({ type, shipped, default: fallback }: ConfigKey): string => {
  const value = shipped ?? fallback;
  if (value !== undefined) return JSON.stringify(value);
  return { string: '""', integer: '0', number: '0.0', boolean: 'false', array: '[]', tables: '[]' }[type];
};

/** A text of about 110 columns as comment lines. */
const comment = (text: string): string =>
  (text.match(/.{1,108}(?:\s|$)/g) ?? []).map((line) => `# ${line.trim()}\n`).join('');

/** One table with the keys that the Go runtime reads for QEMU, each with its description and some history. */
function table(header: string, section: string): string {
  const keys = [...keysOf(section, 'go').values()].filter(
    (key) => knownIn(key, newest) === 'yes' && key.type !== 'tables',
  );
  return `[${header}]\n${keys
    .filter((key) => key.readBy?.includes('qemu') ?? true)
    .map(
      (key) =>
        `${comment(`${key.description ?? ''} Default: ${key.defaultText ?? valueOf(key)}.`)}#\n${key.name} = ${valueOf(key)}\n\n`,
    )
    .join('')}`;
}

/** As large as the files that Kata ships: about 33 kB, 800 lines. */
export const usual = (): string =>
  ['hypervisor.qemu hypervisor.*', 'factory factory', 'agent.kata agent.*', 'runtime runtime']
    .map((pair) => pair.split(' ') as [string, string])
    .map(([header, section]) => table(header, section))
    .join('');

/** Ten thousand lines: the usual one again and again, below other table names. */
export function large(): string {
  const lines: string[] = [];
  for (let copy = 0; lines.length < 10_000; copy++) {
    const text = usual().replaceAll(/^\[(\w+)/gm, copy === 0 ? '[$1' : `[copy${String(copy)}.$1`);
    lines.push(...text.split('\n'));
  }
  return lines.slice(0, 10_000).join('\n');
}

/** The text after one more keystroke: another number in a value, and every other time one of the wrong type. */
export const typed = (text: string, keystroke: number): string =>
  text.replace(
    /^memory_slots = .*$/m,
    keystroke % 2 === 0 ? `memory_slots = ${String(keystroke)}` : `memory_slots = "${String(keystroke)}"`,
  );
