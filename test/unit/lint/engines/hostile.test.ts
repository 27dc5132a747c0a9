import assert from 'node:assert/strict';
import { containerdRules } from '../../../../src/lint/containerd';
import { crioRules } from '../../../../src/lint/crio';
import { dockerRules } from '../../../../src/lint/docker';
import { giants, mutate } from '../../../support/mutate';
import { unmark } from '../examples';
import { lintText, type Given } from './found';

const honest: readonly Given[] = [...containerdRules, ...crioRules, ...dockerRules]
  .flatMap(({ bad, good }) => [bad, good])
  .filter(({ text }) => text.length < 10_000)
  .map(({ kind, path, text }) => ({ kind, path, text: unmark(text).text }) as Given);

/** Lints a text and checks that nothing points outside of it. */
function survives(given: Given): void {
  const { length } = given.text;
  for (const { rule, span, fixes = [], related = [] } of lintText(given)) {
    const spans = [
      span,
      ...related.map((place) => place.span),
      ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
    ];
    for (const { start, end } of spans)
      assert.ok(
        0 <= start && start <= end && end <= length,
        `${rule} points outside: ${start}..${end} of ${length}`,
      );
  }
}

/** As many as fit into a file that is still looked at. */
const many = (make: (index: number) => string): string =>
  Array.from({ length: 8_000 }, (_, index) => make(index)).join('');
const plugin = 'plugins."io.containerd.cri.v1.runtime".containerd.runtimes';

describe('hostile files of container engines', () => {
  it('2,000 mutations: no exception, no place outside the text', function () {
    this.timeout(60_000);
    for (let seed = 0; seed < 2_000; seed++) {
      const given = honest[seed % honest.length]!;
      try {
        // the word must stay, or nothing is looked at
        const text = `${mutate(given.text, seed)}${given.kind === 'docker-daemon' ? ' "kata"' : '\n# kata\n'}`;
        survives({ ...given, text });
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  const texts: Readonly<Record<string, () => Given>> = {
    ...Object.fromEntries(
      Object.entries(giants).map(([name, make]) => [name, () => ({ text: `# kata\n${make()}` })]),
    ),
    'eight thousand runtimes': () => ({
      text: `version = 3\n${many((i) => `[${plugin}.kata-${i}]\nruntime_type = "io.containerd.kata.v${i}"\n`)}`,
    }),
    'eight thousand unknown keys': () => ({
      text: `version = 3\n[${plugin}.kata]\n${many((i) => `pod_annotation${i} = ["io.kata*"]\n`)}`,
    }),
    'eight thousand patterns': () => ({
      text: `version = 3\n[${plugin}.kata]\npod_annotations = [\n${many((i) => `"*k*a*t*a*${i}*",\n`)}]\n`,
    }),
    'eight thousand runtimes of CRI-O': () => ({
      kind: 'crio',
      text: many((i) => `[crio.runtime.runtimes.kata-${i}]\nruntime_path = "kata"\n`),
    }),
    'eight thousand runtimes of Docker': () => ({
      kind: 'docker-daemon',
      text: `{"runtimes":{${many((i) => `"kata${i}":{"runtimetype":"kata"},\n`)}"x":{}}}`,
    }),
    'a deep daemon.json': () => ({ kind: 'docker-daemon', text: `"kata"${'{"runtimes":'.repeat(5_000)}` }),
    'open brackets of JSON': () => ({ kind: 'docker-daemon', text: `["kata",${'[\n'.repeat(60_000)}` }),
  };
  for (const [name, make] of Object.entries(texts)) {
    it(`${name}: at most two seconds`, function () {
      this.timeout(20_000);
      const given = make();
      // Time of this process: others may keep the processors busy
      const started = process.cpuUsage();
      survives(given);
      const { user, system } = process.cpuUsage(started);
      const took = (user + system) / 1_000;
      assert.ok(took < 2_000, `took ${took.toFixed(0)} ms`);
    });
  }
});
