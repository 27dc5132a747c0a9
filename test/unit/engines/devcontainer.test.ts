import assert from 'node:assert/strict';
import { devContainerUp, upLog, upOutcome } from '../../../src/engines/devcontainer';

describe('Dev Container CLI', () => {
  it('is asked for a folder, a configuration and a new container, with arguments only', () => {
    assert.deepEqual(devContainerUp({ folder: '/w/my project' }, false), {
      command: 'devcontainer',
      args: ['up', '--workspace-folder', '/w/my project', '--log-format', 'json'],
      exitCodes: [0, 1],
    });
    const all = {
      folder: '/w',
      config: '/w/.devcontainer/kata/devcontainer.json',
      dockerPath: '/opt/docker',
    };
    assert.deepEqual(devContainerUp(all, true).args, [
      'up',
      '--workspace-folder',
      '/w',
      '--config',
      '/w/.devcontainer/kata/devcontainer.json',
      '--docker-path',
      '/opt/docker',
      '--remove-existing-container',
      '--log-format',
      'json',
    ]);
  });

  it('says how it ended', () => {
    const id = 'a69fbc273ad67a20f27b7470de948894c059bc3f0352dba40b8d0de033286343';
    assert.deepEqual(
      upOutcome(
        `{"outcome":"success","containerId":"${id}","remoteUser":"root","remoteWorkspaceFolder":"/workspaces/img"}`,
      ),
      { containerId: id, remoteUser: 'root', remoteFolder: '/workspaces/img' },
    );
    assert.deepEqual(
      upOutcome(
        '{"outcome":"error","message":"spawn /nonexistent/docker ENOENT","description":"An error occurred setting up the container."}',
      ),
      { error: 'spawn /nonexistent/docker ENOENT' },
    );
    for (const other of ['', 'Done.', '{"outcome":', '{"outcome":"success","containerId":"--privileged"}'])
      assert.equal(upOutcome(other), undefined, other);
  });

  it('tells what it does, steps apart from what programs print', () => {
    const start = '{"type":"start","level":2,"timestamp":1,"text":"Run: docker -v"}';
    assert.deepEqual(upLog(start), { text: 'Run: docker -v', isStep: true });
    const stop = '{"type":"stop","level":2,"timestamp":2,"text":"Run: docker -v","startTimestamp":1}';
    assert.equal(upLog(stop), undefined);
    const said =
      '{"type":"text","level":2,"timestamp":3,"text":"\\u001b[1m\\u001b[31mCannot connect to the Docker daemon.\\u001b[39m\\u001b[22m\\r\\n"}';
    assert.deepEqual(upLog(said), { text: 'Cannot connect to the Docker daemon.', isStep: false });
    const running = '{"type":"progress","name":"Running postCreateCommand...","status":"running"}';
    assert.deepEqual(upLog(running), { text: 'Running postCreateCommand...', isStep: true });
    const done = '{"type":"progress","name":"Running postCreateCommand...","status":"succeeded"}';
    assert.equal(upLog(done)?.isStep, false);
    assert.deepEqual(upLog('    at sW (file.js:1)'), { text: 'at sW (file.js:1)', isStep: false });
  });
});
