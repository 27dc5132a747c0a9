/**
 * `npm run fuzz [-- ROUNDS [FIRST_SEED]]`: lints mutated configurations, 20,000 by default; `npm test` runs 2,000.
 * Ends with exit code 1 and the seed at the first text that makes the lint throw, last or point outside.
 */
import { ours, shipped } from '../test/support/configurations';
import { survives } from '../test/support/hostile';
import { mutate } from '../test/support/mutate';

const [rounds = 20_000, first = 0] = process.argv.slice(2).map(Number);
const honest = [...ours(), ...shipped()];
const started = performance.now();
for (let seed = first; seed < first + rounds; seed++) {
  const { text, target, name } = honest[seed % honest.length] ?? {
    text: '',
    target: { version: '4.1.0', runtime: 'go' },
    name: '',
  };
  try {
    survives(mutate(text, seed), target, text);
  } catch (error) {
    console.error(`seed ${String(seed)} (${name}):`, error);
    process.exit(1);
  }
}
console.log(
  `${String(rounds)} mutations of ${String(honest.length)} configurations in ${((performance.now() - started) / 1000).toFixed(0)} s, none made the lint throw, last or point outside.`,
);
