/** Reading a (made-up) Kata checkout, and taking one release after another into the data. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checkout, CheckoutError } from '../../../scripts/knowledge/checkout';
import { merge, type Changes } from '../../../scripts/knowledge/merge';
import { readRelease } from '../../../scripts/knowledge/read';
import { emptyData, format, type Data } from '../../../scripts/knowledge/store';

const fixture = join('test', 'fixtures', 'kata-checkout');
const loader = 'src/runtime/pkg/katautils/config.go';

describe('npm run knowledge', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kata-checkout-'));
    cpSync(fixture, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const edit = (path: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, path), 'utf8');
    assert.ok(text.includes(from), `${path} has no "${from}"`);
    writeFileSync(join(folder, path), text.replace(from, to));
  };
  const read = (data: Data, version: string): Changes => {
    writeFileSync(join(folder, 'VERSION'), `${version}\n`);
    return merge(data, readRelease(new Checkout(folder)));
  };

  it('reads Go structs: tags, pointers, named types, arrays of tables, names without a tag', () => {
    const { keys, strict, hypervisors } = readRelease(new Checkout(folder)).runtimes.go;
    assert.deepEqual([...keys.keys()], ['hypervisor.*', 'hypervisor.*.images[]', 'runtime']);
    assert.deepEqual(Object.fromEntries(keys.get('hypervisor.*') ?? []), {
      kernel: { type: 'string', native: 'string' },
      default_memory: { type: 'integer', native: 'uint32' },
      policy: { type: 'integer', native: 'uint64' },
      port: { type: 'string', native: 'string' },
      tags: { type: 'array', items: 'string', native: '[]string' },
      images: { type: 'tables', native: '[]extraImage' },
      comment: { type: 'string', native: 'string' },
    });
    assert.deepEqual([...strict], []);
    assert.deepEqual([...hypervisors], ['big', 'small']);
  });

  it('reads serde structs: rename, alias, flatten, skip, nested tables, enums, deny_unknown_fields', () => {
    const { keys, strict, hypervisors } = readRelease(new Checkout(folder)).runtimes.rs;
    assert.deepEqual(
      [...keys.keys()],
      ['agent.*', 'agent.*.memory', 'hypervisor.*', 'hypervisor.*.mounts[]'],
    );
    assert.deepEqual(Object.fromEntries(keys.get('agent.*') ?? []), {
      timeout: { type: 'integer', native: 'u32' },
    });
    assert.deepEqual(Object.fromEntries(keys.get('agent.*.memory') ?? []), {
      on: { type: 'boolean', native: 'bool', aliases: ['memory_on'] },
    });
    assert.deepEqual(Object.fromEntries(keys.get('hypervisor.*') ?? []), {
      kernel: { type: 'string', native: 'String' },
      default_vcpus: { type: 'number', native: 'f32' },
      pages: { type: 'string', native: 'String' },
      groups: { type: 'array', items: 'integer', native: 'Vec<u32>' },
      mounts: { type: 'tables', native: 'Vec<Mount>' },
    });
    assert.deepEqual([...strict], ['agent.*']);
    assert.deepEqual([...hypervisors], ['big', 'small']);
  });

  it("fills the Makefile's variables into the shipped configurations", () => {
    const { go, rs } = readRelease(new Checkout(folder)).runtimes;
    assert.deepEqual(Object.fromEntries(go.templates), { big: 'big', small: 'small' });
    assert.deepEqual(Object.fromEntries(go.shipped), {
      'hypervisor.* kernel': { shipped: '/opt/kata/share/kernel.raw', shippedBy: ['big', 'small'] },
      'hypervisor.* default_memory': { shipped: 2048, shippedBy: ['big', 'small'] },
      'hypervisor.* tags': { shipped: ['a', 'b'], shippedBy: ['big', 'small'] },
      'hypervisor.* policy': { shipped: 7, shippedBy: ['big', 'small'] },
      'hypervisor.*.images[] name': { shipped: 'extra', shippedBy: ['big'] },
      'runtime enable_debug': { shipped: false },
    });
    assert.equal(rs.shipped.get('hypervisor.* kernel')?.shipped, '/kernel-x86_64');
  });

  it('tells annotations that something reads from mere names', () => {
    const { go, rs } = readRelease(new Checkout(folder)).runtimes;
    assert.deepEqual(Object.fromEntries(go.annotations), {
      'io.katacontainers.config.memory': true,
      'io.katacontainers.config.unused': false,
    });
    assert.deepEqual(Object.fromEntries(rs.annotations), {
      'io.katacontainers.config.memory': true,
      'io.katacontainers.config.refused': false,
    });
  });

  it('reads the RuntimeClasses of the chart', () => {
    assert.deepEqual(Object.fromEntries(readRelease(new Checkout(folder)).runtimeClasses), {
      'kata-big': {
        overhead: { memory: '320Mi', cpu: '250m' },
        nodeSelector: { 'katacontainers.io/kata-runtime': 'true' },
        arches: ['amd64', 'arm64'],
      },
      'kata-small': {
        overhead: { memory: '130Mi', cpu: '250m' },
        nodeSelector: { 'katacontainers.io/kata-runtime': 'true', 'example.org/small': 'true' },
        arches: ['amd64'],
        off: true,
        snapshotter: 'nydus',
      },
    });
  });

  it('changes nothing when the newest release is read again', () => {
    const data = emptyData();
    read(data, '9.0.0');
    read(data, '9.1.0');
    const before = format(data, 9);
    assert.deepEqual(read(data, '9.1.0'), { done: [], human: [] });
    assert.equal(format(data, 9), before);
  });

  it('notes what is new, gone, back, of another type and renamed to an alias', () => {
    const data = emptyData();
    read(data, '9.0.0');
    edit(loader, 'uint32        `toml:"default_memory"`', 'uint64        `toml:"default_memory"`');
    edit(loader, '\tTags    []string      `toml:"tags"`\n', '\tFresh   bool          `toml:"fresh"`\n');
    edit(
      'src/libs/kata-types/src/config/mod.rs',
      'pub struct Memory',
      '#[serde(deny_unknown_fields)]\npub struct Memory',
    );
    const { done, human } = read(data, '9.1.0');
    assert.deepEqual(done, [
      'release 9.1.0',
      'go hypervisor.* fresh: new',
      'go hypervisor.* tags: gone',
      'go hypervisor.* default_memory: type uint32 -> uint64',
      'rs unknown keys refused in agent.*.memory: new',
    ]);
    assert.equal(
      human.filter(
        (line) => line.includes('fresh') || line.includes('tags') || line.includes('default_memory'),
      ).length,
      3,
    );

    edit(loader, '\tFresh   bool          `toml:"fresh"`\n', '\tTags    []string      `toml:"tags"`\n');
    assert.deepEqual(read(data, '9.2.0').done, [
      'release 9.2.0',
      'go hypervisor.* tags: back',
      'go hypervisor.* fresh: gone',
    ]);
    const keys = data['config-keys'].go['hypervisor.*'];
    assert.deepEqual(keys?.tags?.absent, [['9.1.0', '9.1.0']]);
    assert.deepEqual(keys.fresh, { type: 'boolean', native: 'bool', since: '9.1.0', until: '9.1.0' });
    assert.deepEqual(keys.default_memory?.types, [
      { since: '9.0.0', native: 'uint32' },
      { since: '9.1.0', native: 'uint64' },
    ]);
    assert.deepEqual(data['config-sections'].strict.rs, {
      'agent.*': {},
      'agent.*.memory': { since: '9.1.0' },
    });
    assert.deepEqual(data['config-curated'].go['hypervisor.*']?.fresh, { curated: false });
  });

  it('keeps what people wrote', () => {
    const data = emptyData();
    read(data, '9.0.0');
    const words = data['config-curated'].go['hypervisor.*'];
    assert.ok(words);
    words.kernel = { description: 'The guest kernel.' };
    read(data, '9.1.0');
    assert.deepEqual(data['config-curated'].go['hypervisor.*']?.kernel, { description: 'The guest kernel.' });
  });

  it('says what is wrong with a folder that is no release of Kata', () => {
    assert.throws(() => new Checkout(join(folder, 'src')), /is no Kata Containers checkout: VERSION/);
    assert.throws(() => new Checkout(join(folder, 'nowhere')), /There is no folder/);
    writeFileSync(join(folder, 'VERSION'), '9.1.0-alpha0\n');
    assert.throws(() => new Checkout(folder), /VERSION says "9.1.0-alpha0", which is no release/);
    writeFileSync(join(folder, 'VERSION'), '9.1.0\n');
    edit(loader, 'config.Port ', 'config.Nowhere ');
    assert.throws(
      () => readRelease(new Checkout(folder)),
      new CheckoutError(
        `${loader} of Kata 9.1.0: the type config.Nowhere of port is unknown to scripts/knowledge/go.ts.`,
      ),
    );
  });
});
