/** Carries out a plan: all of it or nothing. */
import type { FileChange, Files } from './files';
import type { Memory } from './memory';
import type { Plan } from './plan';
import { Refusal } from './refusal';

interface Step {
  readonly path: string;
  readonly does: () => Promise<void>;
  readonly undoes: () => Promise<void>;
}

const memoryText = (memory: Memory | undefined): string | undefined =>
  memory && `${JSON.stringify(memory, undefined, 2)}\n`;

/**
 * Writes what a plan says. What a switch replaced is remembered before anything changes, and forgotten after it was
 * put back. Throws a Refusal where a file is not what the plan was made for, or can't be written; then everything is
 * as it was.
 */
export async function carryOut(plan: Plan, files: Files): Promise<void> {
  for (const { path, before } of plan.changes) {
    const now = await files.read(path);
    if (now?.text !== before?.text)
      throw new Refusal('Somebody else changed it meanwhile; nothing was written. Try again.', path);
  }
  const done: Step[] = [];
  try {
    for (const step of stepsOf(plan, files)) {
      await step.does();
      done.push(step);
    }
  } catch (error) {
    for (const step of done.reverse()) await step.undoes();
    throw error;
  }
}

function stepsOf({ changes, memory }: Plan, files: Files): readonly Step[] {
  const { path, before, after } = memory;
  const forget = after === undefined;
  const remembering: readonly Step[] =
    memoryText(before) === memoryText(after)
      ? []
      : [
          {
            path,
            does: () => files.writePrivate(path, memoryText(after)),
            undoes: () => files.writePrivate(path, memoryText(before)),
          },
        ];
  const writing = changes.map((change) => ({
    path: change.path,
    does: () => files.write(change),
    undoes: () => files.write(reverse(change)),
  }));
  return forget ? [...writing, ...remembering] : [...remembering, ...writing];
}

const reverse = ({ path, before, after }: FileChange): FileChange => ({
  path,
  before: after === undefined ? undefined : { text: after, bom: before?.bom ?? false },
  after: before?.text,
});
