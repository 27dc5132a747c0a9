/** What `npm run generate` writes is up to date and sound. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fillBlocks } from '../../../scripts/generate/blocks';
import { configSchema, type Schema } from '../../../scripts/generate/config-schema';
import { leftovers, outputs } from '../../../scripts/generate/outputs';

/** Every schema inside a schema. */
function* parts(schema: unknown): Generator<Schema> {
  if (typeof schema !== 'object' || schema === null) return;
  if (!Array.isArray(schema)) yield schema as Schema;
  for (const part of Object.values(schema)) yield* parts(part);
}

function follow(schema: Schema, path: string): Schema | undefined {
  let part: unknown = schema;
  for (const step of path.replace('#/', '').split('/'))
    part = (part as Record<string, unknown> | undefined)?.[step];
  return part as Schema | undefined;
}

describe('npm run generate', () => {
  it('has nothing to write: run it and commit what it changes', async function () {
    this.timeout(60_000);
    const files = await outputs();
    const stale = [...files].filter(
      ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
    );
    assert.deepEqual(
      stale.map(([path]) => path),
      [],
    );
    assert.deepEqual(leftovers(files), []);
  });

  it('fills the blocks of a hand-written file and nothing else', () => {
    const filled = fillBlocks('before\n<!-- generated:hypervisors -->\nold\n<!-- /generated -->\nafter\n');
    assert.match(
      filled,
      /^before\n<!-- generated:hypervisors -->\n\n\| Section [^]*\n\n<!-- \/generated -->\nafter\n$/,
    );
    assert.match(filled, /\| `clh` \| Cloud Hypervisor \| all \| since 3\.30\.0 \|/);
    assert.doesNotMatch(filled, /old/);
    assert.throws(
      () => fillBlocks('<!-- generated:nothing -->\n<!-- /generated -->'),
      /no generated block "nothing"/,
    );
  });
});

describe('JSON Schemas', () => {
  for (const runtime of ['go', 'rs'] as const) {
    const schema = configSchema(runtime);

    it(`${runtime}: every reference leads to a schema, not to another reference`, () => {
      for (const { $ref } of parts(schema)) {
        if (typeof $ref === 'string')
          assert.ok(follow(schema, $ref) && !('$ref' in (follow(schema, $ref) ?? {})), $ref);
      }
    });

    it(`${runtime}: no list is empty`, () => {
      for (const part of parts(schema)) if (Array.isArray(part.enum)) assert.notDeepEqual(part.enum, []);
    });
  }

  it('refuses unknown keys where the loader does', () => {
    const rs = configSchema('rs');
    const closed = (path: string) => follow(rs, `#/definitions/${path}`)?.additionalProperties;
    assert.equal(closed('agent'), false);
    assert.equal(closed('agent.mem_agent'), false);
    assert.equal(closed('hypervisor.factory'), false);
    assert.equal(closed('hypervisor.qemu'), true);
    assert.equal(closed('runtime'), true);
    assert.equal(follow(configSchema('go'), '#/definitions/agent')?.additionalProperties, true);
  });

  it('knows ranges, values per hypervisor and what is gone', () => {
    const key = (runtime: 'go' | 'rs', path: string) =>
      follow(configSchema(runtime), `#/definitions/${path}`);
    assert.deepEqual(
      [
        key('go', 'hypervisor/properties/default_memory')?.minimum,
        key('go', 'hypervisor/properties/default_memory')?.maximum,
      ],
      [0, 4294967295],
    );
    // Go's 64-bit fields take negative numbers, and 2^63 - 1 is TOML's own limit.
    assert.equal(key('go', 'runtime/properties/create_container_timeout')?.minimum, undefined);
    assert.equal(key('go', 'runtime/properties/create_container_timeout')?.maximum, undefined);
    assert.deepEqual(key('rs', 'hypervisor.dragonball/properties/shared_fs')?.enum, [
      'virtio-fs',
      'inline-virtio-fs',
      'none',
      '',
    ]);
    assert.equal(key('go', 'hypervisor/properties/file_mem_backend')?.deprecated, true);
    assert.equal(key('rs', 'hypervisor/properties/dbg_monitor_socket')?.deprecated, true);
    assert.equal(key('rs', 'agent.mem_agent/properties/mem_agent_enable')?.deprecated, undefined);
  });
});
