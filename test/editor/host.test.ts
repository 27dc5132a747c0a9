import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { comparisonPage } from '../../src/editor/host/compare';
import { HostCheck, type RunChecks } from '../../src/editor/host/check';
import { hostContent } from '../../src/editor/host/nodes';
import { checkTooltip } from '../../src/editor/host/tooltip';
import type { ViewNode } from '../../src/editor/view-tree';
import type { Check, Machine, Report, Status, TopicId } from '../../src/host';
import { closeAll, until } from './support';

const check = (id: string, status: Status, topic: TopicId = 'devices'): Check => ({
  id,
  topic,
  title: `Title of ${id}`,
  status,
  detail: 'What it means.',
  source: 'kernel',
});

const machine: Machine = {
  arch: 'x86_64',
  inside: 'metal',
  places: ['metal'],
  platform: 'linux',
  flags: new Set(),
  facilities: new Set(),
  dmi: {},
};

const report = (checks: readonly Check[]): Report => ({
  verdict: { status: 'not-ready', text: 'Not ready: 1 thing to do', next: [], workloads: [] },
  machine,
  checks,
});

/** For what needs /proc and a POSIX shell. */
const onLinux = process.platform === 'linux' ? it : it.skip;

const signal = (): AbortSignal => new AbortController().signal;

/** The lines of the view as text. */
function lines(host: HostCheck): readonly string[] {
  const line = (node: ViewNode, indent: string): readonly string[] => [
    `${indent}${node.children ? (node.expanded ? 'v ' : '> ') : ''}${node.label}: ${node.description ?? ''}`,
    ...(node.children ?? []).flatMap((child) => line(child, `${indent}  `)),
  ];
  return hostContent(host.results).nodes.flatMap((node) => line(node, ''));
}

describe('the results of the host check', () => {
  it('are grouped, with the state as a word; a group is open where something failed', async () => {
    const checks = [check('a', 'ok', 'machine'), check('b', 'failed'), check('c', 'not-applicable')];
    const host = new HostCheck(() => Promise.resolve(report(checks)));
    await host.run(signal());
    assert.deepEqual(lines(host), [
      'Not ready: ',
      'v Workloads: 0 of 0 now',
      '> Machine: ok',
      '  Title of a: ok',
      'v Devices: 1 failed',
      '  Title of b: failed',
      '  Title of c: not applicable',
    ]);
    const { badge, description, message } = hostContent(host.results);
    assert.deepEqual(badge, { value: 1, tooltip: '1 host check failed' });
    assert.equal(description, 'x86_64');
    assert.equal(message, 'Not ready: 1 thing to do');
  });

  it('show two steps that the same check asks for', async () => {
    const two = ['Start it.', 'Register Kata.'].map((text) => ({ id: 'docker', text }));
    const found = report([check('docker', 'failed', 'engines')]);
    const host = new HostCheck(() => Promise.resolve({ ...found, verdict: { ...found.verdict, next: two } }));
    await host.run(signal());
    const steps = hostContent(host.results).nodes.find(({ id }) => id === 'next')?.children ?? [];
    assert.deepEqual(
      steps.map(({ label }) => label),
      ['1. Start it.', '2. Register Kata.'],
    );
    assert.equal(new Set(steps.map(({ id }) => id)).size, 2);
  });

  it('come one by one; what was before stays, marked, until it has come again', async () => {
    let step: () => void = () => undefined;
    const next = () => new Promise<void>((resolve) => (step = resolve));
    const first = [check('a', 'ok'), check('b', 'failed')];
    const runs: RunChecks[] = [
      () => Promise.resolve(report(first)),
      async ({ onCheck }) => {
        onCheck?.(check('b', 'ok'));
        await next();
        return report([check('a', 'ok'), check('b', 'ok')]);
      },
    ];
    const host = new HostCheck((options) => runs.shift()!(options));
    await host.run(signal());
    const again = host.run(signal());
    assert.deepEqual(lines(host).slice(-2), ['  Title of a: ok before', '  Title of b: ok']);
    assert.match(hostContent(host.results).message ?? '', /^Checking again/);
    step();
    await again;
    assert.deepEqual(lines(host).slice(-2), ['  Title of a: ok', '  Title of b: ok']);
    assert.equal(hostContent(host.results).badge, undefined);
  });

  it('stay where the check is stopped, which is no error', async () => {
    const runs: RunChecks[] = [
      () => Promise.resolve(report([check('a', 'ok')])),
      ({ signal: stop }) => Promise.reject(stop?.reason as Error),
    ];
    const host = new HostCheck((options) => runs.shift()!(options));
    await host.run(signal());
    assert.equal(await host.run(AbortSignal.abort()), undefined);
    assert.deepEqual(lines(host).slice(-1), ['  Title of a: ok before']);
    assert.match(hostContent(host.results).message ?? '', /stopped/);
  });

  it('of one check that is run again take the place of the old ones', async () => {
    const asked: unknown[] = [];
    const host = new HostCheck(({ only, before }) => {
      asked.push(only, before?.checks.length);
      return Promise.resolve(report([check('a', only === undefined ? 'failed' : 'ok')]));
    });
    await host.run(signal());
    await host.again('a', signal());
    assert.deepEqual(asked, [undefined, undefined, 'a', 1]);
    assert.deepEqual(lines(host).slice(-1), ['  Title of a: ok']);
  });

  it('offer a terminal for a command, not for what belongs into a file', async () => {
    const step = { id: 'kvm', text: 'Do it.', command: 'sudo modprobe kvm' };
    const next = [step, { ...step, command: '{ "runtimes": {} }', elsewhere: true as const }];
    const found = report([]);
    const host = new HostCheck(() => Promise.resolve({ ...found, verdict: { ...found.verdict, next } }));
    await host.run(signal());
    const steps = hostContent(host.results).nodes.find(({ id }) => id === 'next')?.children ?? [];
    assert.deepEqual(
      steps.map(({ words }) => words),
      [['fix', 'command'], ['fix']],
    );
  });

  it('are explained in a tooltip in which nothing of the machine is Markdown', () => {
    const hostile = '[click](command:kata.checkHost) <img src=x> `a` me@example.com\u202e';
    const { value, isTrusted, supportHtml } = checkTooltip({
      ...check('a', 'failed'),
      detail: hostile,
      fix: { text: hostile, command: 'echo ```' },
      evidence: [{ path: '/proc/a', found: hostile }],
    });
    assert.ok(!isTrusted && !supportHtml);
    assert.doesNotMatch(value, /[^\\]\[click|[^\\]<img|[^\\]`a|me@|\u202e/);
    assert.match(value, /^\*\*Title of a\*\* \(failed\)/);
  });
});

describe('what can be done about a check', () => {
  const node = (command: string) => ({ fix: { text: 'Do it.', command } });

  onLinux('is typed into a terminal as one line that waits for Enter', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'kata-workbench-test-')), 'ran');
    await vscode.commands.executeCommand('kata.host.openTerminal', node(`touch ${file}\ntouch ${file}\n`));
    const terminal = vscode.window.terminals.find(({ name }) => name === 'Kata');
    assert.ok(terminal);
    // Enter would have run it by then
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.ok(!existsSync(file));
    terminal.sendText('', true);
    assert.ok(await until(() => existsSync(file), Boolean));
    terminal.dispose();
    assert.ok(await until(() => !vscode.window.terminals.includes(terminal), Boolean));
    rmSync(dirname(file), { recursive: true });
  });

  it('is copied where it is no single line', async () => {
    const lines = "sudo tee /etc/x <<'EOF'\na\nEOF";
    const before = vscode.window.terminals.length;
    await vscode.commands.executeCommand('kata.host.openTerminal', node(lines));
    assert.equal(await vscode.env.clipboard.readText(), lines);
    assert.equal(vscode.window.terminals.length, before);
  });

  it('is copied by a command of its own', async () => {
    await vscode.commands.executeCommand('kata.host.copyFix', node('modprobe kvm'));
    assert.equal(await vscode.env.clipboard.readText(), 'modprobe kvm');
    await vscode.commands.executeCommand('kata.host.copyFix', { fix: { text: 'Set it in the BIOS.' } });
    assert.equal(await vscode.env.clipboard.readText(), 'Set it in the BIOS.');
  });

  onLinux('begins with a look at the file that was read, also one of /proc', async () => {
    const one = { ...check('a', 'ok'), evidence: [{ path: '/proc/version', found: 'Linux' }] };
    await vscode.commands.executeCommand('kata.host.openFile', { check: one });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.path, '/proc/version');
    assert.match(document.getText(), /^Linux version/);
    await closeAll();
  });
});

describe('the comparison with other host checks', () => {
  it('takes names out before they are escaped', () => {
    const said = { id: 'kvm-ok', path: '/home/ada_l/kvm-ok', verdicts: [], differences: [] } as const;
    const page = comparisonPage([said], (text) => text.replace('/home/ada_l', '~'));
    assert.ok(page.includes('\\~\\/kvm\\-ok'));
  });

  it('has their lines beside our checks where these say something else', () => {
    const theirs = { name: 'Checking | for KVM', verdict: 'fail', line: 'QEMU: Checking...' } as const;
    const fine = { name: 'Checking *tun*', verdict: 'pass', line: '' } as const;
    const said = { id: 'virt-host-validate', path: '/usr/bin/virt-host-validate' } as const;
    const page = comparisonPage([
      {
        ...said,
        verdicts: [theirs, fine],
        differences: [{ theirs, ours: check('kvm', 'ok'), explanation: 'It looks at flags.' }],
      },
      { id: 'kvm-ok', path: '/usr/sbin/kvm-ok', verdicts: [], differences: [], failure: 'Late.\n|' },
    ]);
    assert.deepEqual(page.split('\n').slice(4, -1), [
      '## virt\\-host\\-validate',
      '',
      '\\/usr\\/bin\\/virt\\-host\\-validate',
      '',
      '| It looked at | It says | Our checks, where they say something else |',
      '| --- | --- | --- |',
      '| Checking \\| for KVM | failed | **Title of kvm: ok.** It looks at flags\\. |',
      '| Checking \\*tun\\* | passed |  |',
      '',
      '## kvm\\-ok',
      '',
      '\\/usr\\/sbin\\/kvm\\-ok',
      '',
      'It said nothing: Late\\. \\|',
    ]);
  });
});

describe('Check Host', () => {
  after(closeAll);

  it('runs on this machine; its report as JSON names nobody', async () => {
    await vscode.commands.executeCommand('kata.checkHost');
    await vscode.commands.executeCommand('kata.host.copyJson');
    const text = await vscode.env.clipboard.readText();
    const { verdict, checks } = JSON.parse(text) as Report;
    assert.match(verdict.status, /^(ready|partly|not-ready|unknown)$/);
    assert.ok(checks.some(({ id }) => id === 'kvm'));
    assert.doesNotMatch(text, new RegExp(`${homedir()}\\b`));
    if (userInfo().username !== 'root') assert.doesNotMatch(text, new RegExp(`\\b${userInfo().username}\\b`));
  });

  it('shows the report as a preview and as JSON', async () => {
    await vscode.commands.executeCommand('kata.host.showReport');
    const label = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    assert.match(await until(label, (text) => text.includes('Kata Host Report')), /Kata Host Report/);
    await vscode.commands.executeCommand('kata.host.showJson');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    assert.ok('verdict' in (JSON.parse(document.getText()) as object));
  });
});
