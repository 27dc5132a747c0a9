import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from '../../../src/knowledge';
import { lintKataConfig, type Finding } from '../../../src/lint';
import { shared } from '../../support/configurations';

/** One small configuration with what the real loaders of some releases made of it. */
interface Case {
  readonly id: string;
  readonly toml: string;
  readonly dropin?: Readonly<Record<string, string>>;
  /** Loader (`go-3.2.0`) -> what a lint for that release and runtime should say. */
  readonly expect: Readonly<
    Record<string, 'reject' | 'clean' | 'advice' | 'neutral' | 'host' | 'random' | 'skip'>
  >;
}

const file = join(shared, 'corpus', 'toml-golden.jsonl');

function lint({ toml, dropin = {} }: Case, loader: string): readonly Finding[] {
  const [runtime, version = ''] = loader.split('-');
  const dropIns = Object.entries(dropin).map(([name, text]) => ({
    path: `config.d/${name}`,
    text,
    entry: 'file' as const,
  }));
  const set = { main: { path: 'configuration.toml', text: toml }, dropIns };
  return [...lintKataConfig(set, { version, runtime: runtime as Runtime }).values()].flat();
}

// Not part of the project; where it is not beside it there is nothing to test
if (existsSync(file)) {
  describe('what the real loaders said', () => {
    const cases = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case);
    const of = (wanted: string): [Case, string][] =>
      cases.flatMap((one) =>
        Object.entries(one.expect).flatMap(
          ([loader, expected]) => (expected === wanted ? [[one, loader]] : []) as [Case, string][],
        ),
      );

    it('a configuration that a loader refuses has an error, in 99 of 100', () => {
      const rejected = of('reject');
      const missed = rejected.filter(
        ([one, loader]) => !lint(one, loader).some(({ severity }) => severity === 'error'),
      );
      assert.ok(
        missed.length <= rejected.length / 100,
        missed.map(([{ id }, loader]) => `${id} ${loader}`).join('\n'),
      );
    });

    it('a right one that it takes has neither error nor warning', () => {
      const alarms = of('clean').flatMap(([one, loader]) =>
        lint(one, loader)
          .filter(({ severity }) => severity === 'error' || severity === 'warning')
          .map(({ rule }) => `${one.id} ${loader} ${rule}`),
      );
      assert.deepEqual(alarms, []);
    });
  });
}
