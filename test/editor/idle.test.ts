import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { Session, type Profiler } from 'node:inspector/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { closeAll, expectRules, Folder, right, show, until } from './support';

/** Longer than what the extension repeats while somebody looks: the shortest interval of a view is 2 s, the usual 5 s. */
const window = 6_000;

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** The functions of the packed extension that run while something goes on; also what goes on after an `await`. */
class Watch {
  private readonly session = new Session();

  constructor(private readonly code: string) {}

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  async during(work: () => PromiseLike<unknown>): Promise<readonly string[]> {
    await this.session.post('Profiler.takePreciseCoverage');
    await work();
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    const ran = ({ ranges }: Profiler.FunctionCoverage): boolean => ranges.some(({ count }) => count > 0);
    return result
      .filter(({ url }) => url.startsWith(this.code))
      .flatMap(({ url, functions }) =>
        functions
          .filter(ran)
          .map(({ functionName, ranges }) => `${url}:${String(ranges[0]?.startOffset)} ${functionName}`),
      );
  }

  async stop(): Promise<void> {
    await this.session.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }
}

/** The timers that code of the packed extension has started and that have neither fired nor been cleared. */
class Timers {
  private readonly waiting = new Map<number, { readonly timer: object; readonly stack: string }>();
  private readonly hook;

  constructor(code: string) {
    this.hook = createHook({
      init: (id, type, _trigger, timer: object) => {
        if (type !== 'Timeout' && type !== 'Immediate') return;
        const { stack = '' } = new Error();
        if (stack.includes(code)) this.waiting.set(id, { timer, stack });
      },
      destroy: (id) => {
        this.waiting.delete(id);
      },
    });
  }

  start(): void {
    this.hook.enable();
  }

  get stacks(): readonly string[] {
    return [...this.waiting.values()].map(({ stack }) => stack);
  }

  stop(): void {
    this.hook.disable();
  }
}

const children = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;

describe('the extension with nothing open and no view in sight', () => {
  const folder = new Folder();
  const { extensionPath } = vscode.extensions.getExtension('kata-workbench.kata-workbench') ?? {};
  assert.ok(extensionPath !== undefined);
  const code = pathToFileURL(join(extensionPath, 'dist')).href;
  const [watch, timers] = [new Watch(code), new Timers(code)];
  before(async () => {
    await vscode.extensions.getExtension('kata-workbench.kata-workbench')?.activate();
    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeAll();
    timers.start();
    await watch.start();
  });
  after(async () => {
    timers.stop();
    await watch.stop();
    await closeAll();
    folder.remove();
  });

  it('has no timer, no process, and runs no line of its code', async function () {
    this.timeout(120_000);
    const processes = children();
    const busy = await watch.during(async () => {
      for (const view of ['host', 'sandboxes', 'confidentialPods']) {
        await vscode.commands.executeCommand(`kata.${view}.focus`);
        await pause(1_000);
      }
      await vscode.commands.executeCommand('kata.checkHost');
      await show(folder.write('configuration.toml', `${right}no_such_key = 1\n`));
      await expectRules(folder.uri('configuration.toml'), ['toml-unknown-key']);
    });
    assert.ok(busy.length > 1_000, `what runs is seen: ${String(busy.length)} functions`);
    assert.ok(timers.stacks.length > 0, 'what waits is seen');

    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeAll();
    await until(
      () => timers.stacks.length,
      (count) => count === 0,
      20_000,
    );
    assert.deepEqual(timers.stacks, []);
    await until(children, (count) => count <= processes, 10_000);
    assert.ok(children() <= processes, 'no process is left');
    // VS Code may still say something about what was closed; what is repeated comes in every window
    let ran: readonly string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      ran = await watch.during(() => pause(window));
      if (ran.length === 0) break;
    }
    assert.deepEqual(ran, []);
    assert.deepEqual(timers.stacks, []);
  });
});
