import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeDocker, startDocker } from '../support/docker';

interface Inspected {
  readonly HostConfig: { readonly Runtime: string };
  readonly State: { readonly Pid: number; readonly Status: string };
}

describeDocker('Docker', (docker) => {
  const state = async (name: string) => ((await docker.inspect(name)) as Inspected).State.Status;

  for (const client of docker.clients)
    it(`${docker.version} runs a container under kata for ${client}`, async () => {
      assert.equal(
        await docker.docker(['run', '--rm', '--runtime=kata', docker.image, 'id', '-u'], { client }),
        '0',
      );
    });

  it('says which runtime a container has', async () => {
    for (const runtime of ['kata', 'kata-qemu', 'runc', ...(docker.takesShims ? ['kata-shim'] : [])]) {
      await docker.docker([
        'run',
        '-d',
        `--name=under-${runtime}`,
        `--runtime=${runtime}`,
        docker.image,
        'sleep',
        '1d',
      ]);
      const { HostConfig, State } = (await docker.inspect(`under-${runtime}`)) as Inspected;
      assert.deepEqual([HostConfig.Runtime, State.Status], [runtime, 'running']);
    }
  });

  it('refuses a runtime that it does not have', async () => {
    await assert.rejects(
      docker.docker(['run', '--rm', '--runtime=nope', docker.image, 'true']),
      docker.major < 23 ? /Unknown runtime specified nope/ : /unknown or invalid runtime name: nope/,
    );
  });

  if (docker.takesShims)
    it('runs the shim that stands in for that of Kata', async () => {
      await docker.docker([
        'run',
        '-d',
        '--name=shim',
        '--runtime=io.containerd.kata.v2',
        docker.image,
        'sleep',
        '1d',
      ]);
      const { State } = (await docker.inspect('shim')) as Inspected;
      const parent = /\nPPid:\s*(\d+)/.exec(readFileSync(`/proc/${State.Pid}/status`, 'utf8'))?.[1] ?? '';
      assert.match(readFileSync(`/proc/${parent}/cmdline`, 'utf8'), /\/shim\/containerd-shim-kata-v2\0/);
    });

  it('comes back with its containers after it was killed', async () => {
    await docker.docker(['run', '-d', '--name=victim', '--runtime=kata', docker.image, 'sleep', '1d']);
    await docker.kill();
    assert.equal(docker.pid, undefined);
    await assert.rejects(docker.docker(['ps']), /Cannot connect to the Docker daemon/);
    await docker.start();
    assert.equal(await state('victim'), 'exited');
  });
});

describeDocker('a Docker of a test of its own', (shared) => {
  it('has settings of its own, and takes others while it runs', async () => {
    const docker = await startDocker({ config: { 'live-restore': true } });
    try {
      assert.notEqual(docker.host, shared.host);
      await docker.docker(['run', '-d', '--name=survivor', '--runtime=kata', docker.image, 'sleep', '1d']);
      await docker.restart();
      assert.equal(((await docker.inspect('survivor')) as Inspected).State.Status, 'running');

      const runtimes = async () =>
        Object.keys(JSON.parse(await docker.docker(['info', '--format', '{{json .Runtimes}}'])) as object);
      assert.equal((await runtimes()).includes('kata-clh'), false);
      await docker.reload({ runtimes: { 'kata-clh': { path: '/usr/bin/false' } } });
      assert.equal((await runtimes()).includes('kata-clh'), true);
    } finally {
      await docker.stop();
    }
  });

  it('leaves nothing, whatever state it was in', async () => {
    const docker = await startDocker();
    await docker.docker(['run', '-d', '--runtime=kata', docker.image, 'sleep', '1d']);
    await docker.kill();
    await docker.stop();
    assert.equal(existsSync(docker.folder), false);
    assert.equal(readFileSync('/proc/self/mounts', 'utf8').includes(docker.folder), false);
    const arguments_ = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
      .map((name) => readFileSync(`/proc/${name}/cmdline`, 'utf8'));
    assert.deepEqual(
      arguments_.filter((text) => text.includes(`${docker.folder}/`)),
      [],
    );
    assert.equal(existsSync(dirname(docker.folder)), true);
  });
});
