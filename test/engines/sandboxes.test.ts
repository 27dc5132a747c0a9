import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createRunner, type Command, type Runner } from '../../src/engines';
import { Survey, watchSandboxes, type Sandbox, type Snapshot, type SurveyOptions } from '../../src/sandboxes';
import {
  describeContainerd,
  describeDocker,
  startDocker,
  type ContainerdUnderTest,
  type DockerUnderTest,
} from '../support/docker';

/** A runner that notes what it was asked. */
function counting(environment: Readonly<Record<string, string>>): Runner & { readonly calls: string[] } {
  const runner = createRunner({ environment: { ...process.env, ...environment } });
  const calls: string[] = [];
  const note = ({ command, args }: Omit<Command<unknown>, 'parse'>) =>
    calls.push([command, ...args].join(' '));
  return {
    calls,
    run: (command, signal) => {
      note(command);
      return runner.run(command, signal);
    },
    lines: (command, onLine, signal, onErrorLine) => {
      note(command);
      return runner.lines(command, onLine, signal, onErrorLine);
    },
  };
}

const never = new AbortController().signal;
const dockerOnly = (docker: DockerUnderTest): SurveyOptions => ({
  engines: ['docker'],
  readText: (path) =>
    Promise.resolve(path === '/etc/docker/daemon.json' ? readFileSync(docker.configFile, 'utf8') : undefined),
});

const list = async (docker: DockerUnderTest): Promise<ReadonlyMap<string, Sandbox>> => {
  const { sandboxes } = await new Survey(counting(docker.environment), dockerOnly(docker)).refresh(never);
  return new Map(sandboxes.map((sandbox) => [sandbox.name, sandbox]));
};

/** Asks the daemon itself: a program for each question would take longer than the question. */
function post({ host }: DockerUnderTest, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: new URL(host).pathname, path, method: 'POST' }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    asked.once('error', reject).end();
  });
}

/** Command lines of the processes that this one has started and that still run. */
function children(): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) !== process.pid || state === 'Z') return [];
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return []; // No process, or it has ended
    }
  });
}

/** Watches until the test is over. */
function watching(survey: Survey, runner: Runner) {
  const controller = new AbortController();
  const snapshots: { readonly at: number; readonly snapshot: Snapshot }[] = [];
  const errors: unknown[] = [];
  const done = watchSandboxes(
    survey,
    runner,
    {
      interval: 60_000,
      onSnapshot: (snapshot) => snapshots.push({ at: performance.now(), snapshot }),
      onError: (error) => errors.push(error),
    },
    controller.signal,
  );
  return {
    snapshots,
    errors,
    latest: () => snapshots.at(-1)?.snapshot,
    until: async (what: (snapshot: Snapshot) => boolean, limit: number) => {
      const began = performance.now();
      for (;;) {
        const latest = snapshots.at(-1)?.snapshot;
        if (latest && what(latest)) return performance.now() - began;
        assert.ok(
          performance.now() - began < limit,
          `not within ${limit} ms: ${JSON.stringify(latest?.states)}`,
        );
        await wait(20);
      }
    },
    end: async () => {
      controller.abort();
      await done;
      // A program is asked to end, and ended half a second later
      const began = performance.now();
      while (children().some((line) => /\b(?:docker|ctr)\b.*events|docker .*(?:ps|inspect)/.test(line))) {
        assert.ok(performance.now() - began < 2_000, children().join('\n'));
        await wait(50);
      }
    },
  };
}

const named = (snapshot: Snapshot, name: string) =>
  snapshot.sandboxes.find((sandbox) => sandbox.name === name);

describeDocker('Sandboxes of Docker', (docker) => {
  const run = (name: string, runtime: string, ...more: readonly string[]) =>
    docker.docker([
      'run',
      '-d',
      `--name=${name}`,
      `--runtime=${runtime}`,
      ...more,
      docker.image,
      'sleep',
      '1d',
    ]);

  it('are listed in all states, and none that runs under runc is a VM', async () => {
    await run('s-running', 'kata');
    await run('s-paused', 'kata-qemu');
    await docker.docker(['pause', 's-paused']);
    await docker.docker(['create', '--name=s-created', '--runtime=kata', docker.image]);
    await docker.docker(['run', '--name=s-exited', '--runtime=kata', docker.image, 'true']);
    const args = [
      'run',
      '-d',
      '--name=s-restarting',
      '--runtime=kata',
      '--restart=always',
      docker.image,
      'false',
    ];
    await docker.docker(args);
    await run('s-runc', 'runc');
    let found = await list(docker);
    // Its process lives for a moment between two pauses that grow
    for (let tries = 0; tries < 50 && found.get('s-restarting')?.state !== 'restarting'; tries++) {
      await wait(100);
      found = await list(docker);
    }
    await docker.docker(['rm', '-f', 's-restarting']);
    assert.deepEqual(
      [...found.values()]
        .map(({ name, state, runtime, isolation, hypervisor }) =>
          [name, state, runtime.name, runtime.claim, isolation.verdict, hypervisor ?? '-'].join(' '),
        )
        .sort(),
      [
        's-created created kata kata not-vm -',
        's-exited stopped kata kata not-vm -',
        's-paused paused kata-qemu kata not-vm -',
        's-restarting restarting kata kata not-vm -',
        's-runc running runc other not-vm -',
        's-running running kata kata not-vm -',
      ],
    );
    assert.match(
      found.get('s-running')?.isolation.reason ?? '',
      /^Its own process runs on this host \(\d+, sleep\): it shares the host's kernel\.$/,
    );
    assert.match(found.get('s-created')?.isolation.reason ?? '', /runc/);
  });

  it('have any name and any label', async () => {
    const name = `n${'o'.repeat(199)}`;
    const labels = {
      'com.docker.compose.project': 'shop, "the" \u{1F6D2}\u202E',
      'com.docker.compose.service': 'web=1,2',
      'devcontainer.local_folder': '/home/u/pro ject, "x"',
      'a.b': 'x'.repeat(100_000),
    };
    await run(name, 'kata', ...Object.entries(labels).map(([key, value]) => `--label=${key}=${value}`));
    const found = (await list(docker)).get(name);
    assert.deepEqual(found?.group, { kind: 'compose', name: labels['com.docker.compose.project'] });
    assert.equal(found.devContainerFolder, labels['devcontainer.local_folder']);
    assert.ok(JSON.stringify(found).length < 3_000);
  });

  if (docker.takesShims)
    it('under a shim that only has the name of Kata are none', async () => {
      await run('s-shim', 'io.containerd.kata.v2');
      const found = (await list(docker)).get('s-shim');
      assert.deepEqual(
        [found?.runtime.claim, found?.isolation.verdict, found?.shim?.program],
        ['kata', 'not-vm', found?.shim?.program],
      );
      assert.match(found?.shim?.program ?? '', /containerd-shim-kata-v2$/);
    });

  it('cost one ps and one inspect each time', async () => {
    const runner = counting(docker.environment);
    const survey = new Survey(runner, dockerOnly(docker));
    await survey.refresh(never);
    runner.calls.length = 0;
    const { sandboxes } = await survey.refresh(never);
    assert.ok(sandboxes.length > 3);
    assert.deepEqual(
      runner.calls.map((line) => line.replace(/ -- .*/, ' --')),
      [
        'docker --context default ps --all --quiet --no-trunc',
        'docker --context default inspect --type container --',
      ],
    );
  });

  it('are refreshed three times a second at most, whatever happens, and nothing is left of the watch', async () => {
    await run('s-storm', 'kata');
    const runner = counting(docker.environment);
    const watch = watching(new Survey(runner, dockerOnly(docker)), runner);
    try {
      await watch.until((snapshot) => named(snapshot, 's-storm')?.state === 'running', 10_000);
      await wait(1_500); // The look after the stream of events has begun
      const before = watch.snapshots.length;
      const began = performance.now();
      let events = 0;
      const storm = async (action: string, count: number) => {
        assert.equal(await post(docker, `/containers/s-storm/${action}`), 204, action);
        events += count;
      };
      // Starts and stops take their time; names change as fast as events can be
      for (let round = 0; round < 5; round++) {
        await storm('kill', 2);
        await storm('start', 1);
      }
      while (events < 500) {
        await storm('rename?name=s-storm-2', 1);
        assert.equal(await post(docker, '/containers/s-storm-2/rename?name=s-storm'), 204);
        events += 1;
      }
      const seconds = (performance.now() - began) / 1_000;
      await docker.docker(['stop', '-t', '0', 's-storm']);
      await watch.until((snapshot) => named(snapshot, 's-storm')?.state === 'stopped', 5_000);
      const { snapshots } = watch;
      const refreshes = snapshots.length - before;
      assert.ok(refreshes >= 2 && refreshes <= 3 * (seconds + 2), `${refreshes} refreshes in ${seconds} s`);
      for (const [at, { at: time }] of snapshots.entries())
        assert.ok(at < 3 || time - (snapshots[at - 3]?.at ?? 0) > 999, 'four within a second');
    } finally {
      await watch.end();
    }
    assert.deepEqual(watch.errors, []);
  });
});

describeDocker('Sandboxes of a Docker that comes and goes', () => {
  it('stay while it is away, and are followed again within five seconds', async function () {
    this.timeout(120_000);
    const docker = await startDocker({
      config: { 'live-restore': true, runtimes: { 'kata-broken': { path: '/nonexistent/kata-runtime' } } },
    });
    const runner = counting(docker.environment);
    const watch = watching(new Survey(runner, dockerOnly(docker)), runner);
    try {
      await docker.reload({
        runtimes: { kata: { path: '/usr/sbin/runc' }, 'kata-broken': { path: '/nonexistent/kata-runtime' } },
      });
      await docker.docker(['run', '-d', '--name=kept', '--runtime=kata', docker.image, 'sleep', '1d']);
      await assert.rejects(
        docker.docker(['run', '-d', '--name=failed', '--runtime=kata-broken', docker.image, 'true']),
      );
      await watch.until((snapshot) => named(snapshot, 'failed') !== undefined, 5_000);
      await docker.kill();
      await watch.until(({ states }) => states[0]?.problem?.kind === 'unreachable', 5_000);
      const away = watch.latest();
      assert.ok(away);
      assert.equal(named(away, 'kept')?.state, 'running', 'stale data stays');
      const failed = named(away, 'failed');
      assert.equal(failed?.state, 'created');
      assert.match(failed.error ?? '', /nonexistent\/kata-runtime/);

      await docker.start();
      const recovered = await watch.until(({ states }) => states[0]?.problem === undefined, 5_000);
      // Events are followed again, too
      await docker.docker(['run', '-d', '--name=new', '--runtime=kata', docker.image, 'sleep', '1d']);
      await watch.until((snapshot) => named(snapshot, 'new')?.state === 'running', 5_000 - recovered);
      const latest = watch.latest();
      assert.ok(latest);
      assert.equal(named(latest, 'kept')?.state, 'running');
      assert.equal(named(latest, 'kept')?.isolation.verdict, 'not-vm');
    } finally {
      await watch.end();
      await docker.stop();
    }
    assert.deepEqual(watch.errors, []);
  });
});

describeContainerd('Sandboxes of containerd', (containerd) => {
  const survey = (engine: ContainerdUnderTest) =>
    new Survey(counting(engine.environment), {
      engines: ['containerd'],
      readText: () => Promise.resolve(undefined),
      containerd: engine.address,
    });
  const kata = (namespace: string, id: string, ...labels: readonly string[]) =>
    containerd.ctr(
      [
        ...['run', '-d', '--runtime', 'io.containerd.kata.v2'],
        ...labels.flatMap((label) => ['--label', label]),
        ...[containerd.image, id, 'sleep', '1d'],
      ],
      { namespace },
    );

  it('are no VMs where the shim only has the name of Kata', async () => {
    await kata('default', 'sb-named');
    await containerd.ctr([
      'containers',
      'create',
      '--runtime',
      'io.containerd.kata.v2',
      containerd.image,
      'sb-made',
    ]);
    const { sandboxes, states } = await survey(containerd).refresh(never);
    const own = sandboxes.filter(({ name }) => name.startsWith('sb-'));
    assert.deepEqual(
      own.map(({ name, state, source, isolation, runtime }) => [
        name,
        state,
        source.name,
        isolation.verdict,
        runtime.claim,
      ]),
      [
        ['sb-made', 'created', 'default', 'unknown', 'kata'],
        ['sb-named', 'running', 'default', 'not-vm', 'kata'],
      ],
    );
    assert.match(own[1]?.shim?.program ?? '', /containerd-shim-kata-v2$/);
    assert.deepEqual(states, [{ source: { kind: 'containerd', local: true } }]);
  });

  it('of Kubernetes are pods with their containers', async () => {
    const pod = [
      'io.kubernetes.pod.name=web',
      'io.kubernetes.pod.namespace=shop',
      'io.kubernetes.pod.uid=u-1',
    ];
    const id = 'ab'.repeat(32);
    await kata('k8s.io', id, 'io.cri-containerd.kind=sandbox', ...pod);
    await kata(
      'k8s.io',
      'cd'.repeat(32),
      'io.cri-containerd.kind=container',
      'io.kubernetes.container.name=app',
      ...pod,
    );
    const { sandboxes } = await survey(containerd).refresh(never);
    const found = sandboxes.find((sandbox) => sandbox.id === id);
    assert.deepEqual(
      [found?.name, found?.state, found?.group, found?.containers, found?.isolation.verdict],
      [
        'web',
        'running',
        { kind: 'namespace', name: 'shop' },
        [{ id: 'cd'.repeat(32), name: 'app', state: 'running' }],
        'not-vm',
      ],
    );
  });

  it('are seen as processes where nobody lists them', async () => {
    const alone = new Survey(counting({}), { engines: [], readText: () => Promise.resolve(undefined) });
    const { sandboxes, processesComplete } = await alone.refresh(never);
    const found = sandboxes.find(({ id }) => id === 'ab'.repeat(32));
    assert.deepEqual(
      [found?.source, found?.isolation.verdict, processesComplete],
      [{ kind: 'processes', name: 'k8s.io', local: true }, 'not-vm', true],
    );
    assert.match(found?.isolation.reason ?? '', /^Its shim started process \d+ on this host/);
  });
});
