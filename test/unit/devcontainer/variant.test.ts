import assert from 'node:assert/strict';
import type { Files, Place } from '../../../src/devcontainer/index';
import { carryOut, readDevContainer, Refusal, runtimeOf } from '../../../src/devcontainer/index';
import { lintDevcontainer } from '../../../src/lint/devcontainer';
import { templates } from '../../../src/devcontainer/templates';
import { planNew, planVariant, variantPath } from '../../../src/devcontainer/variant';

/** A place whose files are in a map. */
function placeWith(texts: Readonly<Record<string, string>>): { place: Place; texts: Map<string, string> } {
  const all = new Map(Object.entries(texts));
  const files: Files = {
    read: (path) => {
      const text = all.get(path);
      return Promise.resolve(text === undefined ? undefined : { text, bom: false });
    },
    list: () => Promise.resolve([]),
    exists: (path) => Promise.resolve(all.has(path)),
    realpath: (path) => Promise.resolve(path),
    write: ({ path, after }) => {
      if (after === undefined) all.delete(path);
      else all.set(path, after);
      return Promise.resolve();
    },
    writePrivate: (path, text) => {
      if (text === undefined) all.delete(path);
      else all.set(path, text);
      return Promise.resolve();
    },
  };
  return { place: { files, stateFolder: '/state', environment: {} }, texts: all };
}

const base = '/w/.devcontainer/devcontainer.json';
const target = variantPath('/w');

describe('A Kata variant', () => {
  const variants: readonly (readonly [title: string, text: string, expected: string])[] = [
    [
      'of an image has another name and the runtime',
      '{\n  // mine\n  "name": "App",\n  "image": "debian"\n}\n',
      '{\n  // mine\n  "name": "App (Kata)",\n  "image": "debian",\n  "runArgs": ["--runtime=kata"]\n}\n',
    ],
    [
      'of a Dockerfile finds it, and builds in its folder as before',
      '{ "build": { "dockerfile": "Dockerfile" } }',
      '{ "build": { "dockerfile": "../Dockerfile" }, "runArgs": ["--runtime=kata"] }',
    ],
    [
      'keeps a context of its own, absolute paths and variables',
      '{ "build": { "dockerfile": "/d/Dockerfile", "context": "../src" } }',
      '{ "build": { "dockerfile": "/d/Dockerfile", "context": "../../src" }, "runArgs": ["--runtime=kata"] }',
    ],
    [
      'of the older form finds its Dockerfile, too',
      '{ "dockerFile": "../Dockerfile" }',
      '{ "dockerFile": "../../Dockerfile", "runArgs": ["--runtime=kata"] }',
    ],
    [
      'finds features of the repository',
      '{ "image": "debian", "features": { "./mine": {}, "ghcr.io/a/b:1": {} } }',
      '{ "image": "debian", "runArgs": ["--runtime=kata"], "features": { "../mine": {}, "ghcr.io/a/b:1": {} } }',
    ],
    [
      'has one runtime where there is one',
      '{ "image": "debian", "runArgs": ["--init", "--runtime=runc"] }',
      '{ "image": "debian", "runArgs": ["--init", "--runtime=kata"] }',
    ],
  ];
  for (const [title, text, expected] of variants)
    it(title, async () => {
      const { place, texts } = placeWith({ [base]: text });
      const plan = await planVariant(base, target, 'kata', place);
      await carryOut(plan, place.files);
      assert.equal(texts.get(target), expected);
      assert.equal(texts.get(base), text);
      assert.deepEqual([...texts.keys()], [base, target], 'nothing else was written');
    });

  it('of Compose has an override file beside it', async () => {
    const { place, texts } = placeWith({
      [base]: '{ "dockerComposeFile": ["../compose.yaml"], "service": "app" }',
      '/w/compose.yaml': 'services:\n  app:\n    image: debian\n',
    });
    await carryOut(await planVariant(base, target, 'kata', place), place.files);
    assert.equal(
      texts.get(target),
      '{ "dockerComposeFile": ["../../compose.yaml", "docker-compose.kata.yml"], "service": "app" }',
    );
    assert.match(
      texts.get('/w/.devcontainer/kata/docker-compose.kata.yml') ?? '',
      /app:\n {4}runtime: kata\n$/,
    );
  });

  it('is refused where there is one', async () => {
    const { place } = placeWith({ [base]: '{ "image": "debian" }', [target]: '{}' });
    await assert.rejects(planVariant(base, target, 'kata', place), Refusal);
  });
});

describe('A template of a new dev container', () => {
  for (const { id, text, beside = {} } of templates())
    it(`is complete and gets the runtime: ${id}`, async () => {
      const { place, texts } = placeWith({});
      const files = Object.entries(beside).map(([name, content]) => ({
        path: `/w/.devcontainer/${name}`,
        text: content,
      }));
      await carryOut(await planNew(base, files, text, 'kata-qemu', place), place.files);
      const model = readDevContainer(texts.get(base) ?? '', base);
      assert.equal(runtimeOf(model), 'kata-qemu');
      assert.deepEqual(model.notes, []);
      assert.deepEqual(
        lintDevcontainer({ path: base, text: model.text, target: { version: '4.1.0', runtime: 'rs' } }),
        [],
      );
      assert.deepEqual([...texts.keys()].sort(), [base, ...files.map(({ path }) => path)].sort());
    });

  it('overwrites nothing', async () => {
    const { place } = placeWith({ '/w/.devcontainer/Dockerfile': 'FROM mine' });
    const beside = [{ path: '/w/.devcontainer/Dockerfile', text: '' }];
    await assert.rejects(
      planNew(base, beside, '{ "build": { "dockerfile": "Dockerfile" } }', 'kata', place),
      (error) => error instanceof Refusal && error.path === '/w/.devcontainer/Dockerfile',
    );
  });
});
