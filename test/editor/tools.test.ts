import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ConfigFolders } from '../../src/editor/lint/config-folders';
import { tools } from '../../src/editor/contributions';
import { HeavyLint } from '../../src/editor/lint/heavy';
import { HostKata } from '../../src/editor/host/kata';
import { FileJudge } from '../../src/editor/lint/judge-file';
import { ManifestIndex } from '../../src/editor/lint/manifest-index';
import { ProjectFiles } from '../../src/editor/lint/project-files';
import { invoke } from '../../src/editor/tools/invoke';
import { prepare } from '../../src/editor/tools/prepare';
import type { ToolName } from '../../src/tools';
import { fakeRunner, type FakeAnswer } from '../support/fake-runner';

const wrong = `[hypervisor.qemu]
path = "/q"
kernel = "/k"
image = "/i"
shared_fs = "none"
enable_iomu = true
`;

const textOf = ({ content }: vscode.LanguageModelToolResult): string =>
  content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');

describe('Tools for language models', () => {
  const disposables: vscode.Disposable[] = [];
  const keep = <T extends vscode.Disposable>(each: T): T => {
    disposables.push(each);
    return each;
  };
  let outside: string;
  before(() => {
    outside = mkdtempSync(join(tmpdir(), 'kata-workbench-tools-'));
  });
  after(() => {
    for (const each of disposables) each.dispose();
    rmSync(outside, { recursive: true, force: true });
  });

  /** Calls a tool without asking, with programs that only seem to be there. */
  const callHere = async (
    name: ToolName,
    input: object,
    answers: Readonly<Record<string, FakeAnswer>> = {},
    token = new vscode.CancellationTokenSource().token,
  ): Promise<string> => {
    const log = keep(vscode.window.createOutputChannel('Kata tools test', { log: true }));
    const memory = {
      get: (_: string, other?: unknown) => other,
      update: () => Promise.resolve(),
      keys: () => [],
    };
    const projects = keep(new ProjectFiles(log));
    const heavy = keep(new HeavyLint(''));
    const files = new FileJudge(keep(new ManifestIndex(projects, heavy, log)), heavy);
    const folders = keep(new ConfigFolders(log));
    const host = keep(new HostKata(memory));
    const parts = { runner: fakeRunner(answers), folders, projects, files, host, memory, log };
    return textOf(await invoke(name, input, parts, token));
  };
  const rulesIn = (text: string): readonly string[] =>
    [...text.matchAll(/"rule": "([\w-]+)"/g)].map(([, rule = '']) => rule);

  it('are there, all five', () => {
    const own = vscode.lm.tools.filter(({ name }) => name.startsWith('kata_'));
    assert.deepEqual(own.map(({ name }) => name).sort(), [...tools].sort());
    for (const { description, inputSchema } of own)
      assert.ok(description.length > 100 && inputSchema !== undefined);
  });

  it('lint a text, and explain, without a question', async () => {
    const call = async (name: string, input: object): Promise<string> =>
      textOf(await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }));
    assert.deepEqual(rulesIn(await call('kata_lint', { text: wrong })), ['toml-unknown-key']);
    assert.match(await call('kata_explain', { about: 'toml-unknown-key' }), /^# toml-unknown-key\n/);
    await assert.rejects(call('kata_explain', { about: 'hello' }), /Nothing is known of this\. Give the id/);
  });

  it('check this host with the programs that are there', async () => {
    const found = JSON.parse(await callHere('kata_check_host', { topic: 'kernel' })) as {
      readonly verdict: { readonly status: string };
      readonly checks: readonly { readonly id: string }[];
    };
    assert.notEqual(found.verdict.status, '');
    assert.ok(found.checks.some(({ id }) => id === 'kernel'));
  });

  it('lint a file of the workspace by its relative path, as it is in its editor', async () => {
    const path = join('kata-containers', 'configuration-qemu-sev.toml');
    const [folder] = vscode.workspace.workspaceFolders!;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder!.uri, path));
    const onScreen = vscode.languages.getDiagnostics(document.uri);
    assert.ok(rulesIn(await callHere('kata_lint', { path })).length > 0, JSON.stringify(onScreen));
    const other = await callHere('kata_lint', { path, kataVersion: '3.20.0', runtime: 'go' });
    assert.match(other, /"version": "3\.20\.0",\n {5}"runtime": "go",\n {5}"versionFrom": "setting"/);
  });

  it('say what can not be linted, and what would help', async () => {
    writeFileSync(join(outside, 'x.txt'), 'hello');
    writeFileSync(join(outside, 'large.toml'), ' '.repeat(1_000_001));
    for (const [path, message] of [
      ['none.toml', /^There is no file .*none\.toml\.$/],
      ['manifests', /manifests is a folder\. Name a file in it\.$/],
      [join(outside, 'x.txt'), /^Nothing to check: .* give its "kind"\.$/],
      [join(outside, 'large.toml'), /large\.toml has more than 1 MB and is not checked\.$/],
    ] as const)
      await assert.rejects(callHere('kata_lint', { path }), (error: Error) => message.test(error.message));
  });

  it('ask before programs are run, and name them', async () => {
    const asked = async (name: ToolName, input = {}): Promise<string> => {
      const { confirmationMessages: asks } = await prepare(name, input);
      const message = asks?.message;
      // A space that must stay is an entity in Markdown
      return message instanceof vscode.MarkdownString ? plain(message.value) : '';
    };
    assert.match(
      await asked('kata_check_host'),
      /asks the programs that are installed .*docker .*It changes nothing\.$/,
    );
    assert.match(await asked('kata_list_sandboxes'), /runs docker, nerdctl, ctr, crictl, podman to list/);
    assert.match(
      await asked('kata_list_confidential_pods', { context: 'prod' }),
      /runs kubectl with your login and reads pods, nodes, RuntimeClasses and events of prod, never Secrets\./,
    );
    assert.equal(await asked('kata_explain', { about: 'kvm' }), '');
    assert.equal(await asked('kata_lint', { text: wrong }), '');
  });

  it('ask before a file is read, and say where one is outside of the workspace', async () => {
    const asked = async (path: string): Promise<string> => {
      const { confirmationMessages: asks } = await prepare('kata_lint', { path });
      assert.ok(asks?.message instanceof vscode.MarkdownString);
      return plain(asks.message.value);
    };
    const inside = join('kata-containers', 'configuration-qemu.toml');
    assert.ok(
      (await asked(inside)).startsWith(`Kata Workbench reads ${inside.replaceAll('\\', '/')} and what`),
    );
    const file = join(outside, 'x.toml');
    writeFileSync(file, wrong);
    assert.ok(
      (await asked(file)).startsWith(`${file} is outside of this workspace. Kata Workbench reads it`),
    );
    const [folder] = vscode.workspace.workspaceFolders!;
    assert.match(await asked(join(folder!.uri.fsPath, '..', 'x.toml')), /is outside of this workspace/);
    assert.match(await asked('../x.toml'), /is outside of this workspace/);
    const link = join(folder!.uri.fsPath, 'link.toml');
    symlinkSync(file, link);
    try {
      assert.match(await asked('link.toml'), /link\.toml is outside of this workspace/);
    } finally {
      rmSync(link);
    }
  });

  it('show a path that a model made up as a path', async () => {
    const { confirmationMessages: asks, invocationMessage } = await prepare('kata_lint', {
      path: '/x/[open](command:workbench.action.quit)\u202e.toml',
    });
    for (const shown of [asks?.message, invocationMessage]) {
      assert.ok(shown instanceof vscode.MarkdownString);
      assert.ok(!shown.isTrusted && !shown.supportHtml);
      assert.ok(shown.value.includes('\\[open\\]\\(command:') && !shown.value.includes('\u202e'));
    }
  });

  it('run nothing in a workspace without trust, and say what to do', async () => {
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
    Object.defineProperty(vscode.workspace, 'isTrusted', { ...trusted, get: () => false });
    try {
      for (const name of ['kata_check_host', 'kata_list_sandboxes', 'kata_list_confidential_pods'] as const) {
        await assert.rejects(
          callHere(name, {}),
          /before this workspace is trusted\. Ask the user to run the command/,
        );
        assert.equal((await prepare(name, {})).confirmationMessages, undefined);
      }
      assert.match(await callHere('kata_explain', { about: 'kvm' }), /^# kvm: /);
      assert.deepEqual(rulesIn(await callHere('kata_lint', { text: wrong })), ['toml-unknown-key']);
      assert.ok((await prepare('kata_lint', { path: 'x.toml' })).confirmationMessages);
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
  });

  it('end the call when it is cancelled', async () => {
    const cancelling = new vscode.CancellationTokenSource();
    const started = new vscode.EventEmitter<void>();
    const runs = new Promise<void>((resolve) => keep(started).event(resolve));
    const hangs = (signal?: AbortSignal): Promise<string> => {
      started.fire();
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('ended'));
        });
      });
    };
    const call = callHere(
      'kata_list_confidential_pods',
      {},
      { 'kubectl config view *': hangs },
      cancelling.token,
    );
    await runs;
    cancelling.cancel();
    await assert.rejects(call, vscode.CancellationError);
  });

  it('take home folders out of what they say of this machine', async () => {
    const info = JSON.stringify({ ServerVersion: '28.5.1', Runtimes: {} });
    const item = {
      Id: 'a'.repeat(64),
      Name: '/web',
      State: { Status: 'running', Pid: 1 },
      HostConfig: { Runtime: 'kata' },
      Config: { Image: `${homedir()}/image` },
    };
    const text = await callHere(
      'kata_list_sandboxes',
      {},
      {
        'docker context ls *':
          '{"Name":"default","DockerEndpoint":"unix:///var/run/docker.sock","Current":true}',
        'docker --context default info *': info,
        'docker --context default ps *': `${item.Id}\n`,
        'docker --context default inspect *': JSON.stringify([item]),
      },
    );
    assert.match(text, /"image": "~\/image"/);
  });
});

/** What appendText made of a text, back as the text. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll('&nbsp;', ' ')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\n\n/g, '\n');
