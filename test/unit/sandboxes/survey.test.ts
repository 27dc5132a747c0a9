import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandFailure, type FailureKind } from '../../../src/engines';
import { Survey, type EngineKind, type Snapshot } from '../../../src/sandboxes';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner';

const id = (digit: string) => digit.repeat(64);
const never = new AbortController().signal;
const proc = { list: () => [], read: () => undefined };

const survey = (
  answers: Readonly<Record<string, FakeAnswer>>,
  engines: readonly EngineKind[] = ['docker'],
  daemonJson?: string,
) => {
  const runner = fakeRunner(answers);
  return {
    runner,
    survey: new Survey(runner, { engines, proc, readText: () => Promise.resolve(daemonJson) }),
  };
};

const context = (Name: string, DockerEndpoint: string, Current = false) =>
  JSON.stringify({ Name, DockerEndpoint, Current });
const info = JSON.stringify({
  ServerVersion: '28.5.1',
  Runtimes: { runc: { path: 'runc' }, kata: { path: '/usr/bin/runc' } },
});
const container = (Id: string, Name: string) =>
  JSON.stringify([
    { Id, Name: `/${Name}`, State: { Status: 'running', Pid: 9 }, HostConfig: { Runtime: 'kata' } },
  ]);
const failure = (kind: FailureKind) => new CommandFailure(kind, 'docker', `It is ${kind}.`);

/** A Docker with one container, and its contexts. */
const docker = (...contexts: readonly string[]): Record<string, FakeAnswer> => ({
  'docker context ls *': contexts.join('\n'),
  'docker --context default info *': info,
  'docker --context default ps *': `${id('a')}\n`,
  'docker --context default inspect *': container(id('a'), 'web'),
});
const local = context('default', 'unix:///var/run/docker.sock', true);

const names = ({ sandboxes }: Snapshot) => sandboxes.map(({ name }) => name);
const problems = ({ states }: Snapshot) => states.map(({ source, problem }) => [source.kind, problem?.kind]);

describe('The survey of all sources', () => {
  it('asks each endpoint once, by the context that is in use', async () => {
    const { survey: one, runner } = survey(
      docker(
        context('same', 'unix:///var/run/docker.sock'),
        local,
        JSON.stringify({ Name: 'broken', Error: 'no such file', DockerEndpoint: '' }),
        context('desktop-linux', 'unix:///home/u/.docker/desktop/docker.sock'),
        context('far', 'ssh://u@far'),
      ),
    );
    const daemons = await one.dockerDaemons(never);
    assert.deepEqual(
      daemons.map(({ context: name, id: { local: here, current } }) => [name, here, current]),
      [
        ['default', true, true],
        ['desktop-linux', false, undefined],
        ['far', false, undefined],
      ],
    );
    await one.dockerDaemons(never);
    assert.equal(runner.calls.length, 1);
  });

  it('reads contexts once, even if two ask at the same time', async () => {
    const { survey: one, runner } = survey(docker(local));
    const [snapshot] = await Promise.all([one.refresh(never), one.dockerDaemons(never), one.refresh(never)]);
    assert.deepEqual(names(snapshot), ['web']);
    const asked = (word: string) => runner.calls.filter((line) => line.includes(word)).length;
    // The second refresh wants an answer to a question that was put after it was called
    assert.deepEqual([asked('context ls'), asked(' ps '), asked(' inspect ')], [1, 2, 2]);
  });

  it('takes the daemon of a plain docker where contexts can not be listed', async () => {
    const { survey: one } = survey({
      'docker context ls *': failure('failed'),
      'docker info *': info,
      'docker ps *': `${id('a')}\n`,
      'docker inspect *': container(id('a'), 'web'),
    });
    const snapshot = await one.refresh(never);
    assert.deepEqual([names(snapshot), problems(snapshot)], [['web'], [['docker', undefined]]]);
  });

  it('keeps what an engine has listed while it is away', async () => {
    const answers = docker(local);
    const { survey: one } = survey(answers);
    await one.refresh(never);
    answers['docker --context default ps *'] = failure('unreachable');
    const away = await one.refresh(never);
    assert.deepEqual([names(away), problems(away)], [['web'], [['docker', 'unreachable']]]);
    one.forget();
    assert.deepEqual(names(await one.refresh(never)), ['web']);
    answers['docker --context default ps *'] = '';
    const back = await one.refresh(never);
    assert.deepEqual([names(back), problems(back)], [[], [['docker', undefined]]]);
  });

  it('does not ask again soon for what is not installed, or for root only', async () => {
    const engines: readonly EngineKind[] = ['docker', 'nerdctl', 'cri', 'containerd', 'podman'];
    const { survey: one, runner } = survey({ 'ctr *': failure('not-permitted') }, engines);
    const snapshot = await one.refresh(never);
    assert.deepEqual(problems(snapshot), [['containerd', 'not-permitted']]);
    const { length } = runner.calls;
    assert.equal(length, 8); // Docker's contexts, info and ps; crictl twice; the others once
    await one.refresh(never);
    assert.equal(runner.calls.length, length);
  });

  it('asks for runtimes once, and anew when told to', async () => {
    const { survey: one, runner } = survey(
      docker(local),
      ['docker'],
      JSON.stringify({ runtimes: { kata: { path: '/usr/bin/runc' } } }),
    );
    const infos = () => runner.calls.filter((line) => line.includes(' info ')).length;
    const [web] = (await one.refresh(never)).sandboxes;
    assert.equal(web?.isolation.verdict, 'not-vm');
    await one.refresh(never);
    assert.equal(infos(), 1);
    one.forget();
    await one.refresh(never);
    assert.equal(infos(), 2);
  });

  it('names what to do, by where the daemon is', async () => {
    const problem = async (kind: FailureKind, endpoint: string, name = 'default') => {
      const one = survey({ 'docker context ls *': context(name, endpoint, true), 'docker *': failure(kind) });
      const found = (await one.survey.refresh(never)).states[0]?.problem;
      assert.equal(found?.kind, kind === 'unreadable' ? 'failed' : kind);
      assert.ok(found.message.startsWith(`It is ${kind}.`), found.message);
      return found.command;
    };
    const system = 'unix:///var/run/docker.sock';
    assert.equal(await problem('unreachable', system), 'sudo systemctl start docker');
    assert.equal(await problem('not-permitted', system), 'sudo usermod -aG docker "$USER"');
    assert.equal(
      await problem('unreachable', 'unix:///run/user/1000/docker.sock'),
      'systemctl --user start docker',
    );
    assert.equal(await problem('unreachable', 'unix:///home/u/.colima/docker.sock'), undefined);
    assert.equal(await problem('unreachable', 'ssh://far', 'far'), 'docker --context far version');
    assert.equal(await problem('unreachable', 'ssh://far', '--help'), undefined);
    assert.equal(await problem('timed-out', system), undefined);
    assert.equal(await problem('failed', system), undefined);
    assert.equal(await problem('unreadable', system), undefined);
  });

  it('leaves out what has no id that could be asked for', async () => {
    const { survey: one } = survey({
      ...docker(local),
      'docker --context default inspect *': JSON.stringify([
        { Id: '' },
        { Id: '--help' },
        { Id: 'x'.repeat(1_000) },
        { Id: 'a\nb' },
        { Id: id('b') },
      ]),
    });
    assert.deepEqual(
      (await one.refresh(never)).sandboxes.map((sandbox) => sandbox.id),
      [id('b')],
    );
  });

  it('does not ask a daemon that hangs a second question', async () => {
    const { survey: one, runner } = survey({
      'docker context ls *': local,
      'docker --context default info *': failure('timed-out'),
    });
    assert.deepEqual(problems(await one.refresh(never)), [['docker', 'timed-out']]);
    assert.equal(runner.calls.length, 2);
  });
});

describe('A source that is slow', () => {
  /** A remote context that answers when it is told to. */
  function slow() {
    const waiting: (() => void)[] = [];
    const answers = {
      ...docker(local, context('far', 'ssh://far')),
      'docker --context far info *': info,
      'docker --context far ps *': () =>
        new Promise<string>((resolve) => {
          waiting.push(() => {
            resolve(`${id('b')}\n`);
          });
        }),
      'docker --context far inspect *': container(id('b'), 'far-away'),
    };
    return { ...survey(answers), answer: () => waiting.shift()?.(), open: () => waiting.length };
  }

  it('is not waited for, and shown when it has answered', async () => {
    const { survey: one, answer } = slow();
    const late: unknown[] = [];
    const options = { late: (error?: unknown) => late.push(error) };
    let began = performance.now();
    const first = await one.refresh(never, options);
    assert.ok(performance.now() - began < 3_000);
    assert.deepEqual([names(first), first.waiting, late], [['web'], true, []]);

    // It is known to be slow now
    began = performance.now();
    assert.deepEqual(names(await one.refresh(never, options)), ['web']);
    assert.ok(performance.now() - began < 1_000);

    // The second question was put later than the first: only its answer is new enough for who asked second
    answer();
    await wait(50);
    assert.deepEqual(late, [undefined]);
    answer();
    await wait(50);
    assert.deepEqual(late, [undefined, undefined]);
    const last = await one.refresh(never, { ask: 'nobody', ...options });
    assert.deepEqual([names(last), last.waiting], [['web', 'far-away'], undefined]);
  });

  it('is waited for where nobody would hear of it later', async () => {
    const { survey: one, answer, open } = slow();
    const asked = one.refresh(never);
    while (open() === 0) await wait(5);
    answer();
    const snapshot = await asked;
    assert.deepEqual([names(snapshot), snapshot.waiting], [['web', 'far-away'], undefined]);
  });

  it('is asked anew by the next one where the first does not want to know any more', async () => {
    const first = new AbortController();
    const cancelled = (signal?: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        if (signal === first.signal)
          signal.addEventListener('abort', () => {
            reject(failure('cancelled'));
          });
        else resolve(`${id('a')}\n`);
      });
    const { survey: one } = survey({ ...docker(local), 'docker --context default ps *': cancelled });
    const gone = one.refresh(first.signal);
    const next = one.refresh(never);
    await wait(20);
    first.abort();
    await assert.rejects(gone, { kind: 'cancelled' });
    assert.deepEqual(names(await next), ['web']);
  });
});
