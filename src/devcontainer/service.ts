/** A service in a file of Docker Compose. Loaded only for configurations with Compose: YAML takes its time. */
import { parseDocument } from 'yaml';
import type { Span } from '../documents';

/** What a file says about a service. */
export interface Service {
  readonly hasService: boolean;
  readonly runtime?: string;
  /** Where the runtime stands, where it stands in the service itself. */
  readonly place?: Span;
  /** What it asks for, by the names of `docker run`. */
  readonly options?: readonly { readonly option: string; readonly value: string }[];
  /** Why the file can't be read. */
  readonly problem?: string;
}

/** Finds a service in the text of a file; aliases and merges are resolved, `extends` and `include` are not. */
export function serviceIn(text: string, name: string): Service {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) return { hasService: false, problem: error.message.split('\n', 1)[0] ?? '' };
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases that multiply
    if (!(error instanceof ReferenceError)) throw error;
    return { hasService: false, problem: error.message };
  }
  const service = field(field(root, 'services'), name);
  const runtime = field(service, 'runtime');
  const node: unknown = document.getIn(['services', name, 'runtime'], true);
  const range = field(node, 'range');
  const [start, end] = Array.isArray(range) ? (range as readonly unknown[]) : [];
  return {
    hasService: service !== undefined,
    options: optionsOf(service),
    ...(typeof runtime === 'string' && runtime !== '' && { runtime }),
    ...(typeof start === 'number' && typeof end === 'number' && { place: { start, end } }),
  };
}

/** Keys of a service that are options of `docker run`. */
const keys: Readonly<Record<string, string>> = {
  privileged: 'privileged',
  cap_add: 'cap-add',
  security_opt: 'security-opt',
  network_mode: 'network',
  pid: 'pid',
  ipc: 'ipc',
  uts: 'uts',
  userns_mode: 'userns',
  devices: 'device',
  volumes: 'volume',
};

function optionsOf(service: unknown): NonNullable<Service['options']> {
  return Object.entries(keys).flatMap(([key, option]) => {
    const value = field(service, key);
    return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).flatMap((item) => {
      if (item === true) return [{ option, value: '' }];
      const said = typeof item === 'string' ? item : field(item, 'source');
      return typeof said === 'string' ? [{ option, value: said }] : [];
    });
  });
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
