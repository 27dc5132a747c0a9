/** A service in a file of Docker Compose. Loaded only for configurations with Compose: YAML takes its time. */
import { parseDocument } from 'yaml';
import type { Span } from '../documents';

/** What a file says about a service. */
export interface Service {
  readonly hasService: boolean;
  readonly runtime?: string;
  /** Where the runtime stands, where it stands in the service itself. */
  readonly place?: Span;
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
    ...(typeof runtime === 'string' && runtime !== '' && { runtime }),
    ...(typeof start === 'number' && typeof end === 'number' && { place: { start, end } }),
  };
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
