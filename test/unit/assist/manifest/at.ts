/** Manifests with a mark where the cursor is. */
import assert from 'node:assert/strict';
import {
  manifestActionsAt,
  manifestCompletionsAt,
  manifestDefinitionAt,
  manifestHoverAt,
  type Completion,
  type Definition,
  type Hover,
  type ManifestFile,
} from '../../../../src/assist';
import type { KataTarget } from '../../../../src/knowledge';
import type { Fix, WorkspaceIndex } from '../../../../src/lint';
import { go, marked } from '../at';

interface Around {
  readonly target?: KataTarget;
  readonly index?: WorkspaceIndex;
}

function file(source: string, { target = go, index }: Around): { file: ManifestFile; offset: number } {
  const { text, offset } = marked(source);
  return { file: { path: 'manifest.yaml', text, target, ...(index && { index }) }, offset };
}

/** The explanation at the mark, with the text that it is about. */
export function hover(source: string, around: Around = {}): (Hover & { of: string }) | undefined {
  const asked = file(source, around);
  const found = manifestHoverAt(asked.file, asked.offset);
  return found && { ...found, of: asked.file.text.slice(found.span.start, found.span.end) };
}

/** Its Markdown, or that there is none. */
export const said = (source: string, around: Around = {}): string =>
  hover(source, around)?.markdown ?? 'nothing';

export function completions(source: string, around: Around = {}): Completion[] {
  const asked = file(source, around);
  return manifestCompletionsAt(asked.file, asked.offset);
}

export const labels = (source: string, around: Around = {}): string[] =>
  completions(source, around).map(({ label }) => label);

/** The text after the one offer of that label was taken, its snippet syntax as it is. */
export function taken(source: string, label: string, around: Around = {}): string {
  const found = completions(source, around).filter((each) => each.label === label);
  assert.equal(found.length, 1, `${label} is offered once`);
  const { span, insert } = found[0]!;
  const { text } = marked(source);
  return text.slice(0, span.start) + insert + text.slice(span.end);
}

export function definition(source: string, around: Around = {}): Definition | undefined {
  const asked = file(source, around);
  return manifestDefinitionAt(asked.file, asked.offset);
}

export function actions(source: string, around: Around = {}): readonly Fix[] {
  const asked = file(source, around);
  return manifestActionsAt(asked.file, asked.offset);
}
