/** The runtime of an image or Dockerfile configuration: put in, taken out and put back, by edits of the text. */
import type { TextEdit } from '../documents';
import { endOf, spanOf } from './jsonc';
import { insertItem, removeItems, styleOf } from './layout';
import { runtimeOf, type DevContainer } from './read';
import type { RuntimeArgument } from './run-args';

/**
 * What stood where the runtime is now, so that it can be put back after other parts of the file changed. `property`:
 * no runArgs at all. `literal`: this instead of the array. `element`: an array without a runtime; `inner` is what it
 * held where it was empty. `values`: the elements with the former runtimes, as they were written.
 */
export type FormerRunArgs =
  | { readonly kind: 'property' }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'element'; readonly inner?: string }
  | { readonly kind: 'values'; readonly texts: readonly string[] };

const slice = (text: string, { start, end }: { start: number; end: number }): string =>
  text.slice(start, end);

/** What `useRuntime` will replace. */
export function formerRunArgs({ text, runArgs }: DevContainer): FormerRunArgs {
  if (!runArgs) return { kind: 'property' };
  const { array, runtimes, property } = runArgs;
  if (!array) return { kind: 'literal', text: slice(text, spanOf(property.value)) };
  if (runtimes.length > 0)
    return { kind: 'values', texts: runtimes.map(({ node }) => slice(text, spanOf(node))) };
  if (array.children?.length !== 0) return { kind: 'element' };
  return { kind: 'element', inner: text.slice(array.offset + 1, endOf(array) - 1) };
}

/**
 * The edits that make `docker run` take this runtime; none where it does already. Every `--runtime` that is there gets
 * the new value, so that none is left that says something else. Not for Compose.
 */
export function useRuntime(model: DevContainer, runtime: string): readonly TextEdit[] {
  const { text, root, runArgs, source } = model;
  const runtimes = runArgs?.runtimes ?? [];
  if (runtimeOf(model) === runtime && runtimes.every((argument) => argument.runtime !== undefined)) return [];
  if (runtimes.length > 0)
    return runtimes
      .filter((argument) => argument.runtime !== runtime)
      .map(({ value, lead }) => ({ span: value, newText: lead + runtime }));
  const argument = JSON.stringify(`--runtime=${runtime}`);
  const style = styleOf(text, root);
  if (runArgs?.array) return insertItem(text, runArgs.array, runArgs.end, argument, style);
  if (runArgs) return [{ span: spanOf(runArgs.property.value), newText: `[${argument}]` }];
  const index = (root.children ?? []).indexOf(source.node) + 1;
  return insertItem(text, root, index, `"runArgs":${style.gap}[${argument}]`, style);
}

/**
 * The edits that take out the runtimes for which `which` says so; an array that held nothing else goes with them,
 * unless a comment is in it.
 */
export function removeRuntimes(
  { text, root, runArgs }: DevContainer,
  which: (argument: RuntimeArgument) => boolean,
  emptied: (inner: string) => FormerRunArgs = () => ({ kind: 'property' }),
): readonly TextEdit[] {
  if (!runArgs?.array) return [];
  const { array, property } = runArgs;
  const indexes = new Set(
    runArgs.runtimes
      .filter(which)
      .flatMap(({ index, count }) => (count === 2 ? [index, index + 1] : [index])),
  );
  if (indexes.size === 0) return [];
  const edits = removeItems(text, array, indexes);
  if (indexes.size < (array.children ?? []).length) return edits;
  const inside = { start: array.offset + 1, end: endOf(array) - 1 };
  const left = leftOf(slice(text, inside), inside.start, edits);
  if (left.trim() !== '') return edits;
  const former = emptied(left);
  switch (former.kind) {
    case 'property':
      return removeItems(text, root, new Set([(root.children ?? []).indexOf(property.node)]));
    case 'literal':
      return [{ span: spanOf(array), newText: former.text }];
    case 'element':
      return former.inner === undefined ? edits : [{ span: inside, newText: former.inner }];
    case 'values':
      return edits;
  }
}

/** What is left of a stretch of text after removals. */
function leftOf(text: string, start: number, removals: readonly TextEdit[]): string {
  let left = '';
  let at = 0;
  for (const { span } of removals) {
    left += text.slice(at, Math.max(at, span.start - start));
    at = span.end - start;
  }
  return left + text.slice(at);
}

/** The edits that put back what stood there before `ours` was written; what else changed meanwhile stays. */
export function restoreRunArgs(
  model: DevContainer,
  former: FormerRunArgs,
  ours: (runtime: string) => boolean,
): readonly TextEdit[] {
  const isOurs = ({ runtime }: RuntimeArgument): boolean => runtime !== undefined && ours(runtime);
  if (former.kind !== 'values') return removeRuntimes(model, isOurs, () => former);
  return (model.runArgs?.runtimes ?? []).flatMap((argument, index) => {
    const text = former.texts[index];
    return text === undefined || !isOurs(argument) ? [] : [putBack(model, argument, text)];
  });
}

/** One former element in the place of what is there now, which may have the other form by now. */
function putBack({ runArgs }: DevContainer, argument: RuntimeArgument, literal: string): TextEdit {
  const said = elementText(literal);
  const whole = said.startsWith('--runtime');
  if (argument.count === 1)
    return {
      span: spanOf(argument.node),
      newText: whole ? literal : JSON.stringify(`--runtime=${said}`),
    };
  const option = runArgs?.array?.children?.[argument.index];
  if (!whole || !option) return { span: spanOf(argument.node), newText: literal };
  return { span: { start: option.offset, end: endOf(argument.node) }, newText: literal };
}

/** The text that a literal of JSON stands for. */
const elementText = (literal: string): string => String(JSON.parse(literal));
