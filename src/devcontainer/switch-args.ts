/** The switch of a configuration with an image or a Dockerfile: `--runtime` in runArgs. */
import { applyEdits, type TextEdit } from '../documents';
import { t } from '../text';
import { formerRunArgs, removeRuntimes, restoreRunArgs, useRuntime } from './edit';
import type { Former, Memory } from './memory';
import { configChange, exactUndo, remember, type Configuration, type Steps } from './plan';
import { readDevContainer, runtimeOf } from './read';
import { isKataRuntime } from './runtime-name';

const isRunArgs = (
  former: Former,
): former is Extract<Former, { kind: 'property' | 'literal' | 'element' | 'values' }> =>
  former.kind !== 'text' && former.kind !== 'list' && former.kind !== 'same';

/** The edits that put back what the memory says; undefined where the runtime is somebody else's by now. */
function undoRunArgs(
  configuration: Configuration,
  memory: Memory,
  kata: boolean,
): readonly TextEdit[] | undefined {
  const { model } = configuration;
  const exact = exactUndo(configuration, memory);
  if (exact) return exact;
  const ours = (runtime: string): boolean => runtime === memory.runtime || (kata && isKataRuntime(runtime));
  const now = runtimeOf(model);
  if (now === null || !ours(now) || !isRunArgs(memory.former)) return undefined;
  return restoreRunArgs(model, memory.former, ours);
}

/** Plans the switch to a runtime. */
export function planRunArgsUse(configuration: Configuration, runtime: string): Steps {
  const { model, memory } = configuration;
  const edits = useRuntime(model, runtime);
  if (edits.length === 0) return { changes: [], warnings: [], remember: memory };
  // What a switch before this one replaced is what the way back leads to
  let original = model.text;
  let former: Former = formerRunArgs(model);
  if (memory) {
    const undo = undoRunArgs(configuration, memory, false);
    if (undo) {
      original = applyEdits(model.text, undo);
      former = memory.former;
    }
  }
  const text = applyEdits(model.text, edits);
  return {
    changes: configChange(configuration, edits),
    warnings: [],
    remember: text === original ? undefined : remember(configuration, runtime, text, original, former),
  };
}

/** Plans the way back. */
export function planRunArgsDefault(configuration: Configuration): Steps {
  const { model, memory } = configuration;
  const edits =
    (memory && undoRunArgs(configuration, memory, true)) ??
    removeRuntimes(model, ({ runtime }) => runtime !== undefined && isKataRuntime(runtime));
  const changes = configChange(configuration, edits);
  const left = runtimeOf(changes.length > 0 ? readDevContainer(changes[0]?.after ?? '', model.path) : model);
  return {
    changes,
    warnings: left === null ? [] : leftWarning(left, changes.length > 0),
    remember: undefined,
  };
}

/** Why a runtime is named after the way back. */
function leftWarning(runtime: string, changed: boolean): readonly string[] {
  if (!changed) return [t('{0} stays: it is not Kata, and no switch is remembered that wrote it.', runtime)];
  return isKataRuntime(runtime) ? [t('{0} stood there before the switch, so it is back.', runtime)] : [];
}
