import assert from 'node:assert/strict';
import type { Check, Evidence, Probe } from '../../../src/host';
import { readMachine } from '../../../src/host/machine';
import type { HostReader } from '../../../src/host/reader';
import { runProbes, type RunOptions } from '../../../src/host/run';
import { SavedMachine } from '../../support/machine';

const check = (id: string, extra: Partial<Check> = {}): Check => ({
  id,
  topic: 'machine',
  title: id,
  status: 'ok',
  detail: '',
  source: '',
  ...extra,
});
const probe = (ids: readonly string[], run: Probe['run'], timeLimit?: number): Probe => ({
  ids,
  run,
  ...(timeLimit !== undefined && { timeLimit }),
});
const never = new Promise<never>(() => undefined);

describe('Host check: how probes run', () => {
  const saved = new SavedMachine();
  let reader: HostReader;
  before(async () => {
    reader = await saved.reader();
  });
  after(() => {
    saved.remove();
  });
  const run = async (probes: readonly Probe[], options?: RunOptions) =>
    runProbes(probes, reader, await readMachine(reader), options);

  it('gives checks that are late or broken as unknown, with the cause, and the others as they are', async () => {
    const signals: AbortSignal[] = [];
    const checks = await run([
      probe(
        ['kvm', 'docker.runtime.*'],
        ({ signal }) => {
          signals.push(signal);
          return never;
        },
        10,
      ),
      probe(['tun'], () => Promise.reject(new Error('no such thing'))),
      probe(['iommu'], () => {
        throw new TypeError('at once');
      }),
      probe(['memory'], () => Promise.resolve([check('memory')])),
    ]);
    assert.deepEqual(
      checks.map(({ id, status, detail }) => [id, status, detail]),
      [
        ['kvm', 'unknown', 'It was ended: no answer within 0.01 s.'],
        ['tun', 'unknown', 'The check itself broke off: no such thing'],
        ['iommu', 'unknown', 'The check itself broke off: at once'],
        ['memory', 'ok', ''],
        ['docker.runtime', 'unknown', 'It was ended: no answer within 0.01 s.'],
      ],
    );
    const last = checks.at(-1);
    assert.deepEqual([last?.topic, last?.title], ['engines', 'Docker runtimes']);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
  });

  it('runs them side by side and tells each check when it comes', async () => {
    const seen: string[] = [];
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const checks = await run(
      [
        probe(['first'], async () => {
          await gate;
          return [check('first')];
        }),
        probe(['second'], () => {
          open?.();
          return Promise.resolve([check('second')]);
        }),
      ],
      { onCheck: ({ id }) => seen.push(id) },
    );
    assert.deepEqual(seen, ['second', 'first']);
    assert.deepEqual(
      checks.map(({ id }) => id),
      ['first', 'second'],
    );
  });

  it('sorts by the catalogue, gives each id once and cuts what is too long', async () => {
    const checks = await run([
      probe(['tun'], () =>
        Promise.resolve([
          check('tun'),
          check('os', {
            detail: 'x'.repeat(5_000),
            evidence: Array(99).fill({ path: 'p', found: 'y'.repeat(999) }) as Evidence[],
          }),
        ]),
      ),
      probe(['os'], () => Promise.resolve([check('os', { status: 'failed' })])),
    ]);
    assert.deepEqual(
      checks.map(({ id, status, detail }) => [id, status, detail.length]),
      [
        ['os', 'ok', 2_003],
        ['tun', 'ok', 0],
      ],
    );
    assert.deepEqual([checks[0]?.evidence?.length, checks[0]?.evidence?.[0]?.found.length], [50, 303]);
  });

  it('ends with the signal, without telling anything more', async () => {
    const stopping = new AbortController();
    const seen: string[] = [];
    const running = run(
      [
        probe(['waits'], async ({ signal }) => {
          await new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => {
              resolve();
            });
            stopping.abort(new Error('enough'));
          });
          return [check('waits')];
        }),
      ],
      { signal: stopping.signal, onCheck: ({ id }) => seen.push(id) },
    );
    await assert.rejects(running, /enough/);
    assert.deepEqual(seen, []);
  });

  it('asks only what can be asked elsewhere than on Linux', async () => {
    const machine = { ...(await readMachine(reader)), platform: 'darwin' as const };
    const probes = [
      probe(['kvm'], () => Promise.resolve([check('kvm')])),
      { ...probe(['docker'], () => Promise.resolve([check('docker')])), anySystem: true as const },
    ];
    assert.deepEqual(
      (await runProbes(probes, reader, machine)).map(({ id, status }) => [id, status]),
      [
        ['kvm', 'not-applicable'],
        ['docker', 'ok'],
      ],
    );
  });
});
