/** Runs bundled test files with mocha and writes the counts to a file. */
import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import type { Counts } from '../../scripts/counts';
import { mapStack } from './stack';

export interface Style {
  readonly reporter: 'dot' | 'spec';
  /** Of one test, in ms. */
  readonly timeout: number;
}

/**
 * Runs the tests of `files` and writes how many passed, failed and were skipped to the file KATA_TEST_RESULT. That
 * file is the only proof that the tests ran: an extension host that crashes can end with exit code 0.
 */
export async function runMocha(files: readonly string[], style: Style): Promise<Counts> {
  const { KATA_TEST_RESULT: resultFile, KATA_TEST_GREP: grep, CI } = process.env;
  if (resultFile === undefined) throw new Error('KATA_TEST_RESULT names no file for the result.');
  // A process that a test ends must not pass for one that came to its end; an extension host would ignore it.
  process.exit = (code) => {
    throw new Error(`A test called process.exit(${code ?? ''}).`);
  };
  const mocha = new Mocha({
    ...style,
    forbidOnly: CI === 'true',
    ...(grep ? { grep } : {}),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const counts = await new Promise<Counts>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
    runner.prependListener('fail', (_test, error: Error) => {
      if (error.stack !== undefined) error.stack = mapStack(error.stack);
    });
  });
  writeFileSync(resultFile, JSON.stringify(counts));
  return counts;
}
