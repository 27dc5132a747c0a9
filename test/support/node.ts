/** Runs bundled test files in this Node.js process: `node.js REPORTER FILE...`. */
import { cleanUp } from '../../scripts/cleanup';
import { runMocha } from './mocha';

const [reporter, ...files] = process.argv.slice(2);
try {
  const { failed } = await runMocha(files, reporter === 'spec' ? 'spec' : 'dot');
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await cleanUp();
}
