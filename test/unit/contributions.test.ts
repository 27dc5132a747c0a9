import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commands, contextKeys, pathSettings, projectFile, settings } from '../../src/editor/contributions';
import { projectFileName } from '../../src/lint';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
    readonly jsonValidation: readonly { readonly fileMatch: string }[];
  };
}

const manifest = readFileSync('package.json', 'utf8');
const { capabilities, contributes } = JSON.parse(manifest) as Manifest;

describe('package.json and src/editor/contributions.ts', () => {
  it('name the same commands', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).sort(),
      Object.values(commands).sort(),
    );
    for (const { command } of contributes.menus.commandPalette) {
      assert.ok(Object.values<string>(commands).includes(command), command);
    }
  });

  it('name the same settings, each with a default', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.keys(properties).sort(),
      Object.values(settings)
        .map((key) => `kata.${key}`)
        .sort(),
    );
    for (const [key, property] of Object.entries(properties))
      assert.notEqual(property.default, undefined, key);
  });

  it('take no program from a workspace that is not trusted', () => {
    assert.deepEqual(
      capabilities.untrustedWorkspaces.restrictedConfigurations,
      Object.values(pathSettings).map((key) => `kata.${key}`),
    );
  });

  it('use only context keys that the code sets', () => {
    const used = contributes.menus.commandPalette.flatMap(({ when }) => when.match(/\bkata\.\w+/g) ?? []);
    for (const key of used) assert.ok(Object.values<string>(contextKeys).includes(key), key);
    assert.ok(used.length > 0);
  });

  it('name the same project file as the lint', () => {
    assert.equal(projectFile, projectFileName);
    assert.deepEqual(
      contributes.jsonValidation.map(({ fileMatch }) => fileMatch),
      [projectFile],
    );
  });

  it('find every text in package.nls.json, and no text is unused', () => {
    const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
    const used = [...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });
});
