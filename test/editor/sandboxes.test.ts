import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { perform, type Action } from '../../src/editor/sandboxes/actions';
import type { SandboxDesk } from '../../src/editor/sandboxes/desk';
import { showSources } from '../../src/editor/sandboxes/details';
import { SandboxWatch } from '../../src/editor/sandboxes/live';
import { sandboxContent, type SandboxNode } from '../../src/editor/sandboxes/nodes';
import type { ViewContent, ViewNode } from '../../src/editor/view-tree';
import { createRunner, type Runner } from '../../src/engines';
import type { Sandbox, Snapshot } from '../../src/sandboxes';
import { describeDocker } from '../support/docker';
import { fakeRunner, type FakeRunner } from '../support/fake-runner';
import { qemuArguments, standIn } from '../support/kata-processes';
import { desk as answers, type TestDesk } from './dev-desk';
import { closeAll, setSetting, until } from './support';

const silent = { error: () => undefined, debug: () => undefined };

/** What a watch shows, as it would be in the view. */
class Shown {
  content: ViewContent = { nodes: [] };
  /** When something was shown. */
  readonly times: number[] = [];
  readonly watch: SandboxWatch;

  constructor(runner: Runner) {
    const tree = {
      show: (content: ViewContent) => {
        this.content = content;
        this.times.push(performance.now());
      },
      busy: (work: (signal: AbortSignal) => Promise<void>) => work(new AbortController().signal),
    };
    this.watch = new SandboxWatch(tree, runner, silent);
  }

  get lines(): readonly string[] {
    const line = (node: ViewNode): readonly string[] => [
      `${node.label}: ${node.description ?? ''}`,
      ...(node.children ?? []).flatMap(line),
    ];
    return this.content.nodes.flatMap(line);
  }

  /** Waits until a line that matches is there. */
  async line(pattern: RegExp): Promise<void> {
    const found = () => this.lines.some((line) => pattern.test(line));
    if (!(await until(found, Boolean))) assert.match(this.lines.join('\n'), pattern);
  }
}

describeDocker('the Sandboxes view with a real Docker', (docker) => {
  const shown = new Shown(createRunner({ environment: { ...process.env, ...docker.environment } }));
  const { watch } = shown;
  const run = (name: string, runtime: string, ...more: readonly string[]): Promise<string> =>
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
  /** Processes of this Docker's command line. */
  const clients = (): readonly string[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
          const own = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DOCKER_HOST=${docker.host}`);
          return own && /(^|\/)docker$/.test(program) ? [args.join(' ')] : [];
        } catch {
          return []; // It has ended
        }
      });

  after(() => {
    watch.dispose();
  });

  it('listens to events and shows containers in all states, whatever their names and labels', async () => {
    watch.start();
    const odd = 'x.y_z-1';
    await run(
      odd,
      'kata',
      '--label=a=1,b=2',
      '--label=evil=\u001b[31m\n[x](command:y)',
      `--label=long=${'x'.repeat(100_000)}`,
    );
    await run('paused', 'kata-qemu');
    await docker.docker(['pause', 'paused']);
    await docker.docker(['create', '--name=created', '--runtime=kata', docker.image, 'true']);
    await docker.docker(['run', '--name=exited', '--runtime=kata', docker.image, 'true']);
    await run('plain', 'runc');
    await shown.line(/^exited: kata · no VM · stopped$/);
    await shown.line(/^paused: kata-qemu · no VM · paused$/);
    assert.deepEqual(shown.lines.slice(0, 5), [
      'Claims Kata, but is not: 4',
      'created: kata · no VM · created',
      'exited: kata · no VM · stopped',
      'paused: kata-qemu · no VM · paused',
      `${odd}: kata · no VM · running`,
    ]);
    assert.ok(!shown.lines.some((line) => line.startsWith('plain')));
    assert.ok(
      clients().some((line) => line.includes('events')),
      'docker events runs',
    );
  });

  it('shows other runtimes when the setting says so', async () => {
    const undo = await setSetting('kata.sandboxes.showOthers', true);
    try {
      watch.draw();
      await shown.line(/^plain: runc · not Kata · running$/);
    } finally {
      await undo();
    }
    watch.draw();
    assert.ok(!shown.lines.some((line) => line.startsWith('plain')));
  });

  it('takes a container for a VM as soon as its process is seen, and offers what a VM has', async () => {
    const id = await run('real', 'kata-qemu');
    await shown.line(/^real: kata-qemu · no VM · running$/);
    const vmm = await standIn('/opt/kata/bin/qemu-system-x86_64', qemuArguments(id));
    try {
      await shown.line(/^real: kata-qemu · QEMU · running$/);
    } finally {
      await vmm.end();
    }
  });

  it('keeps what it had while the engine is away, and follows within 5 s when it is back', async function () {
    this.timeout(60_000);
    const before = watch.snapshot?.sandboxes.map(({ name }) => name).sort();
    await docker.kill();
    await shown.line(/^Docker: does not answer$/);
    assert.match(shown.content.message ?? '', /^Docker does not answer/);
    assert.deepEqual(watch.snapshot?.sandboxes.map(({ name }) => name).sort(), before);
    await docker.start();
    const back = performance.now();
    await until(
      () => shown.content.message,
      (message) => message === undefined,
    );
    const took = performance.now() - back;
    assert.ok(took < 5_000, `${took.toFixed(0)} ms`);
    assert.deepEqual(watch.snapshot?.sandboxes.map(({ name }) => name).sort(), before);
    await docker.docker(['start', 'created']);
    await shown.line(/^created: kata · no VM · stopped$/);
  });

  it('draws at most three times a second in a storm of events', async function () {
    this.timeout(60_000);
    await run('storm', 'kata');
    await shown.line(/^storm:/);
    const started = performance.now();
    const already = shown.times.length;
    let events = 0;
    while (performance.now() - started < 4_000 || events <= 10) {
      await docker.docker([events++ % 2 === 0 ? 'pause' : 'unpause', 'storm']);
    }
    const seconds = (performance.now() - started) / 1000;
    const drawn = shown.times.length - already;
    assert.ok(drawn <= Math.ceil(seconds * 3), `${drawn} in ${seconds.toFixed(1)} s with ${events} events`);
    assert.ok(drawn > 0);
    const last = events % 2 === 0 ? 'running' : 'paused';
    await shown.line(new RegExp(`^storm: kata · no VM · ${last}$`));
  });

  it('leaves no process when nobody looks any more', async () => {
    watch.stop();
    const left = await until(clients, (lines) => lines.length === 0);
    assert.deepEqual(left, []);
    const drawn = shown.times.length;
    await run('unseen', 'kata');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(shown.times.length, drawn);
    watch.start();
    await shown.line(/^unseen: kata · no VM · running$/);
  });

  it('stops, restarts and removes containers', async function () {
    this.timeout(60_000);
    const runner = createRunner({ environment: { ...process.env, ...docker.environment } });
    const nodes = (name: string): SandboxNode => {
      const { nodes: all } = sandboxContent(watch.snapshot!, { showOthers: true });
      const flat = (some: readonly ViewNode[]): readonly ViewNode[] =>
        some.flatMap((node) => [node, ...flat(node.children ?? [])]);
      return flat(all).find(({ label }) => label === name) as SandboxNode;
    };
    const act = async (action: Action, name: string, ...answer: (string | undefined)[]) => {
      const asked = answers(answer, runner);
      await perform(action, { ...deskOf(asked), watch }, nodes(name), undefined);
      asked.done();
    };
    await act('restart', 'exited');
    await act('remove', 'unseen', 'Kill and Remove');
    await until(
      () => shown.lines.some((line) => line.startsWith('unseen')),
      (there) => !there,
    );
    assert.ok(!shown.lines.some((line) => line.startsWith('unseen')));
    await act('remove', 'created', undefined);
    await shown.line(/^created:/);
  });
});

/** A desk for actions on it. */
const deskOf = (asked: TestDesk): SandboxDesk => ({
  ask: asked.ask,
  runner: asked.runner,
  documents: { showPage: () => Promise.resolve(), showText: () => Promise.resolve() },
  watch: {
    current: () => Promise.reject(new Error('nobody asks for it')),
    newest: (sandbox: Sandbox) => sandbox,
  },
  selection: () => [],
  log: silent,
});

describe('the actions on sandboxes', () => {
  afterEach(closeAll);

  const docker = { kind: 'docker', local: true, current: true } as const;
  const sandbox = (name: string, change: Partial<Sandbox> = {}): Sandbox => ({
    source: docker,
    id: Buffer.from(name).toString('hex').padEnd(64, '0'),
    name,
    state: 'running',
    runtime: { name: 'kata', claim: 'kata' },
    isolation: { verdict: 'vm', reason: '' },
    ...change,
  });
  const snapshot = (sandboxes: readonly Sandbox[]): Snapshot => ({
    sandboxes,
    states: [{ source: docker }],
    processesComplete: true,
  });
  const nodesOf = (...sandboxes: readonly Sandbox[]): readonly SandboxNode[] =>
    sandboxContent(snapshot(sandboxes), { showOthers: true }).nodes as readonly SandboxNode[];

  /** The terminals that an action opens; none is really opened. */
  async function terminals(work: () => Promise<void>): Promise<readonly vscode.TerminalOptions[]> {
    const { createTerminal } = vscode.window;
    const opened: vscode.TerminalOptions[] = [];
    const take = (options: vscode.TerminalOptions) => {
      const noted: { sent?: string } & vscode.TerminalOptions = options;
      opened.push(noted);
      return {
        show: () => undefined,
        sendText: (text: string, run: boolean) => {
          assert.equal(run, false, 'nothing is run before the user says so');
          noted.message = text;
        },
      };
    };
    Object.assign(vscode.window, { createTerminal: take });
    try {
      await work();
    } finally {
      Object.assign(vscode.window, { createTerminal });
    }
    return opened;
  }
  const calls = ({ runner }: TestDesk): readonly string[] => (runner as FakeRunner).calls;

  it('open logs and shells with arguments, never with a line for a shell', async () => {
    const web = sandbox('web', { source: { ...docker, name: 'far' } });
    const pod = sandbox('pod', {
      source: { kind: 'containerd', name: 'k8s.io', local: true },
      containers: [{ id: 'c1', name: 'main', state: 'running' }],
    });
    const [webNode] = nodesOf(web);
    const [podNode] = nodesOf(pod);
    const opened = await terminals(async () => {
      await perform('logs', deskOf(answers([])), webNode, undefined);
      await perform('shell', deskOf(answers([])), webNode, undefined);
      await perform('shell', deskOf(answers([])), podNode?.children?.[0], undefined);
      await perform('logs', deskOf(answers([])), podNode, undefined);
    });
    assert.deepEqual(
      opened.map(({ shellPath, shellArgs }) =>
        [shellPath, shellArgs ?? []]
          .flat()
          .join(' ')
          .replace(/workbench-\d+/, 'workbench-N'),
      ),
      [
        `docker --context far logs --follow --tail 1000 ${web.id}`,
        `docker --context far exec --interactive --tty ${web.id} sh`,
        'ctr --namespace k8s.io tasks exec --tty --exec-id kata-workbench-N c1 sh',
      ],
    );
  });

  it('take all lines that are chosen; ask once before they stop or remove several', async () => {
    const [a, b, c] = nodesOf(sandbox('a'), sandbox('b'), sandbox('c', { state: 'stopped' }));
    const ids = [a, b, c].map((node) => node?.sandbox.id ?? '');
    const left = answers([undefined], fakeRunner({ 'docker *': '' }));
    await perform('remove', deskOf(left), a, [a, b, c]);
    left.done();
    assert.deepEqual(calls(left), []);
    assert.match(
      left.said[0] ?? '',
      /^Remove 3 containers\?\nWhat was written inside.*2 of them run: they are killed/,
    );

    const removed = answers(['Kill and Remove'], fakeRunner({ 'docker *': '' }));
    await perform('remove', deskOf(removed), a, [a, b, c]);
    assert.deepEqual(calls(removed), [
      `docker rm --force ${ids[0]}`,
      `docker rm --force ${ids[1]}`,
      `docker rm ${ids[2]}`,
    ]);
    const stopped = answers(['Stop'], fakeRunner({ 'docker *': '' }));
    await perform('stop', deskOf(stopped), a, [a, b, c]);
    assert.deepEqual(calls(stopped), [`docker stop ${ids[0]}`, `docker stop ${ids[1]}`]);
    const one = answers([], fakeRunner({ 'docker *': '' }));
    await perform('restart', deskOf(one), c, undefined);
    assert.deepEqual(calls(one), [`docker restart ${ids[2]}`]);
  });

  it('close the shells in a container before it is stopped, and no others', async () => {
    const [a, b] = nodesOf(sandbox('a'), sandbox('b'));
    const shellIn = (name: string, node: SandboxNode | undefined) =>
      vscode.window.createTerminal({
        name,
        shellPath: process.execPath,
        shellArgs: ['-e', 'setTimeout(() => {}, 60_000)', 'exec', node?.sandbox.id ?? ''],
      });
    const opened = [shellIn('in a', a), shellIn('in b', b)];
    try {
      await perform('stop', deskOf(answers([], fakeRunner({ 'docker *': '' }))), a, undefined);
      const names = () =>
        opened.filter((one) => vscode.window.terminals.includes(one)).map(({ name }) => name);
      assert.deepEqual(await until(names, ({ length }) => length < 2), ['in b']);
    } finally {
      for (const each of opened) each.dispose();
    }
  });

  it('say what failed, once', async () => {
    const [a, b] = nodesOf(sandbox('a'), sandbox('b'));
    const failing = answers(
      ['Stop'],
      fakeRunner({ 'docker *': { exitCode: 1, stderr: 'Error: no\u001b[31m such container' } }),
    );
    await perform('stop', deskOf(failing), a, [a, b]);
    assert.match(failing.said.at(-1) ?? '', /^error: a: .*no\\u\{1b\}.* \(and 1 more\)$/);
  });

  it('copy ids and show what the engine says as JSON', async () => {
    const [a, b] = nodesOf(sandbox('a'), sandbox('b'));
    await perform('id', deskOf(answers([])), a, [a, b]);
    assert.equal(await vscode.env.clipboard.readText(), `${a?.sandbox.id}\n${b?.sandbox.id}`);
    const texts: string[] = [];
    const made = deskOf(answers([], fakeRunner({ 'docker inspect *': '[{"Id": "a"}]' })));
    const documents = {
      ...made.documents,
      showText: (name: string, _: string, text: string) => Promise.resolve(void texts.push(name, text)),
    };
    await perform('inspect', { ...made, documents }, a, undefined);
    assert.deepEqual(texts, ['a.json', '[{"Id": "a"}]']);
  });

  it('take no id that could be an option, and nothing from a line that can not do it', async () => {
    const [evil] = nodesOf(sandbox('evil', { id: '--privileged' }));
    for (const action of ['stop', 'logs', 'shell', 'inspect', 'remove', 'console', 'metrics'] as const) {
      const made = answers([], fakeRunner({}));
      assert.deepEqual(await terminals(() => perform(action, deskOf(made), evil, undefined)), [], action);
      assert.deepEqual(calls(made), [], action);
    }
  });

  it('put the guest console into a terminal, with what it needs said first', async () => {
    const [unknown] = nodesOf(sandbox('web', { hypervisor: 'cloud-hypervisor' }));
    const asked = answers(['Open Terminal']);
    const opened = await terminals(() => perform('console', deskOf(asked), unknown, undefined));
    assert.deepEqual(
      opened.map(({ message }) => message),
      [`sudo kata-runtime exec ${unknown?.sandbox.id}`],
    );
    assert.match(asked.said[0] ?? '', /debug_console_enabled = true/);
    assert.match(asked.said[0] ?? '', /kata-runtime needs root/);
  });

  it('know from QEMU whether the console is on', async () => {
    const { id } = sandbox('web');
    for (const on of [true, false]) {
      const args = qemuArguments(id).map((arg) =>
        on && arg.includes('agent.log') ? `${arg} agent.debug_console` : arg,
      );
      const vmm = await standIn('/opt/kata/bin/qemu-system-x86_64', args);
      try {
        const [node] = nodesOf(
          sandbox('web', {
            hypervisor: 'qemu',
            vmm: { pid: vmm.pid, program: 'qemu' },
            shim: { pid: 1, program: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2' },
          }),
        );
        const asked = answers([on ? 'Open Terminal' : undefined]);
        const opened = await terminals(() => perform('console', deskOf(asked), node, undefined));
        assert.deepEqual(
          opened.map(({ message }) => message),
          on ? [`sudo kata-ctl exec ${id}`] : [],
        );
        assert.match(
          asked.said[0] ?? '',
          on ? /started with the debug console/ : /started without the debug console/,
        );
      } finally {
        await vmm.end();
      }
    }
  });

  it('offer the socket of the shim where no kata-monitor answers', async () => {
    const [node] = nodesOf(sandbox('web'));
    const asked = answers(['Open Terminal']);
    const opened = await terminals(() => perform('metrics', deskOf(asked), node, undefined));
    assert.deepEqual(
      opened.map(({ message }) => message),
      [
        `sudo curl --silent --unix-socket /run/vc/sbs/${node?.sandbox.id}/shim-monitor.sock http://shim/metrics`,
      ],
    );
  });

  it('say where a configuration is looked for that nobody names', async () => {
    const [node] = nodesOf(
      sandbox('web', {
        runtime: { name: 'kata', claim: 'kata', configPath: '/nonexistent/configuration.toml' },
      }),
    );
    const named = answers([]);
    await perform('configuration', deskOf(named), node, undefined);
    assert.match(named.said[0] ?? '', /names \/nonexistent\/configuration\.toml, but there is no such file/);
  });

  it('show where sandboxes were looked for', async () => {
    const pages: string[] = [];
    const made = deskOf(answers([]));
    await showSources({
      ...made,
      documents: {
        ...made.documents,
        showPage: (_: string, __: string, text: string) => Promise.resolve(void pages.push(text)),
      },
      watch: { ...made.watch, current: () => Promise.resolve(snapshot([])) },
    });
    assert.match(pages[0] ?? '', /\| Docker \| answers \|\n\| Process table \| all processes can be seen \|/);
  });
});
