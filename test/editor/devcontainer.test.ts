import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { Refusal } from '../../src/devcontainer';
import { CommandFailure, createRunner, type Runner } from '../../src/engines';
import { addVariant, newDevContainer } from '../../src/editor/devcontainer/create';
import { guarded } from '../../src/editor/devcontainer/guard';
import { useDefault, useKata } from '../../src/editor/devcontainer/use';
import { fakeRunner } from '../support/fake-runner';
import { desk, dockerInfo, noDocker, type Answers, type Programs, type TestDesk } from './dev-desk';
import { actionsAt, closeAll, expectRules, marked, replace, setSetting, show, shown } from './support';

const image = `{
  // what the team uses
  "name": "App",
  "image": "debian:12", // pinned
  "forwardPorts": [3000],
}
`;
const inKata = image.replace('// pinned\n', '// pinned\n  "runArgs": ["--runtime=kata-qemu"],\n');

describe('dev containers in the editor', () => {
  let folder: string;
  let oldState: string | undefined;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'kata-workbench-test-')));
    oldState = process.env.XDG_STATE_HOME;
    process.env.XDG_STATE_HOME = join(folder, 'state');
  });

  afterEach(async () => {
    if (oldState === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = oldState;
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string): vscode.Uri => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return vscode.Uri.file(file);
  };
  const read = (uri: vscode.Uri): string => readFileSync(uri.fsPath, 'utf8');
  const config = (text: string) => write('.devcontainer/devcontainer.json', text);
  /** Answers a command's questions; all answers have to be asked for. */
  const answering = async (
    command: (desk: TestDesk, uri: vscode.Uri) => Promise<void>,
    uri: vscode.Uri,
    answers: Answers,
    programs: Programs = {},
  ): Promise<TestDesk> => {
    const made = desk(answers, programs);
    await command(made, uri);
    made.done();
    return made;
  };

  it('get the runtime of an image in one step that can be undone, and their bytes back', async () => {
    const uri = config(image);
    await answering(useKata, uri, ['kata-qemu', 'Apply']);
    assert.equal(read(uri), inKata);
    const document = await show(uri);
    assert.equal(document.isDirty, false);

    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), image);
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), inKata);
    await document.save();

    await answering(useDefault, uri, ['Apply']);
    assert.equal(read(uri), image);
    assert.equal(document.isDirty, false);
  });

  it('keep a byte order mark, line ends, tabs and what a formatter would change', async () => {
    const restore = await setSetting('editor.formatOnSave', true);
    const trim = await setSetting('files.trimTrailingWhitespace', true);
    try {
      const text = '\ufeff{\r\n\t"image": "debian",  \r\n\t  "remoteUser": "dev"\r\n}';
      const uri = config(text);
      await answering(useKata, uri, ['kata-qemu', 'Apply']);
      assert.equal(
        read(uri),
        '\ufeff{\r\n\t"image": "debian",  \r\n\t"runArgs": ["--runtime=kata-qemu"],\r\n\t  "remoteUser": "dev"\r\n}',
      );
      await answering(useDefault, uri, ['Apply']);
      assert.equal(read(uri), text);
    } finally {
      await restore();
      await trim();
    }
  });

  it('keep line ends of several kinds', async () => {
    const text = '{\r\n  "image": "debian",\n  "remoteUser": "dev"\r\n}\n';
    const uri = config(text);
    await show(uri);
    await answering(useKata, uri, ['kata-qemu', 'Apply']);
    assert.equal(read(uri).replace('\r\n  "runArgs": ["--runtime=kata-qemu"],', ''), text);
    await answering(useDefault, uri, ['Apply']);
    assert.equal(read(uri), text);
  });

  it('are changed together with what is not saved yet', async () => {
    const uri = config(image);
    const document = await show(uri);
    await replace(document, '"App"', '"Mine"');
    await answering(useKata, uri, ['kata-qemu', 'Apply']);
    assert.equal(read(uri), inKata.replace('"App"', '"Mine"'));
  });

  it('with Compose get an override file, which goes again', async () => {
    const text = '{\n  "dockerComposeFile": "compose.yaml",\n  "service": "app"\n}\n';
    const uri = config(text);
    write('.devcontainer/compose.yaml', 'services:\n  app:\n    image: debian\n');
    await answering(useKata, uri, ['kata-qemu', 'Apply']);
    assert.equal(read(uri), text.replace('"compose.yaml"', '["compose.yaml", "docker-compose.kata.yml"]'));
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);
    assert.deepEqual(tabs(), ['devcontainer.json'], 'the diff of both files is closed');
    const override = vscode.Uri.joinPath(uri, '../docker-compose.kata.yml');
    assert.match(read(override), /\nservices:\n {2}app:\n {4}runtime: kata-qemu\n$/);
    await answering(useDefault, uri, ['Apply']);
    assert.equal(read(uri), text);
    assert.deepEqual(readdirSync(join(folder, '.devcontainer')), ['compose.yaml', 'devcontainer.json']);
  });

  it('are left alone where the user leaves, at every question', async () => {
    const uri = config(image);
    await answering(useKata, uri, [undefined]);
    await answering(useKata, uri, ['kata-qemu', undefined]);
    await answering(useKata, uri, ['kata-qemu', 'Cancel']);
    assert.equal(read(uri), image);
    assert.deepEqual(readdirSync(folder), ['.devcontainer'], 'nothing is remembered');
    const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
    assert.deepEqual(open, [], 'the diff is closed');
  });

  it('that have an error are refused with its place, untouched', async () => {
    const text = '{\n  "image": "debian",\n  oops\n}\n';
    const uri = config(text);
    const made = desk([]);
    await guarded(made, () => useKata(made, uri));
    assert.match(made.said.join(), /^error: .*devcontainer\.json, line 3: This is not valid JSON/);
    assert.equal(read(uri), text);
    await assert.rejects(useKata(desk([]), uri), Refusal);
  });

  it('say which program is missing, and offer the setting for its place; the log for all else', async () => {
    const made = desk([]);
    const offered: unknown[] = [];
    const tell = (kind: string, message: string, ...actions: readonly string[]) => {
      offered.push([kind, message, actions]);
      return Promise.resolve(undefined);
    };
    const fails = (kind: 'missing' | 'failed', program: string) => () =>
      Promise.reject(new CommandFailure(kind, program, `${kind} ${program}`));
    const asked = { ...made, ask: { ...made.ask, tell } };
    await guarded(asked, fails('missing', 'kubectl'));
    await guarded(asked, fails('missing', 'git'));
    await guarded(asked, fails('failed', 'kubectl'));
    assert.deepEqual(offered, [
      ['error', 'missing kubectl', ['Open Settings']],
      ['error', 'missing git', ['Show Log']],
      ['error', 'failed kubectl', ['Show Log']],
    ]);
  });

  it('offer what Docker has, Kata first, and tell what each is', async () => {
    const uri = config(image);
    const { said } = await answering(useKata, uri, [undefined]);
    const [list = ''] = said;
    const [kata, runc, runsc] = ['kata-qemu', 'runc', 'runsc'].map((name) => list.indexOf(`) ${name} `));
    assert.ok(kata !== undefined && runc !== undefined && runsc !== undefined);
    assert.ok(kata > 0 && kata < runc && runc < runsc, list);
    assert.match(list, /runc \| shares the host's kernel · Docker's default/);
    assert.match(list, /runsc \| behind a kernel in user space/);
  });

  it('lead to the host check first where Docker has no Kata, and stay as they are', async () => {
    const uri = config(image);
    const without = { 'docker info *': dockerInfo.replace('"kata-qemu":{},', '') };
    const { said } = await answering(useKata, uri, ['Check Host'], without);
    assert.deepEqual(
      [...(said[0] ?? '').matchAll(/^(?:\$\([\w-]+\) )?([^|\n]+) \|/gm)].map(([, label]) => label),
      ['This Docker has no Kata', 'Check Host', 'Others', 'runc', 'runsc', 'Another name…'],
    );
    assert.equal(read(uri), image);
    assert.equal(said.length, 1);
  });

  it('take a typed name where Docker does not answer, and say so', async () => {
    const uri = config(image);
    const { said } = await answering(useKata, uri, ['Another name', 'type:kata-clh', 'Apply'], noDocker);
    assert.match(said[0] ?? '', /Docker could not be asked which runtimes it has/);
    assert.match(read(uri), /"--runtime=kata-clh"/);
    await answering(useKata, uri, ['Another name', 'type:no name'], noDocker);
    assert.match(read(uri), /"--runtime=kata-clh"/, 'not a name');
  });

  it('that a team shares offer the form for each developer first', async () => {
    const uri = config(image);
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
    git('init');
    const runner = createRunner();
    const real: Runner = {
      ...runner,
      run: (command, signal) =>
        (command.command === 'git' ? runner : fakeRunner({ 'docker info *': dockerInfo })).run(
          command,
          signal,
        ),
    };
    // Not under version control yet: not asked
    await answering(useKata, uri, ['kata-qemu', 'Cancel'], real);
    git('add', '.devcontainer');
    const { said } = await answering(useKata, uri, ['kata-qemu', 'For each developer', 'Apply'], real);
    assert.match(said[1] ?? '', /For each developer.*\n.*For everyone/);
    assert.match(read(uri), /"--runtime=\$\{localEnv:DEVCONTAINER_RUNTIME:runc\}"/);
    assert.match(said.at(-1) ?? '', /set DEVCONTAINER_RUNTIME=kata-qemu where VS Code is started/);
    assert.match(said.at(-1) ?? '', /\nCopy the Line\nReopen in Kata Dev Container$/);
    await answering(useDefault, uri, ['Apply']);
    assert.equal(read(uri), image);
  });

  it('get a variant beside them', async () => {
    const uri = vscode.Uri.file(
      join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, '.devcontainer/devcontainer.json'),
    );
    mkdirSync(dirname(uri.fsPath), { recursive: true });
    try {
      writeFileSync(uri.fsPath, image);
      await answering(addVariant, uri, ['A second configuration', 'kata-qemu', 'Apply']);
      const variant = vscode.Uri.joinPath(uri, '../kata/devcontainer.json');
      assert.equal(read(variant), inKata.replace('"App"', '"App (Kata)"'));
      assert.equal(read(uri), image);
    } finally {
      rmSync(dirname(uri.fsPath), { recursive: true });
    }
  });

  it('are made from a template, with all their files, where there are none yet', async () => {
    const root = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, '.devcontainer');
    try {
      const made = desk(['A Dockerfile', 'kata-qemu', 'Apply']);
      await newDevContainer(made);
      made.done();
      assert.deepEqual(readdirSync(root).sort(), ['Dockerfile', 'devcontainer.json']);
      assert.match(readFileSync(join(root, 'devcontainer.json'), 'utf8'), /"--runtime=kata-qemu"/);

      const again = desk([]);
      await newDevContainer(again);
      assert.match(again.said.join(), /There is a dev container already: \.devcontainer\/devcontainer\.json/);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('are told apart where there are several', async () => {
    const root = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, '.devcontainer');
    try {
      for (const [path, text] of [
        ['devcontainer.json', image],
        ['kata/devcontainer.json', inKata],
        ['broken/devcontainer.json', '{'],
      ] as const) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      const made = desk([undefined]);
      await useKata(made);
      assert.deepEqual(made.said[0]?.split('\n').slice(2), [
        '.devcontainer/devcontainer.json | default runtime | ',
        '.devcontainer/broken/devcontainer.json | has an error | ',
        '.devcontainer/kata/devcontainer.json | kata-qemu | ',
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('say above the runtime which one it is, and what can be done', async () => {
    const lenses = async (uri: vscode.Uri) => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        9,
      );
      return found.map(({ command, range }) => `${range.start.line}: ${command?.title ?? ''}`);
    };
    const uri = config(image);
    await show(uri);
    assert.deepEqual(await lenses(uri), ['3: Use Kata…']);
    await answering(useKata, uri, ['kata-qemu', 'Apply']);
    assert.deepEqual(await lenses(uri), [
      '4: Kata: kata-qemu',
      '4: Use Default Runtime',
      '4: Reopen in Kata',
      '4: Prove Isolation',
    ]);
    const own = config(
      '{\n"image": "a", "runArgs": ["--runtime=${localEnv:DEVCONTAINER_RUNTIME:runc}"]\n}\n',
    );
    await closeAll();
    await show(own);
    assert.deepEqual(await lenses(own), ['1: Use Kata…', '1: Runtime: runc', '1: Use Default Runtime']);
  });

  it('are switched by a refactoring on the lines of the runtime', async () => {
    const document = await show(config(image));
    const titles = async (line: number) => {
      const range = new vscode.Range(line, 0, line, 0);
      const actions = await actionsAt(document, range, vscode.CodeActionKind.Refactor);
      return actions.map(({ title }) => title);
    };
    assert.deepEqual(await titles(3), ['Use Kata in this dev container…']);
    assert.deepEqual(await titles(4), []);
  });

  it('show what does not go together with Kata as problems, with comments that silence them', async () => {
    const document = await show(
      config('{\n  "image": "debian",\n  "runArgs": ["--runtime=kata", "--network=host"]\n}\n'),
    );
    await expectRules(document.uri, ['devcontainer-network']);
    const [problem] = shown(document.uri);
    assert.equal(marked(document, problem!), '"--network=host"');
    const actions = await actionsAt(document, problem!.range, vscode.CodeActionKind.QuickFix);
    const silence = actions.find(({ title }) => title === 'Disable devcontainer-network for this line');
    assert.ok(silence?.edit);
    await vscode.workspace.applyEdit(silence.edit);
    assert.match(document.lineAt(2).text, /^ {2}\/\/ kata-lint-disable-next-line devcontainer-network/);
    await expectRules(document.uri, []);
  });
});
