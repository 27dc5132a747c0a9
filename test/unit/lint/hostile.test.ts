import { ours } from '../../support/configurations';
import { survives } from '../../support/hostile';
import { giants, mutate } from '../../support/mutate';

/** `npm run fuzz` goes on from here. */
const rounds = 2_000;

describe('hostile text', () => {
  const honest = ours();

  it(`${String(rounds)} mutations: no exception, no long run, no place outside the text`, function () {
    this.timeout(120_000);
    for (let seed = 0; seed < rounds; seed++) {
      const { text, target } = honest[seed % honest.length]!;
      try {
        survives(mutate(text, seed), target, text);
      } catch (error) {
        throw new Error(`seed ${String(seed)}`, { cause: error });
      }
    }
  });

  for (const [name, make] of Object.entries(giants)) {
    it(name, function () {
      this.timeout(20_000);
      survives(make(), { version: '4.1.0', runtime: 'go' }, '');
      survives(make(), { version: '4.1.0', runtime: 'rs' }, '');
    });
  }
});
