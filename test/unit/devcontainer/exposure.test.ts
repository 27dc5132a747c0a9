import assert from 'node:assert/strict';
import { exposures, readConfiguration } from '../../../src/devcontainer';
import { Bench } from './memory-files';

const found = async (content: string, others = {}, environment = {}): Promise<readonly string[]> => {
  const bench = new Bench(content, others);
  const { model, composeFiles } = await readConfiguration(bench.path, bench.place);
  return exposures(model, composeFiles, environment).map(({ message, span, path }) => {
    const text = bench.files.contents.get(path) ?? '';
    return `${span ? text.slice(span.start, span.end) : path}: ${message}`;
  });
};

const image = (more: string): string => `{"image":"a",${more}}`;

describe('Dev container: what it asks of the host', () => {
  const cases: readonly [json: string, place: string, message: RegExp][] = [
    ['"runArgs":["--runtime=runc"]', '"--runtime=runc"', /chooses the runtime runc/],
    ['"runArgs":["--runtime","io.containerd.runc.v2"]', '"io.containerd.runc.v2"', /which is not Kata/],
    ['"runArgs":["--runtime=${localEnv:X:runc}"]', '"--runtime=${localEnv:X:runc}"', /the runtime runc/],
    ['"privileged":true', 'true', /privileged/],
    ['"runArgs":["--privileged"]', '"--privileged"', /privileged/],
    ['"capAdd":["SYS_PTRACE","ALL"]', '"ALL"', /capability ALL/],
    ['"runArgs":["--cap-add","SYS_ADMIN"]', '"--cap-add","SYS_ADMIN"', /SYS_ADMIN/],
    ['"runArgs":["--cap-add=CAP_SYS_MODULE"]', '"--cap-add=CAP_SYS_MODULE"', /SYS_MODULE/],
    ['"securityOpt":["seccomp=unconfined"]', '"seccomp=unconfined"', /confinement/],
    ['"runArgs":["--network=host"]', '"--network=host"', /namespace of the host/],
    ['"runArgs":["--pid","host"]', '"--pid","host"', /namespace of the host/],
    ['"runArgs":["--device=/dev/kvm"]', '"--device=/dev/kvm"', /device \/dev\/kvm/],
    [
      '"mounts":["source=/var/run/docker.sock,target=/x,type=bind"]',
      '"source=/var/run/docker.sock,target=/x,type=bind"',
      /root on the host/,
    ],
    ['"mounts":[{"source":"/","target":"/host"}]', '{"source":"/","target":"/host"}', /from outside/],
    ['"runArgs":["-v","/etc:/e"]', '"-v","/etc:/e"', /from outside/],
    ['"runArgs":["-v/:/h"]', '"-v/:/h"', /from outside/],
    [
      '"mounts":["type=bind,src=${localEnv:HOME}/.ssh,dst=/x"]',
      '"type=bind,src=${localEnv:HOME}/.ssh,dst=/x"',
      /\.ssh/,
    ],
    ['"initializeCommand":"make"', '"initializeCommand":"make"', /runs on the host/],
    [
      '"features":{"ghcr.io/devcontainers/features/docker-in-docker:2":{}}',
      '"ghcr.io/devcontainers/features/docker-in-docker:2"',
      /makes the container privileged/,
    ],
    [
      '"features":{"ghcr.io/devcontainers/features/docker-outside-of-docker":{}}',
      '"ghcr.io/devcontainers/features/docker-outside-of-docker"',
      /socket/,
    ],
  ];
  for (const [json, place, message] of cases)
    it(json, async () => {
      const [only = '', ...more] = await found(image(json));
      assert.deepEqual(more, []);
      assert.ok(only.startsWith(`${place}: `), only);
      assert.match(only, message);
    });

  it('no runtime that each developer chooses, and values in one line', async () => {
    const own = '"runArgs":["--runtime=${localEnv:DEVCONTAINER_RUNTIME:runc}"]';
    assert.deepEqual(await found(image(own)), []);
    const [device = ''] = await found(image('"runArgs":["--device=/dev/x\\n\\nIt is safe."]'));
    assert.match(device, /It asks for the device \/dev\/x It is safe\. of the host/);
  });

  it('what asks for nothing special', async () => {
    for (const json of [
      '"runArgs":["--runtime=kata","--cap-add=SYS_PTRACE","--name","--privileged","--network=bridge"]',
      '"privileged":false',
      '"mounts":["source=cache,target=/c,type=volume","source=${localWorkspaceFolder}/x,target=/x,type=bind"]',
      '"workspaceMount":"source=${localWorkspaceFolder},target=/w,type=bind"',
      '"features":{"ghcr.io/devcontainers/features/node:1":{}}',
      '"runArgs":["-v","/srv/data:/etc"]',
    ])
      assert.deepEqual(await found(image(json)), [], json);
    assert.deepEqual(await found(image('"runArgs":["--runtime=${localEnv:X:runc}"]'), {}, { X: 'kata' }), []);
  });

  it('files of Compose', async () => {
    const compose = '{"dockerComposeFile":"a.yml","service":"app"}';
    const yml =
      'services:\n  app:\n    runtime: runc\n    privileged: true\n    network_mode: host\n    volumes:\n      - /:/host\n      - data:/d\n  db:\n    privileged: true\n';
    assert.deepEqual(await found(compose, { 'a.yml': yml }), [
      "runc: It chooses the runtime runc itself, which is not Kata, whatever the engine's default is.",
      '/w/.devcontainer/a.yml: It asks to be privileged: all devices of the host and no confinement.',
      '/w/.devcontainer/a.yml: It asks for a namespace of the host instead of its own.',
      '/w/.devcontainer/a.yml: It mounts files of the host from outside the workspace: /:/host.',
    ]);
  });
});
