/** Runs bundled test files in this Node.js process: `node.mjs unit|engines|ui FILE...`. */
import { cleanUp } from '../../scripts/cleanup';
import { runMocha, type Style } from './mocha';

const styles: Readonly<Record<string, Style>> = {
  unit: { reporter: 'dot', timeout: 10_000 },
  // A container starts in half a second, a dev container in five; a busy machine takes its time.
  engines: { reporter: 'spec', timeout: 60_000 },
  // More than one step of the workbench may take, for the step to say what it waited for.
  ui: { reporter: 'spec', timeout: 60_000 },
};

const [suite = '', ...files] = process.argv.slice(2);
const style = styles[suite];
if (!style) throw new Error(`There is no suite "${suite}" to run in Node.js.`);
try {
  const { failed } = await runMocha(files, style);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await cleanUp();
}
