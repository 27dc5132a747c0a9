/** A manifest of 1 MB: our lint beside yaml-language-server, which the YAML extension starts. */
import { LineIndex } from '../../src/documents';
import { newest } from '../../src/knowledge';
import { indexManifest, lintFile, lintSteps, Workspace } from '../../src/lint';
import { yamlServerKeystrokes } from './peers/yaml-server';
import { atMost, kilobytes, median, milliseconds, ratio, type Bench } from './row';
import { manifest as text, typedIn } from './texts/manifest';
import { fetchPeers } from './tools';

const file = { kind: 'manifest', path: 'manifest.yaml', target: { version: newest, runtime: 'go' } } as const;

/** Milliseconds of the first lint, and of the longest step in it. */
function firstLint(): { whole: number; step: number } {
  const started = performance.now();
  const steps = lintSteps({ ...file, text: text() });
  let step = 0;
  for (let last = started, done = false; !done; last = performance.now()) {
    done = steps.next().done === true;
    step = Math.max(step, performance.now() - last);
  }
  return { whole: performance.now() - started, step };
}

/** Milliseconds of each keystroke: the lint, the index of the workspace, places as lines and characters. */
function keystrokes(rounds: number): number[] {
  const index = new Workspace();
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const now = typedIn(text(), round);
    const started = performance.now();
    const findings = lintFile({ ...file, text: now, index });
    index.set(file.path, indexManifest(file.path, now));
    const lines = new LineIndex(now);
    for (const { span } of findings) lines.range(span);
    if (round >= 5) times.push(performance.now() - started);
  }
  return times;
}

export const manifest: Bench = {
  name: 'manifest',
  measure: async () => {
    const { whole, step } = firstLint();
    const typing = median(keystrokes(41));
    const texts = [text(), ...Array.from({ length: 6 }, (_, keystroke) => typedIn(text(), keystroke))];
    const [opened = NaN, ...times] = await yamlServerKeystrokes(await fetchPeers(), texts);
    const size = `${kilobytes(text().length)}, ${text().split('\n---').length} documents`;
    return [
      {
        what: `the first look at a manifest of ${size}`,
        beside: `yaml-language-server: ${milliseconds(opened)}`,
        own: `${milliseconds(whole)}, in steps of at most ${milliseconds(step)}`,
        ratio: ratio(whole, opened),
        limit: `${atMost(whole, 2_000, milliseconds)}, steps ${atMost(step, 50, milliseconds)}`,
      },
      {
        what: 'a keystroke in it',
        beside: `yaml-language-server: ${milliseconds(median(times))}`,
        own: milliseconds(typing),
        ratio: ratio(typing, median(times)),
        limit: atMost(typing, 25, milliseconds),
      },
    ];
  },
};
