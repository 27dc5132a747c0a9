import assert from 'node:assert/strict';
import { gatherEngineFacts, preflight, proveIsolation } from '../../src/devcontainer';
import { createRunner, type DockerContainer } from '../../src/engines';
import { createHostReader } from '../../src/host';
import { describeDocker } from '../support/docker';

describeDocker('A dev container on a Docker whose kata is runc', (docker) => {
  const runner = createRunner({ environment: { ...process.env, ...docker.environment } });
  const host = createHostReader(runner);
  const start = async (name: string, runtime: string, ...labels: readonly string[]): Promise<string> => {
    const more = labels.flatMap((label) => ['-l', label]);
    return docker.docker([
      'run',
      '-d',
      `--name=${name}`,
      `--runtime=${runtime}`,
      ...more,
      docker.image,
      'sleep',
      '1d',
    ]);
  };
  /** `id: says weight`, what says something. */
  const told = ({ evidence }: Awaited<ReturnType<typeof proveIsolation>>): readonly string[] =>
    evidence
      .filter(({ says }) => says !== 'unknown')
      .map((each) => `${each.id}: ${each.says} ${each.weight}`);

  it('is proved not to be in a VM', async () => {
    const id = await start('proof', 'kata');
    for (const subject of [id, 'proof']) {
      const proof = await proveIsolation(subject, { runner, host });
      assert.equal(proof.text, 'NOT in a VM: kata is runc here.', JSON.stringify(proof, null, 1));
      assert.equal(proof.runtime, 'kata');
      for (const line of [
        'shim: not-vm decisive',
        'process: not-vm decisive',
        'boot-id: not-vm decisive',
        'kernel: not-vm weak',
        'root-file-system: not-vm strong',
      ])
        assert.ok(told(proof).includes(line), `${line} of ${told(proof).join(', ')}`);
    }
  });

  it('is proved not to be in one where the host is out of sight', async () => {
    const id = await start('unseen', 'kata');
    const proof = await proveIsolation(id, { runner });
    assert.equal(proof.text, 'NOT in a VM: kata is runc here.');
    assert.ok(told(proof).includes('root-file-system: not-vm strong'), told(proof).join(', '));
  });

  if (docker.takesShims)
    it('is proved not to be in one behind a shim that is called after Kata', async () => {
      const proof = await proveIsolation(await start('disguised', 'io.containerd.kata.v2'), { runner, host });
      assert.equal(proof.verdict, 'not-vm', proof.text);
      assert.ok(told(proof).includes('shim: vm strong'), told(proof).join(', '));
      assert.ok(told(proof).includes('process: not-vm decisive'), told(proof).join(', '));
    });

  it('can not be proved when it is paused or gone', async () => {
    const id = await start('paused', 'kata');
    await docker.docker(['pause', id]);
    assert.match((await proveIsolation(id, { runner, host })).text, /^Cannot tell: .*paused/);
    await docker.docker(['rm', '-f', id]);
    assert.equal(
      (await proveIsolation(id, { runner, host })).text,
      'Cannot tell: there is no such container.',
    );
  });

  it('is proved by its host alone where nothing in it can be run', async () => {
    // As in an image of nothing but one program
    const id = await start('bare', 'kata');
    await docker.docker(['exec', id, 'rm', '/bin/grep']);
    const proof = await proveIsolation(id, { runner });
    assert.equal(proof.text, 'Cannot tell: The container has no program `grep` to look into it with.');
    assert.equal((await proveIsolation(id, { runner, host })).verdict, 'not-vm');
  });

  describe('before it is switched', () => {
    const config = { path: '/p/.devcontainer/devcontainer.json', text: '{ "image": "a" }' };
    const owner = { folder: '/p', config: config.path };
    const problems = async (runtime: string): Promise<readonly string[]> => {
      const engine = await gatherEngineFacts(host, runtime, owner);
      return preflight({ engine, runtime, config }).map(
        ({ id, blocks, message }) => `${id}${blocks ? ' *' : ''}: ${message}`,
      );
    };
    const has = (lines: readonly string[], start: string): void => {
      assert.ok(
        lines.some((line) => line.startsWith(start)),
        `${start} is not in:\n${lines.join('\n')}`,
      );
    };

    it('is warned of runc in disguise', async () => {
      has(
        await problems('kata'),
        'runtime-not-kata *: The runtime is called kata, but its containers run in runc',
      );
    });
    it('is warned of a runtime that is not there', async () => {
      has(await problems('kata-fc'), 'runtime-not-registered *: ');
    });
    it('is warned of the container that a rebuild deletes', async () => {
      const labels = [
        `devcontainer.local_folder=${owner.folder}`,
        `devcontainer.config_file=${owner.config}`,
      ];
      const id = await start('former', 'runc', ...labels);
      has(await problems('kata'), `existing-container: The container former (${id.slice(0, 12)}, running)`);
      assert.ok(!(await problems('runc')).some((line) => line.startsWith('existing-container')));
    });
    if (!docker.takesShims)
      it('is warned of a Docker that ignores runtimeType or knows no shims', async () => {
        has(await problems('io.containerd.kata.v2'), 'runtime-not-registered *: ');
      });
    it('is warned of a Docker that does not answer', async () => {
      const environment = { ...process.env, ...docker.environment, DOCKER_HOST: `${docker.host}.gone` };
      const gone = createHostReader(createRunner({ environment }));
      const engine = await gatherEngineFacts(gone, 'kata', owner);
      const [first] = preflight({ engine, runtime: 'kata', config });
      assert.equal(first?.id, 'engine-unreachable');
    });
  });

  it('is recognised by its labels', async () => {
    const id = await start(
      'mine',
      'kata',
      'devcontainer.local_folder=/q',
      'devcontainer.config_file=/q/d.json',
    );
    const { containers } = await gatherEngineFacts(host, 'kata', { folder: '/q', config: '/q/d.json' });
    assert.deepEqual(
      containers.map((container: DockerContainer) => [container.id, container.runtime]),
      [[id, 'kata']],
    );
  });
});
