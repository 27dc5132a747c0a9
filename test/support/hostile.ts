/** What must hold for any text whatever. */
import assert from 'node:assert/strict';
import { lintFile, lintKataConfig, type Finding, type LintRequest } from '../../src/lint';
import type { KataTarget } from '../../src/knowledge';
import { costsBelow } from './cpu';

/** CPU time that one text may take, in ms. */
const limit = 2_000;

/** Checks that no place of the findings, their fixes or their related places in the same file is outside. */
function pointInside(findings: readonly Finding[], length: number): void {
  for (const { rule, span, fixes = [], related = [] } of findings) {
    const spans = [
      span,
      ...related.filter(({ path }) => path === undefined).map((place) => place.span),
      ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
    ];
    for (const { start, end } of spans) {
      assert.ok(
        0 <= start && start <= end && end <= length,
        `${rule} points outside: ${String(start)}..${String(end)} of ${String(length)}`,
      );
    }
  }
}

/** The same for a file of any other kind. */
export function survivesAsFile(request: LintRequest): void {
  costsBelow(limit, () => {
    pointInside(lintFile(request), request.text.length);
  });
}

/** Lints a text as a main file and as a drop-in and checks that nothing throws, lasts or points outside. */
export function survives(text: string, target: KataTarget, main: string): void {
  const sets = [
    { main: { path: 'configuration-qemu.toml', text } },
    { main: { path: 'configuration-qemu.toml.in', text } },
    {
      main: { path: 'configuration.toml', text: main },
      dropIns: [{ path: 'config.d/10-x.toml', text, entry: 'file' as const }],
    },
  ];
  for (const set of sets) {
    const texts = new Map([set.main, ...(set.dropIns ?? [])].map((file) => [file.path, file.text]));
    costsBelow(limit, () => {
      for (const [path, findings] of lintKataConfig(set, target)) {
        const length = texts.get(path)?.length ?? -1;
        pointInside(findings, length);
      }
    });
  }
}
