/** Machines whose files are broken, empty or out of reach: every check still comes out, none with an exception. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkHost, createSavedHostReader, statuses, type HostReader } from '../../../src/host';
import { containerdFilesOf } from '../../../src/host/registrations';
import { mutate, random } from '../../support/mutate';

const folder = join('test', 'fixtures', 'machines');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const seeds = 5;

/** Reads as the other one does, but one time in two something else. */
function broken(reader: HostReader, seed: number): HostReader {
  const next = random(seed);
  const whyNot = () => (['missing', 'denied', 'unreadable'] as const)[Math.floor(next() * 3)] ?? 'missing';
  const absence = () => {
    const kind = whyNot();
    return kind === 'unreadable' ? { kind, cause: 'EIO' } : { kind };
  };
  return {
    ...reader,
    read: async (path) => {
      const reading = await reader.read(path);
      const chance = next();
      if (chance < 0.5) return reading;
      if (chance < 0.7) return absence();
      if (chance < 0.8) return { kind: 'text', text: '' };
      if (chance < 0.85) return { kind: 'text', text: `${'9'.repeat(400)}\n`.repeat(50) };
      return {
        kind: 'text',
        text: mutate(reading.kind === 'text' ? reading.text : 'Y 1 = [', Math.floor(next() * 1e9)),
      };
    },
    list: async (path) => {
      const chance = next();
      if (chance < 0.7) return reader.list(path);
      return chance < 0.9 ? absence() : { kind: 'names', names: ['', '..', '\u0000', '[', 'constructor'] };
    },
    entry: async (path) => (next() < 0.7 ? reader.entry(path) : whyNot()),
    target: async (path) => (next() < 0.7 ? reader.target(path) : undefined),
  };
}

describe('Imports of containerd', () => {
  it('with many wildcards are looked up at once', async () => {
    const main = `imports = ["/etc/containerd/conf.d/${'*a'.repeat(40)}b", "/etc/containerd/conf.d/*.toml"]\n`;
    const reader = {
      read: (path: string) =>
        Promise.resolve(
          path === '/etc/containerd/config.toml' || path.endsWith('/kata.toml')
            ? { kind: 'text' as const, text: main }
            : { kind: 'missing' as const },
        ),
      list: () =>
        Promise.resolve({ kind: 'names' as const, names: ['a'.repeat(250), 'kata.toml', 'kata.tomlx'] }),
    };
    const { files } = await containerdFilesOf(reader as unknown as HostReader);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['/etc/containerd/config.toml', '/etc/containerd/conf.d/kata.toml'],
    );
  });
});

describe('Host check of broken machines', () => {
  for (const name of names)
    it(name, async function () {
      this.timeout(20_000);
      const reader = await createSavedHostReader(join(folder, name, 'root'));
      for (let seed = 1; seed <= seeds; seed++) {
        const { checks } = await checkHost(broken(reader, seed));
        const wrong = checks.filter(
          ({ status, detail }) =>
            !statuses.includes(status) || /^The check itself broke off|^It was ended/.test(detail),
        );
        assert.deepEqual(wrong, [], `seed ${seed}`);
        const ids = checks.map(({ id }) => id);
        assert.deepEqual(ids, [...new Set(ids)]);
      }
    });
});
