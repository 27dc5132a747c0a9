import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ConfigFolders } from '../../src/editor/lint/config-folders';
import { HostKata } from '../../src/editor/host/kata';
import { judge, lookAround } from '../../src/editor/lint/judge';
import { ProjectFiles } from '../../src/editor/lint/project-files';
import type { KataTarget } from '../../src/knowledge';
import { folderForEach, right } from './support';

/** What VS Code keeps for an extension, in memory. */
function memento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T) => (kept.get(key) ?? fallback) as T,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
}

describe('the Kata of the last host check', () => {
  const folder = folderForEach();
  const log = vscode.window.createOutputChannel('test', { log: true });
  const folders = new ConfigFolders(log);
  const projects = new ProjectFiles(log);
  const host = new HostKata(memento());
  after(() => {
    for (const one of [host, projects, folders, log]) one.dispose();
  });

  const targetOf = async (text: string): Promise<string> => {
    const uri = folder.uri('configuration.toml');
    const { target } = judge({ uri, text }, await lookAround(uri, folders, projects, host));
    const { version, runtime } = target.target;
    return `${version} ${target.versionFrom}, ${runtime} ${target.runtimeFrom}`;
  };

  it('is that of a configuration that names none, but its runtime is not', async () => {
    assert.equal(await targetOf(right), '4.1.0 default, go default');
    await host.found({ version: '3.31.0', runtime: 'rs' });
    assert.equal(await targetOf(right), '3.31.0 host, go default');
    assert.equal(await targetOf(`# kata: version=3.30.0\n${right}`), '3.30.0 comment, go default');
    await host.found({});
    assert.equal(await targetOf(right), '4.1.0 default, go default');
  });

  it('is told to others only when it is another one', async () => {
    const targets: Partial<KataTarget>[] = [];
    const listener = host.onDidChange(() => targets.push(host.target));
    await host.found({ version: '4.0.0' });
    await host.found({ version: '4.0.0' });
    await host.found({});
    listener.dispose();
    assert.deepEqual(
      targets.map(({ version }) => version),
      ['4.0.0', undefined],
    );
  });
});
