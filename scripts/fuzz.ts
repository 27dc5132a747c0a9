/**
 * `npm run fuzz [-- ROUNDS [FIRST_SEED]]`: lints mutated files of every kind, 20,000 configurations and 20,000 others by
 * default; `npm test` runs 2,000 of each. Ends with exit code 1 and the seed at the first text that makes the lint
 * throw, last or point outside.
 */
import { otherFiles, ours, shipped } from '../test/support/configurations';
import { survives, survivesAsFile } from '../test/support/hostile';
import { mutate } from '../test/support/mutate';

const [rounds = 20_000, first = 0] = process.argv.slice(2).map(Number);

/** Runs the seeds over some files in turn. */
function fuzz<File>(what: string, files: readonly File[], run: (file: File, seed: number) => void): void {
  const started = performance.now();
  for (let seed = first; seed < first + rounds; seed++) {
    const file = files[seed % files.length];
    if (file === undefined) throw new Error(`there are no ${what}`);
    try {
      run(file, seed);
    } catch (error) {
      console.error(`${what}, seed ${String(seed)}:`, error);
      process.exit(1);
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${String(rounds)} mutations of ${String(files.length)} ${what} in ${seconds} s: none made the lint throw, last or point outside.`,
  );
}

fuzz('configurations', [...ours(), ...shipped()], ({ text, target }, seed) => {
  survives(mutate(text, seed), target, text);
});
fuzz('other files', otherFiles(), (request, seed) => {
  // the word must stay, or nothing is looked at
  const word = request.kind === 'docker-daemon' ? ' "kata"' : '\n# kata katacontainers\n';
  survivesAsFile({ ...request, text: `${mutate(request.text, seed)}${word}` });
});
