import { suites, type Suite } from './test-bundle';

export interface TestArguments {
  /** What to run; all where none is named. */
  readonly suites: readonly Suite[];
  /** Only tests whose full name holds this text or matches this expression. */
  readonly grep?: string;
}

/** Reads what follows `npm test --`: names of suites and `--grep TEXT`; throws on anything else. */
export function parseTestArguments(args: readonly string[]): TestArguments {
  const named: Suite[] = [];
  let grep: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const suite = suites.find((name) => name === arg);
    if (suite) named.push(suite);
    else if (arg.startsWith('--grep=')) grep = arg.slice('--grep='.length);
    else if (arg === '--grep' && args[at + 1] !== undefined) grep = args[++at];
    else
      throw new Error(
        `npm test does not know "${arg}". Usage: npm test -- [${suites.join('|')}]... [--grep TEXT]`,
      );
  }
  return { suites: named.length > 0 ? named : suites, ...(grep === undefined ? {} : { grep }) };
}
