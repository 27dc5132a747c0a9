/** What must hold for any text whatever. */
import assert from 'node:assert/strict';
import { lintKataConfig } from '../../src/lint';
import type { KataTarget } from '../../src/knowledge';

/** Longest time that one text may take, in milliseconds. */
export const limit = 2_000;

/** Lints a text as a main file and as a drop-in and checks that nothing throws, lasts or points outside. */
export function survives(text: string, target: KataTarget, main: string): void {
  const started = performance.now();
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
    for (const [path, findings] of lintKataConfig(set, target)) {
      const length = texts.get(path)?.length ?? -1;
      for (const finding of findings) {
        const spans = [
          finding.span,
          ...(finding.fixes ?? []).flatMap(({ edits }) => edits.map(({ span }) => span)),
        ];
        for (const { start, end } of spans) {
          assert.ok(
            0 <= start && start <= end && end <= length,
            `${finding.rule} points outside: ${String(start)}..${String(end)} of ${String(length)}`,
          );
        }
      }
    }
  }
  const took = performance.now() - started;
  assert.ok(took < limit * sets.length, `took ${took.toFixed(0)} ms`);
}
