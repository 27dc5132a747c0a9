import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { topics } from '../../../src/host';
import { kinds, maxText } from '../../../src/lint';
import { tools as registered } from '../../../src/editor/contributions';
import { toolNames, tools } from '../../../src/tools';
import { FakeToolDesk } from '../../support/tool-desk';

interface Contribution {
  readonly name: string;
  readonly toolReferenceName: string;
  readonly displayName: string;
  readonly userDescription: string;
  readonly modelDescription: string;
  readonly inputSchema: unknown;
}
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly languageModelTools: readonly Contribution[] };
};
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

describe('Tools for language models: what they are', () => {
  it('are the same here, in the editor and in package.json', () => {
    assert.deepEqual(
      tools.map(({ name }) => name),
      toolNames,
    );
    assert.deepEqual(registered, toolNames);
    assert.deepEqual(
      contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
        name,
        modelDescription,
        inputSchema,
      })),
      tools.map(({ name, description, input }) => ({
        name,
        modelDescription: description,
        inputSchema: JSON.parse(JSON.stringify(input)) as unknown,
      })),
    );
  });

  it('have names and texts that VS Code and people can use', () => {
    for (const { toolReferenceName, displayName, userDescription } of contributes.languageModelTools) {
      assert.match(toolReferenceName, /^kata[A-Z]\w+$/);
      for (const key of [displayName, userDescription])
        assert.ok((texts[key.replaceAll('%', '')] ?? '') !== '', key);
    }
    for (const { name, description } of tools) {
      assert.match(name, /^kata(?:_[a-z]+)+$/);
      assert.ok(description.length > 100 && description.length < 1_000, name);
    }
  });

  it('offer the topics of the host check and the kinds of the lint, as they are', () => {
    const property = (tool: string, key: string) =>
      tools.find(({ name }) => name === tool)?.input.properties[key];
    assert.deepEqual(property('kata_check_host', 'topic')?.enum, topics);
    assert.deepEqual(property('kata_lint', 'kind')?.enum, kinds);
    assert.equal(property('kata_lint', 'text')?.maxLength, maxText);
  });
});

describe('Tools for language models: what they are called with', () => {
  const desk = new FakeToolDesk();

  for (const [name, input, message] of [
    ['kata_x', {}, /^There is no tool "kata_x"; there are kata_check_host, kata_lint, /],
    ['kata_lint\u001b[31m', {}, /^There is no tool "kata_lint\\u\{1b\}\[31m"; /],
    ['kata_check_host', { topics: 'tee' }, /^kata_check_host has no parameter "topics"; it takes "topic"\.$/],
    ['kata_check_host', { topic: 'x' }, /^"topic" of kata_check_host is "machine", .*, not "x"\.$/],
    ['kata_check_host', { topic: 5 }, /^"topic" of kata_check_host is a string\.$/],
    ['kata_check_host', 'tee', /^kata_check_host takes an object with "topic"\.$/],
    ['kata_check_host', ['tee'], /^kata_check_host takes an object with "topic"\.$/],
    ['kata_check_host', { constructor: 'x' }, /has no parameter "constructor"/],
    ['kata_list_sandboxes', { all: 'yes' }, /^"all" of kata_list_sandboxes is a boolean\.$/],
    ['kata_explain', {}, /^kata_explain needs "about"\.$/],
    ['kata_explain', { about: '' }, /^kata_explain needs "about"\.$/],
    [
      'kata_explain',
      { about: 'x'.repeat(20_001) },
      /^"about" of kata_explain has 20001 characters; 20000 are the most\.$/,
    ],
    ['kata_lint', {}, /^Give the "path" of a file, or a "text"\.$/],
    ['kata_lint', { path: 'x'.repeat(4_097) }, /^"path" of kata_lint has 4097 characters/],
  ] as const)
    it(`${name.slice(0, 20)} ${JSON.stringify(input).slice(0, 40)} is refused with what would be right`, async () => {
      assert.match(await desk.refusal(name, input), message);
      assert.deepEqual(desk.runner.calls, []);
    });

  it('may leave out what is optional, with null and empty texts, too', async () => {
    const found = await desk.result('kata_check_host', { topic: null });
    assert.deepEqual(found, await desk.result('kata_check_host', { topic: '' }));
  });

  it('end at once when nobody waits any more', async () => {
    const ended = new AbortController();
    ended.abort(new Error('enough'));
    await assert.rejects(desk.text('kata_check_host', {}, ended.signal), /^Error: enough$/);
  });
});
