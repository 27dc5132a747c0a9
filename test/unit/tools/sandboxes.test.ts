import assert from 'node:assert/strict';
import { CommandFailure } from '../../../src/engines';
import type { FakeAnswer } from '../../support/fake-runner';
import { FakeToolDesk } from '../../support/tool-desk';

const id = (digit: string) => digit.repeat(64);
const info = JSON.stringify({
  ServerVersion: '28.5.1',
  Runtimes: {
    runc: { path: 'runc' },
    kata: { runtimeType: 'io.containerd.kata.v2' },
    'kata-fake': { path: '/usr/bin/runc' },
  },
});
const container = (name: string, runtime: string, digit: string, more = {}) => ({
  Id: id(digit),
  Name: `/${name}`,
  State: { Status: 'running', Pid: 9 },
  Config: { Image: 'web:1' },
  HostConfig: { Runtime: runtime },
  ...more,
});

/** A Docker with these containers. */
const docker = (...containers: readonly { readonly Id: string }[]): Record<string, FakeAnswer> => ({
  'docker context ls *': JSON.stringify({
    Name: 'default',
    DockerEndpoint: 'unix:///var/run/docker.sock',
    Current: true,
  }),
  'docker --context default info *': info,
  'docker --context default ps *': containers.map(({ Id }) => `${Id}\n`).join(''),
  'docker --context default inspect *': JSON.stringify(containers),
});

interface Listed {
  readonly sandboxes: readonly Readonly<Record<string, unknown>>[];
  readonly sandboxesLeftOut?: number;
  readonly containersWithoutKata?: number;
  readonly engines: readonly Readonly<Record<string, unknown>>[];
  readonly meaning: string;
}
const list = async (answers: Record<string, FakeAnswer>, input = {}): Promise<Listed> =>
  (await new FakeToolDesk(answers).result('kata_list_sandboxes', input)) as unknown as Listed;
/** Those of Docker: other tests may start what looks like Kata's processes. */
const dockers = ({ sandboxes }: Listed) => sandboxes.filter(({ engine }) => engine === 'docker: default');

describe('kata_list_sandboxes', () => {
  const three = docker(
    container('web', 'kata', 'a'),
    container('sham', 'kata-fake', 'b'),
    container('plain', 'runc', 'c'),
  );

  it('lists what is Kata, and what only says so', async () => {
    const listed = await list(three);
    assert.deepEqual(
      dockers(listed).map(({ name, isKata, isolation, runtime, state, image }) => ({
        name,
        isKata,
        isolation,
        runtime,
        state,
        image,
      })),
      [
        {
          name: 'web',
          isKata: true,
          isolation: 'unknown',
          runtime: 'kata',
          state: 'running',
          image: 'web:1',
        },
        {
          name: 'sham',
          isKata: false,
          isolation: 'not-vm',
          runtime: 'kata-fake',
          state: 'running',
          image: 'web:1',
        },
      ],
    );
    assert.equal(listed.containersWithoutKata, 1);
    assert.deepEqual(listed.engines, [{ engine: 'docker: default', answered: true }]);
    assert.match(listed.meaning, /only attestation proves/);
    const [web, sham] = dockers(listed);
    assert.equal(typeof web?.because, 'string');
    assert.match(String(sham?.runtimeReallyIs), /runc/);
  });

  it('lists the others where they are asked for', async () => {
    const listed = await list(three, { all: true });
    assert.deepEqual(
      dockers(listed).map(({ name }) => name),
      ['web', 'sham', 'plain'],
    );
    assert.equal(listed.containersWithoutKata, undefined);
  });

  it('says which engine did not answer, and what would help', async () => {
    const message = 'permission denied while trying to connect to the Docker daemon socket';
    const { engines } = await list({
      ...three,
      'docker --context default ps *': new CommandFailure('not-permitted', 'docker', message),
    });
    assert.deepEqual(engines, [
      {
        engine: 'docker: default',
        problem: `${message} Members of the group docker may use it, which is as good as being root.`,
        command: 'sudo usermod -aG docker "$USER"',
      },
    ]);
  });

  it('shows hostile names as they are, and no more of them than can be read', async () => {
    const name = `x\u001b]0;y\u0007\u202e"},{"name":"ready`;
    const many = Array.from({ length: 100 }, (_, at) =>
      container(at === 0 ? name : 'n'.repeat(100_000), 'kata', 'a', {
        Id: at.toString(16).padStart(64, '0'),
        Config: { Image: 'i'.repeat(100_000) },
      }),
    );
    const desk = new FakeToolDesk(docker(...many));
    const text = await desk.text('kata_list_sandboxes');
    assert.ok(text.length < 61_000, String(text.length));
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text));
    assert.ok(text.includes(String.raw`"x\\u{1b}]0;y\\u{7}\\u{202e}\"},{\"name\":\"ready"`));
  });

  it('only asks', async () => {
    const desk = new FakeToolDesk(three);
    await desk.text('kata_list_sandboxes');
    for (const call of desk.runner.calls)
      assert.match(
        call,
        /^(?:docker (?:--context default )?(?:context ls|info|ps|inspect) |nerdctl namespace ls |ctr namespaces list |crictl (?:pods|ps|version) |podman ps )/,
      );
  });
});
