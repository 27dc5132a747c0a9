/** Runs in the extension host in the place of tests: what is in use of its heap after so many cycles. */
import { writeFileSync } from 'node:fs';
import { editFiles, lookAtViews, usedHeap } from '../../../test/editor/cycles';
import { Folder } from '../../../test/editor/support';

export async function run(): Promise<void> {
  const { KATA_BENCH_RESULT: file, KATA_BENCH_CYCLES: cycles, KATA_BENCH_EXTENSION } = process.env;
  if (file === undefined) throw new Error('KATA_BENCH_RESULT names no file.');
  const extension = KATA_BENCH_EXTENSION === 'true';
  const folder = new Folder();
  try {
    for (let turn = 0; turn < Number(cycles); turn++) {
      await editFiles(folder, turn, { extension });
      if (extension) await lookAtViews();
    }
    writeFileSync(file, String(await usedHeap()));
  } finally {
    folder.remove();
  }
}
