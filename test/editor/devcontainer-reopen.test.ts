import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { createRunner } from '../../src/engines';
import { look } from '../../src/editor/devcontainer/look';
import { rememberReopen } from '../../src/editor/devcontainer/pending';
import { proveContainer, proveHere, proveIsolation } from '../../src/editor/devcontainer/prove';
import { reopenInKata } from '../../src/editor/devcontainer/reopen';
import type { Proved } from '../../src/editor/devcontainer/status';
import { useDefault } from '../../src/editor/devcontainer/use';
import { describeDocker } from '../support/docker';
import { desk, dockerInfo, pages, type TestDesk } from './dev-desk';
import { closeAll, until } from './support';

/** What would be in the status bar. */
function statusBar() {
  const shown = new Map<string, Proved>();
  return {
    shown,
    prove: (config: string, proved: Proved) => void shown.set(config, proved),
    forget: (config: string) => void shown.delete(config),
  };
}

/** The page that the report is on, once it has this heading. */
async function report(heading: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`${pages}:/Isolation.md`));
  return until(
    () => document.getText(),
    (text) => text.startsWith(heading),
  );
}

describeDocker('reopening in a Kata dev container, with the Dev Container CLI', (docker) => {
  const folder = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, '.devcontainer');
  const config = vscode.Uri.file(join(folder, 'devcontainer.json'));
  const text = `{\n  "image": "${docker.image}"\n}\n`;
  const before = { ...process.env };
  const runner = createRunner({
    programs: { devcontainer: process.env.KATA_TEST_DEVCONTAINER_CLI ?? '' },
    environment: { ...process.env, ...docker.environment },
  });

  beforeEach(() => {
    Object.assign(process.env, docker.environment, { XDG_STATE_HOME: join(docker.folder, 'state') });
    mkdirSync(dirname(config.fsPath), { recursive: true });
    writeFileSync(config.fsPath, text);
  });

  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
    process.env = { ...before };
    await docker.removeContainers();
  });

  const runtimes = async (): Promise<readonly string[]> => {
    const ids = (await docker.docker(['ps', '-q'])).split('\n').filter((id) => id !== '');
    const found = await Promise.all(ids.map((id) => docker.inspect(id)));
    return found.map((one) => (one as { HostConfig: { Runtime: string } }).HostConfig.Runtime);
  };

  const reopen = async (answers: readonly (string | undefined)[]) => {
    const made: TestDesk = desk(answers, runner);
    const status = statusBar();
    await reopenInKata(made, status, config);
    made.done();
    return { said: made.said, status };
  };

  it('switches, rebuilds, opens a terminal and tells the truth about a stand-in', async function () {
    this.timeout(90_000);
    // A container of the default runtime is there
    const first = desk([], runner);
    const { bringUp } = await import('../../src/editor/devcontainer/up');
    const { containerId } = await bringUp(first, { folder: dirname(folder), config: config.fsPath }, false);
    assert.deepEqual(await runtimes(), ['runc']);

    const { said, status } = await reopen(['kata', 'Reopen Anyway']);
    const dialog = said.at(-1) ?? '';
    assert.match(dialog, /^This dev container will not run in Kata as it is/);
    assert.match(dialog, /The runtime is called kata, but its containers run in runc/);
    assert.match(dialog, /Changes \.devcontainer\/devcontainer\.json/);
    assert.match(dialog, /The container \S+ \(runtime runc\) is removed and built again/);
    assert.deepEqual(await runtimes(), ['kata']);
    assert.notEqual(containerId, '');
    const proved = status.shown.get(config.path);
    assert.equal(proved?.verdict, 'not-vm');
    assert.match(proved.said, /^NOT in a VM: kata is runc here\./);
    assert.match(await report('# Isolation of'), /^- Runtime that it was started with: kata$/m);
    const names = () => vscode.window.terminals.map(({ name }) => name);
    assert.deepEqual(await until(names, ({ length }) => length > 0), ['Dev container (kata)']);

    // And back
    const back = desk(['Apply'], runner);
    await useDefault(back, config);
    back.done();
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(config)), text);
  });

  it('does nothing where the user leaves the dialog', async () => {
    await reopen(['kata', undefined]);
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(config)), text);
    assert.deepEqual(await runtimes(), []);
  });

  it('says what fails and why, and leaves the log', async () => {
    writeFileSync(config.fsPath, text.replace('\n}', ',\n  "runArgs": ["--runtime=kata-none"]\n}'));
    await assert.rejects(reopen(['Reopen']), /Docker has no runtime "kata-none"/);
  });

  it('proves any container', async () => {
    const id = await docker.docker(['run', '-d', '--runtime=kata-qemu', docker.image, 'sleep', '1d']);
    const status = statusBar();
    const proof = await proveContainer(desk([], runner), status, { id, name: 'mine' });
    assert.equal(proof.verdict, 'not-vm');
    assert.match(await report('# Isolation of mine'), /^# Isolation of mine\n\n\*\*NOT in a VM/);
    assert.equal(status.shown.size, 0);
  });
});

describe('reopening in a Kata dev container', () => {
  const folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const config = vscode.Uri.file(join(folder, '.devcontainer/devcontainer.json'));
  const text = '{\n  "image": "debian",\n  "runArgs": ["--runtime=kata"]\n}\n';
  const containers = {
    'docker version *': JSON.stringify({ Client: { Version: '27.5.1' }, Server: { Version: '27.5.1' } }),
    'docker info *': dockerInfo.replace('kata-qemu', 'kata'),
    'docker context *': '',
    'docker ps *': '',
  };
  afterEach(async () => {
    await closeAll();
    rmSync(dirname(config.fsPath), { recursive: true, force: true });
  });
  const write = (content = text) => {
    mkdirSync(dirname(config.fsPath), { recursive: true });
    writeFileSync(config.fsPath, content);
  };

  it('is not the only way to open it: the status bar says what it asks of this machine', async () => {
    const status = async (content: string) => {
      write(content);
      return look(desk([]), new Map());
    };
    const asking = await status('{ "image": "a", "privileged": true, "runArgs": ["--runtime=runc"] }');
    assert.equal(asking?.text, '$(unlock) Kata: not used');
    assert.match(
      asking.tooltip,
      /without a VM between:\n• It chooses the runtime runc itself.*\n• It asks to be privileged/,
    );
    assert.equal((await status('{ "image": "a" }'))?.text, '$(vm-outline) Kata: not used');
    assert.equal((await status(text))?.text, '$(vm) Kata: kata');
    const proved = async (runtime: string) => {
      const known: Proved = { verdict: 'unknown', runtime, said: 'Cannot tell.' };
      return (await look(desk([]), new Map([[config.path, known]])))?.text;
    };
    assert.equal(await proved('kata'), '$(question) Kata: kata, not proved');
    assert.equal(await proved(''), '$(question) Kata: not proved');
  });

  it('is proved no more once its container is gone', async () => {
    write();
    const status = statusBar();
    status.prove(config.path, { verdict: 'not-vm', runtime: 'kata', said: 'NOT in a VM' });
    const made = desk([], containers);
    await proveIsolation(made, status, config);
    assert.deepEqual(made.said, ['information: No container runs, so there is none to look at.']);
    assert.equal(status.shown.size, 0);
  });

  it('says what to install where nothing can open a container, before anything is changed', async () => {
    write();
    const made = desk([], {});
    await reopenInKata(made, statusBar(), config);
    assert.match(
      made.said.join('\n'),
      /^error: .*npm install --global @devcontainers\/cli\nCopy the Command$/,
    );
  });

  it('leaves it to the Dev Containers extension where that is there, and remembers why', async () => {
    write();
    const called: string[] = [];
    const stand = ['rebuildAndReopenInContainer', 'reopenInContainer'].map((name) =>
      vscode.commands.registerCommand(`remote-containers.${name}`, () => void called.push(name)),
    );
    try {
      const made = desk(['Reopen in Kata'], containers);
      await reopenInKata(made, statusBar(), config);
      made.done();
      assert.match(made.said.at(-1) ?? '', /A new container is built\./);
      assert.deepEqual(called, ['reopenInContainer']);
      const { reopenedWith } = await import('../../src/editor/devcontainer/pending');
      assert.equal(await reopenedWith(made), 'kata');
      assert.equal(await reopenedWith(made), undefined, 'once');
    } finally {
      vscode.Disposable.from(...stand).dispose();
    }
  });

  it('offers the Dev Container CLI where the extension fails', async () => {
    write();
    const stand = ['rebuildAndReopenInContainer', 'reopenInContainer'].map((name) =>
      vscode.commands.registerCommand(`remote-containers.${name}`, () =>
        Promise.reject(new Error('no disk')),
      ),
    );
    try {
      const made = desk(['Reopen in Kata', 'Use the Dev Container CLI'], containers);
      await assert.rejects(reopenInKata(made, statusBar(), config), /There is no program `devcontainer`/);
      made.done();
      assert.match(made.said.at(-1) ?? '', /Dev Containers did not open it: no disk/);
    } finally {
      vscode.Disposable.from(...stand).dispose();
    }
  });

  it('is answered from within, in the window that comes after it', async () => {
    const made = desk([]);
    await rememberReopen(made, 'kata-qemu');
    const first = await proveHere(made);
    assert.equal(first.runtime, 'kata-qemu');
    assert.match(first.said, /^(?:In a Kata VM|On a kernel of its own|NOT in a VM|Cannot tell)/);
    assert.equal((await proveHere(made)).runtime, '', 'it was asked for once');
  });

  it('says in the dialog what will not work in Kata', async () => {
    write(text.replace('"runArgs"', '"privileged": true,\n  "runArgs"'));
    const stand = vscode.commands.registerCommand(
      'remote-containers.rebuildAndReopenInContainer',
      () => undefined,
    );
    try {
      const made = desk([undefined], containers);
      await reopenInKata(made, statusBar(), config);
      made.done();
      const dialog = made.said.at(-1) ?? '';
      assert.match(dialog, /^This dev container will not run in Kata as it is/);
      assert.match(dialog, /What will not work:\n(?:• .*\n)*• .*privileged/);
      assert.match(dialog, /What the configuration asks of this machine:\n• It asks to be privileged/);
      assert.match(dialog, /\nReopen Anyway$/);
      assert.doesNotMatch(dialog, /Good to know/);
      write();
      const fine = desk([undefined], containers);
      await reopenInKata(fine, statusBar(), config);
      fine.done();
      assert.match(
        fine.said.at(-1) ?? '',
        /Good to know:\n(?:• .*\n)*• Programs in the container that watch files/,
      );
    } finally {
      stand.dispose();
    }
  });
});
