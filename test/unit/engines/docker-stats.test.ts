import assert from 'node:assert/strict';
import { dockerMemory } from '../../../src/engines';

const parse = (usage: string): number | undefined =>
  dockerMemory('abc').parse({
    stdout: `${JSON.stringify({ ID: 'abc', MemUsage: usage })}\n`,
    stderr: '',
    exitCode: 0,
  });

describe('docker stats', () => {
  it('is asked once, for one container', () => {
    assert.deepEqual(dockerMemory('abc', { context: 'far' }).args, [
      ...['--context', 'far', 'stats', '--no-stream', '--format', '{{json .}}', '--', 'abc'],
    ]);
  });

  it('tells the memory in bytes', () => {
    assert.equal(parse('1.5MiB / 15.6GiB'), 1_572_864);
    assert.equal(parse('512KiB / 2GiB'), 524_288);
    assert.equal(parse('2GiB / 2GiB'), 2_147_483_648);
  });

  it('tells nothing of a container that does not run', () => {
    for (const usage of ['0B / 0B', '-- / --', '', 'nonsense']) assert.equal(parse(usage), undefined, usage);
  });
});
