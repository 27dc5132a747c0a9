import { bundle } from './bundle';

const metafile = await bundle();
for (const [file, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
