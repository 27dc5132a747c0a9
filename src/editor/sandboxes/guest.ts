/** What concerns the VM of a sandbox: its console, its metrics, and the configuration that it was started with. */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Runtime } from '../../knowledge';
import { runtimeOfShim } from '../../knowledge/shims';
import { getStart, hostProc, isId, monitor, monitorMetrics, type Sandbox } from '../../sandboxes';
import { openTerminal } from '../terminal';
import { visible } from '../untrusted-text';
import { configurationsOf, debugConsole } from './configuration';
import type { SandboxDesk } from './desk';

/** Which of Kata's runtimes keeps a sandbox: by its shim, else by where its state is (`/run/kata` may be listed by all). */
function runtimeOf({ shim, id }: Sandbox): Runtime {
  return (shim && runtimeOfShim(shim.program)) ?? (isId(id) && existsSync(`/run/kata/${id}`) ? 'rs' : 'go');
}

/** Explains what the console of the guest needs, and opens a terminal with the command; root has to run it. */
export async function openConsole(desk: SandboxDesk, sandbox: Sandbox): Promise<void> {
  const { t } = vscode.l10n;
  const { id } = sandbox;
  if (!isId(id)) return;
  const runtime = runtimeOf(sandbox);
  const program = runtime === 'rs' ? 'kata-ctl' : 'kata-runtime';
  const state = await consoleState(sandbox, runtime);
  const open = t('Open Terminal');
  const configuration = t('Open Configuration');
  const detail = [
    consoleWords(state),
    t(
      'The console is a shell in the VM, outside of the containers: {0} needs root, and the guest image a shell.',
      program,
    ),
    t('The command is put into a terminal; you start it.'),
  ].join('\n\n');
  const answer = await desk.ask.confirm(
    'information',
    state === 'off' ? t('This sandbox has no debug console') : t('Open the console of the guest?'),
    detail,
    ...(state === 'off' ? [configuration] : [open, ...(state === 'unknown' ? [configuration] : [])]),
  );
  if (answer === open) await openTerminal(t('Guest console'), `sudo ${program} exec ${id}`);
  else if (answer === configuration) await openConfiguration(desk, sandbox);
}

/** `on` and `off`: as the VM was started. `on-now`, `off-now`: as the configuration says now. */
type ConsoleState = 'on' | 'off' | 'on-now' | 'off-now' | 'unknown';

async function consoleState(sandbox: Sandbox, runtime: Runtime): Promise<ConsoleState> {
  const { vmm, hypervisor } = sandbox;
  const args = vmm && hypervisor === 'qemu' ? hostProc.read(`${vmm.pid}/cmdline`) : undefined;
  // Go and runtime-rs put it into the guest's kernel parameters when they start the VM
  if (args !== undefined && args !== '') return /\bagent\.debug_console\b/.test(args) ? 'on' : 'off';
  const { certain, usual } = await configurationsOf(sandbox, runtime);
  const path = certain ?? usual[0];
  const enabled = path === undefined ? undefined : await debugConsole(path);
  return enabled === undefined ? 'unknown' : enabled ? 'on-now' : 'off-now';
}

function consoleWords(state: ConsoleState): string {
  const { t } = vscode.l10n;
  const need = 'debug_console_enabled = true';
  switch (state) {
    case 'on':
      return t('The VM was started with the debug console.');
    case 'off':
      return t(
        'The VM was started without the debug console. Set {0} in [agent.kata] of its configuration, then start the sandbox anew.',
        need,
      );
    case 'on-now':
      return t('The configuration says {0}. It has to have said so when the sandbox was started.', need);
    case 'off-now':
      return t(
        'The configuration does not say {0} in [agent.kata]. Unless it did when the sandbox was started, the console does not answer.',
        need,
      );
    case 'unknown':
      return t(
        'Whether the debug console is on could not be read: {0} has to stand in [agent.kata] of its configuration when the sandbox is started.',
        need,
      );
  }
}

/** Metrics by kata-monitor, where it runs; else the way to ask the shim. */
export async function showMetrics(desk: SandboxDesk, sandbox: Sandbox): Promise<void> {
  const { t } = vscode.l10n;
  const { id, name } = sandbox;
  if (!isId(id)) return;
  const text = await monitorMetrics(id, getStart);
  if (text !== undefined) {
    await desk.documents.showText(`${visible(name, 60)}.metrics.txt`, id, text);
    return;
  }
  const open = t('Open Terminal');
  const folder = runtimeOf(sandbox) === 'rs' ? '/run/kata' : '/run/vc/sbs';
  const answer = await desk.ask.tell(
    'information',
    t('No kata-monitor answers for this sandbox at {0}. Its shim does, but only to root.', monitor),
    open,
  );
  if (answer === open)
    await openTerminal(
      t('Kata metrics'),
      `sudo curl --silent --unix-socket ${folder}/${id}/shim-monitor.sock http://shim/metrics`,
    );
}

/** Opens the configuration.toml: the one that the engine names, else one of those that Kata looks for, which is said. */
export async function openConfiguration(desk: SandboxDesk, sandbox: Sandbox): Promise<void> {
  const { t } = vscode.l10n;
  const { certain, usual, places } = await configurationsOf(sandbox, runtimeOf(sandbox));
  const runtime = visible(sandbox.runtime.name, 60);
  if (certain !== undefined) {
    if (existsSync(certain)) await vscode.window.showTextDocument(vscode.Uri.file(certain));
    else
      await desk.ask.tell(
        'warning',
        t(
          'The runtime {0} names {1}, but there is no such file, or it may not be seen.',
          runtime,
          visible(certain, 200),
        ),
      );
    return;
  }
  const [path] = usual;
  if (path === undefined) {
    await desk.ask.tell(
      'information',
      t(
        'Nothing here tells which configuration {0} uses, and there is none where Kata looks: {1}.',
        runtime,
        places.join(', '),
      ),
    );
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(path));
  await desk.ask.tell(
    'information',
    sandbox.source.kind === 'docker'
      ? t(
          'The runtime {0} names no configuration, so Kata takes the first that it finds: {1}.',
          runtime,
          path,
        )
      : t(
          'What {0} names in the configuration of its engine was not read. If it names none, Kata takes the first that it finds: {1}.',
          runtime,
          path,
        ),
  );
}
