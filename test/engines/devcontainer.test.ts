import assert from 'node:assert/strict';
import { devContainer, projects } from '../support/devcontainer';
import { describeDocker } from '../support/docker';

describeDocker('the Dev Container CLI', (docker) => {
  const project = projects();
  const configuration = (value: object) => ({ '.devcontainer/devcontainer.json': JSON.stringify(value) });
  const up = async (folder: string, ...more: string[]) => {
    const { exitCode, result, stderr } = await devContainer(docker, [
      'up',
      '--workspace-folder',
      folder,
      ...more,
    ]);
    assert.equal(exitCode, 0, stderr);
    return String(result.containerId);
  };
  const runtime = async (id: string) =>
    ((await docker.inspect(id)) as { readonly HostConfig: { readonly Runtime: string } }).HostConfig.Runtime;

  it('starts an image under kata', async () => {
    const folder = project(configuration({ image: docker.image, runArgs: ['--runtime=kata'] }));
    assert.equal(await runtime(await up(folder)), 'kata');
  });

  it('starts a Dockerfile under kata, for a user with the number of the own one', async () => {
    const folder = project({
      ...configuration({
        build: { dockerfile: 'Dockerfile' },
        runArgs: ['--runtime', 'kata'],
        remoteUser: 'dev',
      }),
      '.devcontainer/Dockerfile': `FROM ${docker.image}\nRUN echo built > /built\n`,
    });
    const id = await up(folder);
    assert.equal(await runtime(id), 'kata');
    assert.equal(await docker.docker(['exec', id, 'cat', '/built']), 'built');
  });

  it('starts a service of Compose under kata', async () => {
    const service = `image: ${docker.image}\n    command: sleep 1d\n    runtime: kata`;
    const folder = project({
      ...configuration({ dockerComposeFile: 'compose.yaml', service: 'app' }),
      '.devcontainer/compose.yaml': `version: '2.4'\nservices:\n  app:\n    ${service}\n`,
    });
    assert.equal(await runtime(await up(folder)), 'kata');
  });

  it('fails for a runtime that Docker does not have', async () => {
    const folder = project(configuration({ image: docker.image, runArgs: ['--runtime=kata-none'] }));
    const { exitCode, result, stderr } = await devContainer(docker, ['up', '--workspace-folder', folder]);
    assert.equal(exitCode, 1);
    assert.equal(result.outcome, 'error');
    assert.match(stderr, /runtime.*kata-none/);
  });
});
