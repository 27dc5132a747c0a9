import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandFailure, type Runner } from '../../../src/engines';
import { Survey, watchSandboxes, type Snapshot } from '../../../src/sandboxes';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner';

const id = 'a'.repeat(64);
const event = (Action: string, Type = 'container') => JSON.stringify({ Type, Action, Actor: { ID: id } });
const away = new CommandFailure('unreachable', 'docker', 'Cannot connect to the Docker daemon.');

/** A Docker whose stream of events a test writes, ends and breaks. */
function daemon() {
  const answers: Record<string, FakeAnswer> = {
    'docker context ls *': JSON.stringify({
      Name: 'default',
      DockerEndpoint: 'unix:///var/run/docker.sock',
      Current: true,
    }),
    'docker --context default info *': JSON.stringify({
      ServerVersion: '28.5.1',
      Runtimes: { kata: { path: 'runc' } },
    }),
    'docker --context default ps *': `${id}\n`,
    'docker --context default inspect *': JSON.stringify([
      { Id: id, Name: '/web', State: { Status: 'running' } },
    ]),
  };
  const fake = fakeRunner(answers);
  const streams: { write: (line: string) => void; fail: () => void }[] = [];
  const listened = { times: 0 };
  const runner: Runner = {
    run: (command, signal) => fake.run(command, signal),
    lines: (_command, onLine, signal) => {
      listened.times += 1;
      if (answers['docker --context default ps *'] === away) return Promise.reject(away);
      return new Promise((_resolve, reject) => {
        const stream = {
          write: onLine,
          fail: () => {
            streams.splice(streams.indexOf(stream), 1);
            reject(away);
          },
        };
        signal.addEventListener('abort', () => {
          streams.splice(streams.indexOf(stream), 1);
          reject(new CommandFailure('cancelled', 'docker', 'It was cancelled.'));
        });
        streams.push(stream);
      });
    },
  };
  return { answers, runner, streams, listened, calls: fake.calls };
}

function watch(runner: Runner, onSnapshot?: (snapshot: Snapshot) => void) {
  const proc = { list: () => [], read: () => undefined };
  const survey = new Survey(runner, {
    engines: ['docker'],
    proc,
    readText: () => Promise.resolve(undefined),
  });
  const snapshots: { readonly at: number; readonly snapshot: Snapshot }[] = [];
  const errors: unknown[] = [];
  const controller = new AbortController();
  const done = watchSandboxes(
    survey,
    runner,
    {
      interval: 100_000,
      onSnapshot: (snapshot) => {
        snapshots.push({ at: performance.now(), snapshot });
        onSnapshot?.(snapshot);
      },
      onError: (error) => errors.push(error),
    },
    controller.signal,
  );
  return {
    snapshots,
    errors,
    problem: () => snapshots.at(-1)?.snapshot.states[0]?.problem?.kind,
    end: async () => {
      controller.abort();
      await done;
    },
  };
}

const until = async (what: () => boolean, limit = 5_000) => {
  const began = performance.now();
  while (!what()) {
    assert.ok(performance.now() - began < limit, 'too late');
    await wait(10);
  }
};

describe('A watch over sandboxes', () => {
  it('refreshes three times a second at most, and once more after the last event', async () => {
    const { runner, streams, calls } = daemon();
    const view = watch(runner);
    await until(() => streams.length === 1 && view.snapshots.length >= 2, 3_000); // The look after a second
    const before = view.snapshots.length;
    const began = performance.now();
    for (let at = 0; at < 500; at++) {
      streams[0]?.write(event(at % 2 === 0 ? 'start' : 'die'));
      if (at % 10 === 9) await wait(20);
    }
    const seconds = (performance.now() - began) / 1_000;
    const last = performance.now();
    await wait(800);
    const times = view.snapshots.slice(before).map(({ at }) => at);
    assert.ok(times.length >= 2 && times.length <= 3 * (seconds + 1), `${times.length} in ${seconds} s`);
    for (const [at, time] of times.entries()) assert.ok(at < 3 || time - (times[at - 3] ?? 0) > 999);
    assert.ok((times.at(-1) ?? 0) > last - 50, 'what came last is shown');
    // One ps and one inspect for each, and nobody asks when nothing happens
    const asked = (word: string) => calls.filter((line) => line.includes(` ${word} `)).length;
    assert.equal(asked('ps'), view.snapshots.length);
    assert.equal(asked('inspect'), view.snapshots.length);
    await view.end();
  });

  it('does not care for what changes nothing that is shown', async () => {
    const { runner, streams } = daemon();
    const view = watch(runner);
    await until(() => view.snapshots.length >= 2, 3_000);
    await wait(400);
    const { length } = view.snapshots;
    for (const action of [
      'exec_create: ls',
      'exec_start: ls',
      'exec_die',
      'health_status: healthy',
      'top',
      'resize',
    ])
      streams[0]?.write(event(action));
    streams[0]?.write('no event at all');
    await wait(500);
    assert.equal(view.snapshots.length, length);
    streams[0]?.write(event('rename'));
    await until(() => view.snapshots.length === length + 1);
    await view.end();
  });

  it('asks for runtimes anew when a daemon has read its configuration again', async () => {
    const { runner, streams, calls } = daemon();
    const view = watch(runner);
    const infos = () => calls.filter((line) => line.includes(' info ')).length;
    await until(() => streams.length === 1 && infos() === 1);
    streams[0]?.write(event('reload', 'daemon'));
    await until(() => infos() === 2);
    await view.end();
  });

  it('follows a daemon that comes back', async function () {
    this.timeout(20_000);
    const { runner, streams, answers, listened } = daemon();
    const view = watch(runner);
    await until(() => view.snapshots.length >= 1 && streams.length === 1);
    const ps = answers['docker --context default ps *'] ?? '';
    answers['docker --context default ps *'] = away;
    streams[0]?.fail();
    await until(() => view.problem() === 'unreachable');
    assert.equal(view.snapshots.at(-1)?.snapshot.sandboxes.length, 1);
    await until(() => listened.times >= 3, 6_000);
    answers['docker --context default ps *'] = ps;
    await until(() => view.problem() === undefined && streams.length === 1, 5_000);
    const { length } = view.snapshots;
    await wait(1_500);
    streams[0]?.write(event('start'));
    await until(() => view.snapshots.length > length);
    await view.end();
    assert.deepEqual(view.errors, []);
  });

  it('leaves nothing when it is ended, whatever it was doing', async () => {
    for (const delay of [0, 1, 30, 400]) {
      const { runner, streams, calls, listened } = daemon();
      const view = watch(runner);
      await wait(delay);
      await view.end();
      assert.deepEqual(streams, []);
      const before = [calls.length, listened.times, view.snapshots.length];
      await wait(30);
      assert.deepEqual([calls.length, listened.times, view.snapshots.length], before);
      assert.deepEqual(view.errors, []);
    }
  });

  it('tells what goes wrong in itself, and goes on', async () => {
    const { runner, streams } = daemon();
    let broken = true;
    const view = watch(runner, () => {
      if (broken) throw new Error('The view is broken.');
    });
    await until(() => view.errors.length === 1 && streams.length === 1);
    assert.match(String(view.errors[0]), /The view is broken/);
    broken = false;
    const { length } = view.snapshots;
    streams[0]?.write(event('start'));
    await until(() => view.snapshots.length > length);
    await view.end();
  });

  it('has nothing to show until somebody has answered', async () => {
    const { runner, answers } = daemon();
    answers['docker --context default ps *'] = () => wait(2_500, '');
    const view = watch(runner);
    await wait(2_200);
    assert.equal(view.snapshots.length, 0);
    await until(() => view.snapshots.length === 1, 2_000);
    await view.end();
  });

  it('does not listen to a program that is not there', async () => {
    const missing: Runner = fakeRunner({});
    const view = watch(missing);
    await until(() => view.snapshots.length === 1);
    assert.deepEqual(view.snapshots[0]?.snapshot.states, []);
    await view.end();
    assert.deepEqual(view.errors, []);
  });
});
