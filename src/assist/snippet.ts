/** Snippet text (the syntax of LSP and VS Code) for the values of keys. */
import { enumAt, hypervisors, own, type ConfigKey } from '../knowledge';
import type { Context } from './context';
import { tomlText } from './markdown';

/** Plain text inside a snippet. */
export const verbatim = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

const placeholder = (text: string): string => (text === '' ? '$1' : `\${1:${verbatim(text)}}`);

/** One of several values. */
export const choice = (values: readonly string[]): string =>
  values.length === 1
    ? verbatim(values[0] ?? '')
    : `\${1|${values.map((value) => value.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;

/** The first of `values` becomes `wanted`, where that is one of them. */
const first = (values: readonly string[], wanted: unknown): string[] =>
  values.toSorted((a, b) => Number(b === wanted) - Number(a === wanted));

/** Whether a value is for other hypervisors than this one: a path to their binary. */
function isForeign(value: unknown, { runtime }: ConfigKey, hypervisor: string): boolean {
  const text = tomlText(value);
  if (!text.includes('/')) return false;
  return hypervisors(runtime).some(({ name }) => name !== hypervisor && text.includes(`/${name}`));
}

/** The value of the shipped configurations that a table of this hypervisor may have. */
export function shippedValue(key: ConfigKey, hypervisor: string | undefined): ConfigKey['shipped'] {
  if (hypervisor === undefined || key.shipped === undefined) return key.shipped;
  return key.shippedBy?.includes(hypervisor) && !isForeign(key.shipped, key, hypervisor)
    ? key.shipped
    : undefined;
}

/** The value that counts where the key is left out, if it is of any use for this hypervisor. */
export function usualValue(key: ConfigKey, hypervisor: string | undefined): ConfigKey['default'] {
  if (hypervisor === undefined) return key.default;
  const value = own(key.defaultBy, hypervisor) ?? key.default;
  return value === undefined || isForeign(value, key, hypervisor) ? undefined : value;
}

/** What is most likely written for a key: a choice, or a value to start from. */
export function valueSnippet(
  key: ConfigKey,
  { target, config }: Context,
  hypervisor: string | undefined,
): string {
  const named = key.enumOf === 'hypervisors' ? config.hypervisors[0] : undefined;
  const usual = named ?? shippedValue(key, hypervisor) ?? usualValue(key, hypervisor);
  const allowed = enumAt(key, target, hypervisor)?.values ?? [];
  switch (key.type) {
    case 'boolean':
      // nobody writes a key to say what holds anyway
      return choice(key.default === true ? ['false', 'true'] : ['true', 'false']);
    case 'array':
      if (allowed.length > 0) return `["${choice(allowed)}"]`;
      if (Array.isArray(usual) && usual.length > 0) return `[${placeholder(tomlText(usual).slice(1, -1))}]`;
      return key.items === 'integer' ? '[$1]' : '["$1"]';
    case 'string':
      if (allowed.length > 0) return `"${choice(first(allowed, usual))}"`;
      return `"${placeholder(typeof usual === 'string' ? usual : '')}"`;
    default:
      return placeholder(usual === undefined ? '' : tomlText(usual));
  }
}
