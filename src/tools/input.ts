/** What a tool is called with: its schema, and the check of what came. */
import { ToolError, type Tool } from './tool';

/** The part of JSON Schema that the tools need. */
export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, InputProperty>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export interface InputProperty {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  readonly enum?: readonly string[];
  /** In UTF-16 code units. */
  readonly maxLength?: number;
}

export type ToolInput = Readonly<Record<string, string | boolean>>;

/** Longer words are no names, paths or ids. */
const maxWord = 4_096;

/**
 * The input of a call, checked against the tool's schema. What is null or empty counts as not given: models fill in
 * what is optional. Throws a ToolError that says what would be right.
 */
export function readInput({ name, input: { properties, required = [] } }: Tool, given: unknown): ToolInput {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ToolError(`${name} takes an object with ${listed(Object.keys(properties))}.`);
  const filled = Object.entries(given as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const input = filled.map(([key, value]): [string, string | boolean] => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!property)
      throw new ToolError(
        `${name} has no parameter "${key.slice(0, 100)}"; it takes ${listed(Object.keys(properties))}.`,
      );
    return [key, checked(`"${key}" of ${name}`, property, value)];
  });
  const missing = required.find((key) => !input.some(([found]) => found === key));
  if (missing !== undefined) throw new ToolError(`${name} needs "${missing}".`);
  return Object.fromEntries(input);
}

function checked(what: string, property: InputProperty, value: unknown): string | boolean {
  const { type, enum: words, maxLength = maxWord } = property;
  if (typeof value !== type || (typeof value !== 'string' && typeof value !== 'boolean'))
    throw new ToolError(`${what} is a ${type}.`);
  if (typeof value === 'boolean') return value;
  if (words && !words.includes(value))
    throw new ToolError(`${what} is ${listed(words)}, not "${value.slice(0, 100)}".`);
  if (value.length > maxLength)
    throw new ToolError(`${what} has ${value.length} characters; ${maxLength} are the most.`);
  return value;
}

const listed = (words: readonly string[]): string =>
  words.length === 0 ? 'nothing' : words.map((word) => `"${word}"`).join(', ');
