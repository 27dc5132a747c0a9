/**
 * Whole machines, replayed from test/fixtures/machines. What is expected of one is its whole report; after a change
 * that is meant, UPDATE_MACHINES=1 writes them anew, to be read line by line before they are committed.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkHost, createSavedHostReader, renderJson } from '../../../src/host';

interface Expected {
  readonly verdict: { readonly status: string };
  readonly machine: unknown;
  readonly checks: readonly { readonly id: string; readonly status: string }[];
}

const folder = join('test', 'fixtures', 'machines');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const report = async (name: string): Promise<string> =>
  renderJson(await checkHost(await createSavedHostReader(join(folder, name, 'root'))));

describe('Host check of saved machines', () => {
  for (const name of names)
    it(name, async () => {
      const file = join(folder, name, 'expected.json');
      const text = await report(name);
      if (process.env.UPDATE_MACHINES === '1') writeFileSync(file, text);
      assert.ok(existsSync(file), `${file} is missing: UPDATE_MACHINES=1 writes it`);
      const found = JSON.parse(text) as Expected;
      const expected = JSON.parse(readFileSync(file, 'utf8')) as Expected;
      const table = ({ checks }: Expected) => checks.map(({ id, status }) => `${id}: ${status}`);
      // The short view first: it shows best what has changed
      assert.deepEqual(table(found), table(expected));
      assert.deepEqual(found, expected);
      for (const { id, ...check } of found.checks) assert.ok(!JSON.stringify(check).includes(folder), id);
    });

  it('come in all verdicts but unknown', () => {
    const statuses = names.map(
      (name) =>
        (JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Expected).verdict.status,
    );
    assert.deepEqual(new Set(statuses), new Set(['ready', 'partly', 'not-ready']));
  });
});
