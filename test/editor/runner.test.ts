import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Command } from '../../src/engines';
import { WindowRunner } from '../../src/editor/runner';
import { setSetting } from './support';

const version: Command<string> = {
  command: 'docker',
  args: ['-e', 'console.log(process.argv[0])'],
  parse: ({ stdout }) => stdout.trim(),
};

describe('the runner of the window', () => {
  let runner: WindowRunner;
  beforeEach(() => {
    runner = new WindowRunner();
  });
  afterEach(() => {
    runner.dispose();
  });

  it('runs a program where the setting says it is, as soon as the setting says so', async () => {
    const undo = await setSetting('kata.paths.docker', process.execPath);
    try {
      assert.equal(
        await runner.run({ ...version, environment: { ELECTRON_RUN_AS_NODE: '1' } }),
        process.execPath,
      );
    } finally {
      await undo();
    }
  });

  it('names the setting where it leads nowhere', async () => {
    const undo = await setSetting('kata.paths.docker', '/nowhere/docker');
    try {
      await assert.rejects(runner.run(version), {
        kind: 'missing',
        message: 'There is no program at /nowhere/docker, where the setting kata.paths.docker says it is.',
      });
    } finally {
      await undo();
    }
    assert.equal(vscode.workspace.getConfiguration('kata').get('paths.docker'), '');
  });

  it('runs nothing in a workspace that is not trusted', async () => {
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
    Object.defineProperty(vscode.workspace, 'isTrusted', { ...trusted, get: () => false });
    try {
      const refused = { kind: 'not-permitted', message: /before this workspace is trusted/ };
      await assert.rejects(runner.run({ ...version, command: process.execPath }), refused);
      await assert.rejects(
        runner.lines({ command: process.execPath, args: [] }, () => undefined, new AbortController().signal),
        refused,
      );
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
    assert.ok(vscode.workspace.isTrusted);
  });

  it('ends what runs with the window', async () => {
    const endless = { command: 'sleep', args: ['600'], timeLimit: 60_000, parse: () => '' };
    const running = runner.run(endless);
    setTimeout(() => {
      runner.dispose();
    }, 100);
    await assert.rejects(running, { kind: 'cancelled' });
  });
});
