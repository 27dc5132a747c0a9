/** The data files keep the shapes that the lookups take for granted. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadData, type Words } from '../../../scripts/knowledge/store';
import {
  annotations,
  compareVersions,
  hypervisors,
  keysOf,
  releases,
  sections,
  type Lifetime,
} from '../../../src/knowledge';

const folder = join('src', 'knowledge', 'data');
const data = loadData(folder);
const runtimes = ['go', 'rs'] as const;

function checkLifetime(label: string, { since, until, absent }: Lifetime): void {
  for (const version of [since, until, ...(absent ?? []).flat()]) {
    assert.ok(
      version === undefined || releases.includes(version),
      `${label}: ${String(version)} is no release`,
    );
  }
  assert.ok(
    since === undefined || until === undefined || compareVersions(since, until) <= 0,
    `${label} goes before it comes`,
  );
}

describe('knowledge data', () => {
  it('has words for every extracted entry, and no others', () => {
    for (const runtime of runtimes) {
      const keys = data['config-keys'][runtime];
      assert.deepEqual(Object.keys(data['config-curated'][runtime]), Object.keys(keys));
      for (const [section, entries] of Object.entries(keys)) {
        assert.deepEqual(
          Object.keys(data['config-curated'][runtime][section] ?? {}),
          Object.keys(entries),
          `${runtime} ${section}`,
        );
      }
    }
    for (const name of Object.keys(data.annotations)) assert.ok(data['annotations-curated'][name], name);
    assert.deepEqual(Object.keys(data['runtime-classes-curated']), Object.keys(data['runtime-classes']));
  });

  it('leaves nothing uncurated', () => {
    const words: Readonly<Record<string, Words>> = {
      ...data['annotations-curated'],
      ...data['runtime-classes-curated'],
      ...Object.fromEntries(
        runtimes.flatMap((runtime) =>
          Object.entries(data['config-curated'][runtime]).flatMap(([section, entries]) =>
            Object.entries(entries).map(([name, entry]) => [`${runtime} ${section} ${name}`, entry] as const),
          ),
        ),
      ),
    };
    assert.deepEqual(
      Object.entries(words).filter(([, entry]) => entry.curated === false),
      [],
    );
  });

  it('describes every key, with the values of each list among them', () => {
    for (const runtime of runtimes) {
      for (const section of sections(runtime)) {
        for (const key of keysOf(section, runtime).values()) {
          const label = `${runtime} ${section} ${key.name}`;
          assert.match(key.description ?? '', /^(?:[A-Z`]|vCPU).*[.)]$/s, label);
          checkLifetime(label, key);
          for (const change of key.enumHistory ?? []) checkLifetime(label, change);
          const values = [...(key.enum ?? []), ...Object.values(key.enumBy ?? {}).flat()];
          for (const value of values) assert.ok(key.values?.[value], `${label}: "${value}" is not described`);
          const names = hypervisors(runtime).map(({ name }) => name);
          const mentioned = [
            key.readBy,
            key.shippedBy,
            key.requiredBy,
            key.enumCheckedBy,
            Object.keys(key.enumBy ?? {}),
            Object.keys(key.defaultBy ?? {}),
          ];
          for (const name of mentioned.flatMap((list) => list ?? []))
            assert.ok(names.includes(name), `${label}: ${name}`);
        }
      }
      for (const { name, description } of hypervisors(runtime)) assert.ok(description, name);
    }
  });

  it('gives annotations a type and a time', () => {
    for (const entry of annotations().values()) {
      assert.match(entry.type, /^(string|boolean|u?int(32|64)|float32|usize|quantity)$/, entry.name);
      checkLifetime(entry.name, entry.go ?? {});
      checkLifetime(entry.name, entry.rs ?? {});
    }
  });

  it('does not mention where it was written', () => {
    for (const name of [
      'config-curated',
      'annotations-curated',
      'config-migrations',
      'config-section-docs',
      'runtime-classes-curated',
    ]) {
      assert.doesNotMatch(readFileSync(join(folder, `${name}.json`), 'utf8'), /\/work|\.\.\/shared|registry/);
    }
  });
});
