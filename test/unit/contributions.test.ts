import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  commands,
  contextKeys,
  pathSettings,
  projectFile,
  settings,
  views,
} from '../../src/editor/contributions';
import { projectFileName } from '../../src/lint';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
    readonly jsonValidation: readonly { readonly fileMatch: string }[];
  };
}

const manifest = readFileSync('package.json', 'utf8');
const { capabilities, contributes } = JSON.parse(manifest) as Manifest;
const menuItems = Object.values(contributes.menus).flat();

describe('package.json and src/editor/contributions.ts', () => {
  it('name the same commands', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).sort(),
      Object.values(commands).sort(),
    );
    for (const { command } of menuItems) {
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

  it('name the same views', () => {
    const ids = Object.values<string>(views);
    assert.deepEqual(
      Object.keys(contributes.views),
      contributes.viewsContainers.activitybar.map(({ id }) => id),
    );
    assert.deepEqual(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      ids,
    );
    for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
  });

  it('use only context keys that the code sets', () => {
    const clauses = [...menuItems, ...contributes.viewsWelcome].map(({ when }) => when);
    const used = clauses.flatMap(
      (when) => when.replace(/(?:\bview == |\bconfig\.)[\w.]+/g, '').match(/\bkata\.[\w.]+/g) ?? [],
    );
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
