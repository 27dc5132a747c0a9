/** Texts with a mark where the cursor is. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionsAt, hoverAt, type Completion, type Hover } from '../../../src/assist';
import { parseToml } from '../../../src/documents';
import type { KataTarget } from '../../../src/knowledge';

export const go: KataTarget = { version: '4.1.0', runtime: 'go' };
export const rs: KataTarget = { version: '4.1.0', runtime: 'rs' };

/** The text without its `│`, and where that stood. */
export function marked(text: string): { text: string; offset: number } {
  const offset = text.indexOf('│');
  assert.ok(offset >= 0, 'the text has a mark');
  return { text: text.replace('│', ''), offset };
}

export function completions(source: string, target: KataTarget = go): Completion[] {
  const { text, offset } = marked(source);
  return completionsAt(parseToml(text), offset, target);
}

export const labels = (source: string, target: KataTarget = go): string[] =>
  completions(source, target).map(({ label }) => label);

/** The one offer of that label. */
export function offer(source: string, label: string, target: KataTarget = go): Completion {
  const found = completions(source, target).filter((each) => each.label === label);
  assert.equal(found.length, 1, `${label} is offered once`);
  return found[0]!;
}

export function hover(source: string, target: KataTarget = go): (Hover & { of: string }) | undefined {
  const { text, offset } = marked(source);
  const found = hoverAt(parseToml(text), offset, target);
  return found && { ...found, of: text.slice(found.span.start, found.span.end) };
}

/** Kata's own configurations, where they are at hand; they are not part of this repository. */
export function upstream(version: string, runtime: string): { name: string; text: string }[] {
  const folder = join('..', 'shared', 'corpus', 'upstream-configs', version, runtime);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
