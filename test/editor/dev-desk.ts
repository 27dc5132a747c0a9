/** A desk whose questions are answered by the test: nothing is shown, nothing waits. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { CommandFailure, type Runner } from '../../src/engines';
import type { Ask } from '../../src/editor/devcontainer/ask';
import type { Desk } from '../../src/editor/devcontainer/desk';
import { ViewDocuments } from '../../src/editor/view-documents';
import { fakeRunner, type FakeAnswer } from '../support/fake-runner';

/**
 * The answers, in order: a part of the label of an item or of an action, or a typed text with `type:` before it.
 * undefined leaves the question.
 */
export type Answers = readonly (string | undefined)[];

/** A desk and what it was asked and told. */
export interface TestDesk extends Desk {
  /** Questions and messages, each with its items and actions in lines of their own. */
  readonly said: readonly string[];
  /** Throws where an answer was not asked for. */
  done(): void;
}

/** A Docker that has runc, and Kata's names. */
export const dockerInfo = JSON.stringify({
  ServerVersion: '27.5.1',
  DefaultRuntime: 'runc',
  OperatingSystem: 'Debian GNU/Linux 12',
  Runtimes: {
    runc: { path: 'runc', status: {} },
    'kata-qemu': {},
    runsc: { path: '/usr/bin/runsc', status: {} },
  },
});

/** What each command prints, or a runner. */
export type Programs = Readonly<Record<string, FakeAnswer>> | Runner;

/** Where its pages are: the extension itself has another scheme for them. */
export const pages = 'kata-test';
const documents = new ViewDocuments(pages, '');

export function desk(answers: Answers, programs: Programs = {}): TestDesk {
  const left = [...answers];
  const said: string[] = [];
  const next = (question: string): string | undefined => {
    assert.ok(left.length > 0, `No answer is left for: ${question}`);
    return left.shift();
  };
  const among = <T>(question: string, items: readonly T[], label: (item: T) => string): T | undefined => {
    const answer = next(question);
    if (answer === undefined) return undefined;
    const found = items.find((item) => label(item).includes(answer));
    assert.ok(found !== undefined, `"${answer}" is not among the answers to: ${question}`);
    return found;
  };
  const note = (...lines: readonly string[]): string => {
    const text = lines.filter((line) => line !== '').join('\n');
    said.push(text);
    return text;
  };
  const ask: Ask = {
    choose: async (items, { title, placeHolder }) => {
      const all = await items;
      const words = ({ label, description = '', detail = '' }: vscode.QuickPickItem): string =>
        `${label} | ${description} | ${detail}`;
      return among(note(title, placeHolder ?? '', ...all.map(words)), all, ({ label }) => label);
    },
    type: (options) => {
      const answer = next(note(options.title ?? ''));
      assert.ok(answer === undefined || answer.startsWith('type:'));
      const text = answer?.slice('type:'.length);
      return Promise.resolve(
        text !== undefined && options.validateInput?.(text) === undefined ? text : undefined,
      );
    },
    confirm: (_kind, message, detail, ...actions) =>
      Promise.resolve(among(note(message, detail, ...actions), actions, (action) => action)),
    // A message at the edge of the window needs no answer
    tell: (kind, message, ...actions) => {
      const question = note(`${kind}: ${message}`, ...actions);
      return Promise.resolve(
        actions.some((action) => left[0] !== undefined && action.includes(left[0]))
          ? among(question, actions, (action) => action)
          : undefined,
      );
    },
  };
  const runner = isRunner(programs) ? programs : fakeRunner({ ...usual, ...programs });
  const state = new Map<string, unknown>();
  const log = () => undefined;
  return {
    ask,
    runner,
    documents,
    log: { info: log, warn: log, error: log, debug: log },
    state: {
      get: (key) => state.get(key),
      update: (key, value) => {
        state.set(key, value);
        return Promise.resolve();
      },
    },
    said,
    done: () => {
      assert.deepEqual(left, [], 'every answer was asked for');
    },
  };
}

const isRunner = (programs: Programs): programs is Runner =>
  typeof programs.run === 'function' && 'lines' in programs;

const usual: Readonly<Record<string, FakeAnswer>> = {
  'docker version *': JSON.stringify({ Client: { Version: '27.5.1' }, Server: { Version: '27.5.1' } }),
  'docker info *': dockerInfo,
  'docker context *': '',
  'git *': { exitCode: 128, stderr: 'fatal: not a git repository' },
};

/** A Docker that does not answer. */
export const noDocker: Readonly<Record<string, FakeAnswer>> = {
  'docker info *': new CommandFailure(
    'unreachable',
    'docker',
    '`docker info` failed: Cannot connect to the Docker daemon.',
  ),
};
