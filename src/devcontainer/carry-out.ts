/** Carries out a plan: all of it or nothing. */
import { t } from '../text';
import type { FileChange, Files } from './files';
import type { Memory } from './memory';
import type { MemoryChange, Plan } from './plan';
import { Refusal } from './refusal';

interface Step {
  readonly does: () => Promise<void>;
  readonly undoes: () => Promise<void>;
}

const memoryText = (memory: Memory | undefined): string | undefined =>
  memory && `${JSON.stringify(memory, undefined, 2)}\n`;

/** Remembers what a plan replaces, or forgets what it puts back. */
async function saveMemory(files: Files, { path, before, after }: MemoryChange): Promise<void> {
  const text = memoryText(after);
  if (memoryText(before) !== text) await files.writePrivate(path, text);
}

/**
 * Writes what a plan says. What a switch replaced is remembered before anything changes, and forgotten after it was
 * put back. Throws a Refusal where a file is not what the plan was made for, or can't be written; then everything is
 * as it was.
 */
export async function carryOut({ changes, memory }: Plan, files: Files): Promise<void> {
  for (const { path, before } of changes) {
    const now = await files.read(path);
    if (now?.text !== before?.text)
      throw new Refusal(t('Somebody else changed it meanwhile; nothing was written. Try again.'), path);
  }
  const done: Step[] = [];
  try {
    for (const step of stepsOf(changes, memory, files)) {
      await step.does();
      done.push(step);
    }
  } catch (error) {
    for (const step of done.reverse()) await step.undoes();
    throw error;
  }
}

function stepsOf(changes: Plan['changes'], memory: Plan['memory'], files: Files): readonly Step[] {
  const writing = changes.map((change) => ({
    does: () => files.write(change),
    undoes: () => files.write(reverse(change)),
  }));
  if (!memory) return writing;
  const { path, before, after } = memory;
  const remembering: Step = {
    does: () => saveMemory(files, memory),
    undoes: () => saveMemory(files, { path, before: after, after: before }),
  };
  return after ? [remembering, ...writing] : [...writing, remembering];
}

const reverse = ({ path, before, after }: FileChange): FileChange => ({
  path,
  before: after === undefined ? undefined : { text: after, bom: before?.bom ?? false },
  after: before?.text,
});
