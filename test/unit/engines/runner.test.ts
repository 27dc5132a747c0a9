import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CommandFailure,
  createRunner,
  type Command,
  type FailureKind,
  type Output,
} from '../../../src/engines';

const raw = (output: Output): Output => output;
const shell = (script: string, more: Partial<Command<Output>> = {}): Command<Output> => ({
  command: 'sh',
  args: ['-c', script],
  parse: raw,
  ...more,
});

/** Whether any process has this word among its arguments. */
const running = (word: string): boolean =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.startsWith('sleep ') && line.includes(word));

describe('The runner of programs', () => {
  const runner = createRunner();
  const never = new AbortController().signal;

  /** Runs and expects this failure. */
  async function fails(work: Promise<unknown>, kind: FailureKind, message: RegExp): Promise<CommandFailure> {
    const error = await work.then(
      () => assert.fail('it succeeded'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof CommandFailure, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    return error;
  }

  it('passes arguments as they are, whatever a shell would make of them', async () => {
    const args = ['a b', '$(id)', '; ls', '"', "'", '*', ''];
    const command = {
      command: process.execPath,
      args: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
    };
    assert.deepEqual(
      await runner.run({ ...command, parse: ({ stdout }) => JSON.parse(stdout) as unknown }),
      args,
    );
  });

  it('gives a program no input, or the one that the command has', async () => {
    assert.equal((await runner.run({ command: 'cat', args: [], parse: raw })).stdout, '');
    assert.equal((await runner.run({ command: 'cat', args: [], parse: raw, input: 'ü\n' })).stdout, 'ü\n');
  });

  it('says that there is no such program', async () => {
    const error = await fails(
      runner.run({ command: 'no-such-program', args: [], parse: raw }),
      'missing',
      /^There is no program `no-such-program` on the PATH\.$/,
    );
    assert.equal(error.program, 'no-such-program');
  });

  it('finds a program where a setting says it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'programs-'));
    try {
      const path = join(folder, 'my docker');
      writeFileSync(path, '#!/bin/sh\necho "mine $1"\n');
      const own = createRunner({ programs: { docker: path } });
      await fails(own.run({ command: 'docker', args: ['x'], parse: raw }), 'not-permitted', /may not be run/);
      chmodSync(path, 0o755);
      assert.equal((await own.run({ command: 'docker', args: ['x'], parse: raw })).stdout, 'mine x\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names the cause of a failure and keeps what the program said', async () => {
    const error = await fails(
      runner.run(shell('echo "warning: old" >&2; echo "Error: no such thing." >&2; exit 3')),
      'failed',
      /failed: Error: no such thing\.$/,
    );
    assert.equal(error.exitCode, 3);
    assert.equal(error.said, 'warning: old\nError: no such thing.');
  });

  it('tells a daemon that is away from one that may not be used', async () => {
    const docker = 'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?';
    await fails(
      runner.run(shell(`echo '${docker}' >&2; exit 1`)),
      'unreachable',
      /Is the docker daemon running\.$/,
    );
    const denied = 'permission denied while trying to connect to the Docker daemon socket';
    await fails(runner.run(shell(`echo '${denied}' >&2; exit 1`)), 'not-permitted', /permission denied/);
  });

  it('takes the exit codes that the command names', async () => {
    assert.equal((await runner.run(shell('exit 1', { exitCodes: [0, 1] }))).exitCode, 1);
  });

  it('makes what a parser throws a failure', async () => {
    const parse = ({ stdout }: Output) => JSON.parse(stdout) as unknown;
    await fails(runner.run({ ...shell('echo x'), parse }), 'unreadable', /printed something unexpected/);
  });

  it('ends a program that is late, with all that it started', async () => {
    const started = performance.now();
    const script = 'sleep 3111 & trap "" TERM; sleep 3112; sleep 3113';
    await fails(runner.run(shell(script, { timeLimit: 200 })), 'timed-out', /did not answer within 0\.2 s/);
    assert.ok(performance.now() - started < 20_000);
    for (const word of ['3111', '3112', '3113']) assert.equal(running(word), false, word);
  });

  it('ends a program when it is cancelled, and starts none afterwards', async () => {
    const stop = new AbortController();
    const work = runner.run(shell('sleep 3121'), stop.signal);
    await wait(100);
    stop.abort();
    await fails(work, 'cancelled', /was cancelled/);
    assert.equal(running('3121'), false);
    await fails(runner.run(shell('sleep 3122'), stop.signal), 'cancelled', /was not started/);
  });

  it('refuses an argument with a NUL character', async () => {
    await fails(runner.run({ command: 'echo', args: ['a\0b'], parse: raw }), 'failed', /NUL character/);
  });

  it('keeps settings of VS Code and Node.js away from programs, and asks for English', async () => {
    const own = createRunner({
      environment: {
        ...process.env,
        NODE_OPTIONS: '--inspect',
        VSCODE_PID: '1',
        LC_ALL: 'de_DE.UTF-8',
        HOME: '/h',
      },
    });
    const { stdout } = await own.run({ command: 'env', args: [], parse: raw, environment: { EXTRA: '1' } });
    const names = stdout.split('\n');
    assert.ok(names.includes('LC_ALL=C') && names.includes('HOME=/h') && names.includes('EXTRA=1'));
    assert.ok(!/NODE_OPTIONS|VSCODE_PID/.test(stdout));
  });

  describe('of those that go on printing', () => {
    it('hands over whole lines as they come', async () => {
      const lines: string[] = [];
      const script = 'printf "a\\nb"; sleep 0.1; printf "c\\r\\n\\nhalf"';
      await runner.lines(shell(script), (line) => lines.push(line), never);
      assert.deepEqual(lines, ['a', 'bc']);
    });

    it('hands over the lines of stderr to who wants them', async () => {
      const lines: string[] = [];
      await runner.lines(
        shell('echo a; echo "b b" >&2; echo c >&2'),
        (line) => lines.push(`out ${line}`),
        never,
        (line) => lines.push(`err ${line}`),
      );
      assert.deepEqual(lines.sort(), ['err b b', 'err c', 'out a']);
    });

    it('says why it ended', async () => {
      await fails(
        runner.lines(shell('echo a; echo "error: gone" >&2; exit 1'), () => undefined, never),
        'failed',
        /error: gone/,
      );
    });

    it('ends with the signal', async () => {
      const stop = new AbortController();
      const lines: string[] = [];
      const work = runner.lines(
        shell('echo up; sleep 3131'),
        (line) => {
          lines.push(line);
          stop.abort();
        },
        stop.signal,
      );
      await fails(work, 'cancelled', /was cancelled/);
      assert.deepEqual(lines, ['up']);
      assert.equal(running('3131'), false);
    });

    it('refuses a line without end', async () => {
      const work = runner.lines({ command: 'tr', args: ['\\0', 'x'], folder: '/' }, () => undefined, never);
      await work; // No input: it ends at once
      const endless = runner.lines(shell('exec tr "\\0" x </dev/zero'), () => undefined, never);
      await fails(endless, 'unreadable', /a line of more than 8 MB/);
    });
  });
});
