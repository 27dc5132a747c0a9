/** Why pods in Kata don't start, by what events and states say. */
import data from './data/failures.json';

/** One kind of failure. */
export interface Failure {
  /** Never changes. */
  readonly id: string;
  readonly title: string;
  /** What has happened and why. */
  readonly explanation: string;
  readonly fix: string;
  /** The whole cause is only in the journal of the node. */
  readonly journal?: boolean;
  /** Where the message comes from. */
  readonly source: string;
  /** A shortened message of this kind, for tests and pages. */
  readonly sample: string;
}

const all = data as readonly (Failure & { readonly pattern: string })[];
let compiled: readonly { readonly failure: Failure; readonly expression: RegExp }[] | undefined;

/** Every kind; more special ones come first. */
export const failures: readonly Failure[] = all;

/** Of a longer message, start and end are looked at, in characters: its cause stands at one of the two. */
const longest = 10_000;

/** The first kind whose words are in the message. */
export function failureIn(message: string): Failure | undefined {
  compiled ??= all.map((failure) => ({ failure, expression: new RegExp(failure.pattern) }));
  const text =
    message.length > 2 * longest ? `${message.slice(0, longest)}\n${message.slice(-longest)}` : message;
  return compiled.find(({ expression }) => expression.test(text))?.failure;
}
