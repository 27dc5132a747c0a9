import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, Folder } from './support';

/** A token with its scopes, as VS Code's own engine for grammars finds them. */
interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** The part of vscode-textmate and vscode-oniguruma that is used here. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar> };
  parseRawGrammar(text: string, path: string): unknown;
}
interface Grammar {
  tokenizeLine(
    line: string,
    state: unknown,
  ): {
    readonly tokens: readonly {
      readonly startIndex: number;
      readonly endIndex: number;
      readonly scopes: string[];
    }[];
    readonly ruleStack: unknown;
  };
}
interface Oniguruma {
  readonly OnigScanner: new (patterns: string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
  readonly loadWASM: (data: ArrayBufferLike) => Promise<void>;
}

/** A module that VS Code brings along. */
function ofVsCode(name: string): { readonly folder: string; readonly module: unknown } {
  const folders = ['node_modules', 'node_modules.asar'].map((at) => join(vscode.env.appRoot, at, name));
  const folder = folders.find((at) => existsSync(at));
  assert.ok(folder, `VS Code has ${name}`);
  return { folder, module: createRequire(import.meta.url)(folder) as unknown };
}

async function tokensOf(text: string): Promise<readonly Token[]> {
  const textMate = ofVsCode('vscode-textmate').module as TextMate;
  const { folder, module } = ofVsCode('vscode-oniguruma');
  const { loadWASM, OnigScanner, OnigString } = module as Oniguruma;
  await loadWASM(new Uint8Array(readFileSync(join(folder, 'release', 'onig.wasm'))).buffer);
  const { extensionPath } = vscode.extensions.getExtension('kata-workbench.kata-workbench')!;
  const file = join(extensionPath, 'syntaxes', 'toml.tmLanguage.json');
  const registry = new textMate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new OnigScanner(patterns),
      createOnigString: (line: string) => new OnigString(line),
    }),
    loadGrammar: () => Promise.resolve(textMate.parseRawGrammar(readFileSync(file, 'utf8'), file)),
  });
  const grammar = await registry.loadGrammar('source.toml');
  let state = textMate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

describe('the language TOML', () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
  });
  after(async () => {
    await closeAll();
    folder.remove();
  });

  it('is that of .toml files and of the templates of Kata', async () => {
    const names = ['configuration.toml', 'other.toml', 'configuration-qemu.toml.in'];
    for (const name of names) assert.equal((await folder.open(name, '')).languageId, 'toml', name);
    assert.notEqual((await folder.open('other.toml.in', '')).languageId, 'toml');
  });

  it('has colours for everything that TOML holds', async () => {
    const text = [
      '# comment',
      '[hypervisor."a.b"] # after',
      '[[runtime.shared_mounts]]',
      `path = "/opt\\u0041\\q@PREFIX@"`,
      `a.'b c' = 'x\\n'`,
      'date = 1979-05-27T07:32:00Z',
      'numbers = [1_000, -0.5e3, 0xff, true, @VCPUS@]',
      'open = "abc',
      'table = { key = """',
      '"" more""" }',
      'broken = [ 1,',
      'next = 2',
    ].join('\n');
    const tokens = await tokensOf(text);
    const has = (content: string, scope: string): void => {
      const found = tokens.filter((token) => token.text.trim() === content);
      assert.ok(
        found.some(({ scopes }) => scopes.includes(scope)),
        `${content} is ${scope}, not ${found.map(({ scopes }) => scopes.join(' ')).join(' / ')}`,
      );
    };
    has('comment', 'comment.line.number-sign.toml');
    has('hypervisor', 'entity.name.type.table.toml');
    has('a.b', 'string.quoted.double.toml');
    has('after', 'comment.line.number-sign.toml');
    has('shared_mounts', 'meta.table.array.toml');
    has('path', 'variable.other.key.toml');
    has('\\u0041', 'constant.character.escape.toml');
    has('\\q', 'invalid.illegal.escape.toml');
    has('@PREFIX@', 'variable.other.placeholder.toml');
    has('b c', 'meta.key.toml');
    has('x\\n', 'string.quoted.single.toml');
    has('1979-05-27T07:32:00Z', 'constant.other.date-time.toml');
    has('1_000', 'constant.numeric.integer.toml');
    has('-0.5e3', 'constant.numeric.float.toml');
    has('0xff', 'constant.numeric.hex.toml');
    has('true', 'constant.language.boolean.toml');
    has('@VCPUS@', 'variable.other.placeholder.toml');
    has('abc', 'string.quoted.double.toml');
    has('key', 'variable.other.key.toml');
    has('"" more', 'string.quoted.triple.double.toml');
    has('next', 'variable.other.key.toml');
    has('2', 'constant.numeric.integer.toml');
  });
});
