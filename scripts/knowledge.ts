/** `npm run knowledge -- KATA_CHECKOUT`: reads a Kata release's sources into src/knowledge/data (docs/kata-release.md). */
import { join } from 'node:path';
import { compareVersions } from '../src/knowledge';
import { Checkout, CheckoutError } from './knowledge/checkout';
import { merge } from './knowledge/merge';
import { readRelease } from './knowledge/read';
import { loadData, saveData } from './knowledge/store';

function run(args: readonly string[]): number {
  const [root] = args;
  if (root === undefined || args.length > 1) {
    console.error(
      'Usage: npm run knowledge -- KATA_CHECKOUT   (the root of a kata-containers checkout at a release tag)',
    );
    return 2;
  }
  const folder = join('src', 'knowledge', 'data');
  const data = loadData(folder);
  const checkout = new Checkout(root);
  const newest = data.releases.at(-1);
  if (newest !== undefined && compareVersions(checkout.version, newest) < 0) {
    throw new CheckoutError(
      `This is Kata ${checkout.version}, but the data knows ${newest} already. Check out ${newest} or a newer release.`,
    );
  }
  const { done, human } = merge(data, readRelease(checkout));
  saveData(folder, data);
  if (done.length === 0) console.log(`Kata ${checkout.version}: nothing new.`);
  else
    console.log(
      [`Kata ${checkout.version}, ${done.length} changes:`, ...done.map((line) => `  ${line}`)].join('\n'),
    );
  if (human.length > 0)
    console.log(['For a person to look at:', ...human.map((line) => `  ${line}`)].join('\n'));
  if (done.length > 0) console.log('Next: npm run generate, npm test.');
  return 0;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CheckoutError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
