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

  it('ends what runs with the window', async () => {
    const endless = { command: 'sleep', args: ['600'], timeLimit: 60_000, parse: () => '' };
    const running = runner.run(endless);
    setTimeout(() => {
      runner.dispose();
    }, 100);
    await assert.rejects(running, { kind: 'cancelled' });
  });
});
