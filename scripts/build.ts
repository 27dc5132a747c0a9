/** `npm run build`: the product into dist/; with `--debug` readable and with source maps, as F5 wants it. */
import { parseArgs } from 'node:util';
import { bundle } from './bundle';

const { debug } = parseArgs({ options: { debug: { type: 'boolean', default: false } } }).values;
const { outputs } = await bundle({ debug });
for (const [file, { bytes }] of Object.entries(outputs))
  console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
