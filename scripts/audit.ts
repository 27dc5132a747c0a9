/**
 * `npm run audit`: what the registry of npm knows of weaknesses in the packages that are bundled; others, which only build
 * and test, don't count. Ends with 1 where there is one, with 2 where the registry did not tell. Needs the network.
 */
import { execa } from 'execa';
import { bundle } from './bundle';
import { shippedPackages, weakPackages, type Audit } from './notices';

const { outputs } = await bundle();
const packages = shippedPackages(outputs);
const { stdout } = await execa('npm', ['audit', '--json', '--fetch-retries=0'], { reject: false });
const audit = JSON.parse(stdout) as Audit;
const weak = weakPackages(audit, packages);
if (weak) {
  for (const line of weak) console.error(line);
  console.log(`${weak.length} of ${packages.length} bundled packages have a known weakness.`);
  process.exitCode = weak.length === 0 ? 0 : 1;
} else {
  console.error(`The registry did not tell: ${audit.message ?? 'its answer is not understood'}`);
  process.exitCode = 2;
}
