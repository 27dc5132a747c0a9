import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  carryOut,
  diskFiles,
  planDefault,
  planUse,
  proveIsolation,
  type Place,
} from '../../src/devcontainer';
import { createRunner } from '../../src/engines';
import { createHostReader } from '../../src/host';
import { devContainer, projects } from '../support/devcontainer';
import { describeDocker, engineFolder } from '../support/docker';

describeDocker('The switch of a dev container to kata and back', (docker) => {
  const project = projects();
  const runner = createRunner({ environment: { ...process.env, ...docker.environment } });
  const host = createHostReader(runner);
  const path = '.devcontainer/devcontainer.json';

  /** The runtime that the Dev Container CLI starts a folder with, and what its isolation really is. */
  const start = async (folder: string): Promise<{ runtime: string; proof: string }> => {
    const { exitCode, result, stderr } = await devContainer(docker, [
      'up',
      '--workspace-folder',
      folder,
      '--remove-existing-container',
    ]);
    assert.equal(exitCode, 0, stderr);
    const id = String(result.containerId);
    const inspected = (await docker.inspect(id)) as { readonly HostConfig: { readonly Runtime: string } };
    return {
      runtime: inspected.HostConfig.Runtime,
      proof: (await proveIsolation(id, { runner, host })).text,
    };
  };

  const inKata = { runtime: 'kata', proof: 'NOT in a VM: kata is runc here.' };
  const inRunc = { runtime: 'runc', proof: 'NOT in a VM: it runs in runc.' };

  const roundTrip = async (files: Readonly<Record<string, string>>): Promise<void> => {
    const folder = project(files);
    const config = join(folder, path);
    const place: Place = {
      files: diskFiles,
      stateFolder: join(engineFolder(), 'switch-state'),
      environment: {},
      workspaceFolder: folder,
    };
    assert.deepEqual(await start(folder), inRunc);
    await carryOut(await planUse(config, { runtime: 'kata' }, place), diskFiles);
    assert.deepEqual(await start(folder), inKata);
    await carryOut(await planDefault(config, place), diskFiles);
    for (const [name, text] of Object.entries(files))
      assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
    assert.equal(existsSync(join(folder, '.devcontainer/docker-compose.kata.yml')), false);
    assert.deepEqual(await start(folder), inRunc);
  };

  const dockerfile = `FROM ${docker.image}\nRUN echo built > /built\n`;
  const compose = `version: '2.4'\nservices:\n  app:\n    image: ${docker.image}\n    command: sleep 1d\n`;

  it('takes an image there and back', async () => {
    await roundTrip({
      [path]: `{\n  // of the team\n  "image": "${docker.image}",\n  "runArgs": ["--init"],\n}\n`,
    });
  });

  it('takes a Dockerfile there and back', async () => {
    await roundTrip({
      [path]: '{\r\n\t"build": { "dockerfile": "Dockerfile" }, // ours\r\n}\r\n',
      '.devcontainer/Dockerfile': dockerfile,
    });
  });

  it('takes a service of Compose there and back', async function () {
    this.timeout(120_000);
    await roundTrip({
      [path]: '{ "dockerComposeFile": "../compose.yaml", "service": "app" }\n',
      'compose.yaml': compose,
    });
  });
});
