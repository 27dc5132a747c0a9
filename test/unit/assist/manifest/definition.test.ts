import assert from 'node:assert/strict';
import { applyEdits, indexManifest, Workspace } from '../../../../src/lint';
import { marked } from '../at';
import { actions, definition } from './at';

const runtimeClass =
  'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: safe\nhandler: kata-qemu-snp\nscheduling:\n  nodeSelector:\n    katacontainers.io/kata-runtime: "true"\n';
const pod = 'kind: Pod\nspec:\n  runtimeClassName: s│afe\n  containers: []\n';

describe('definitions and actions in manifests', () => {
  it('leads from a class to its RuntimeClass in the file', () => {
    const text = `${pod}---\n${runtimeClass}`;
    const found = definition(text);
    assert.ok(found?.kind === 'class');
    const [place] = found.places;
    assert.equal(found.places.length, 1);
    assert.equal(place?.path, 'manifest.yaml');
    assert.equal(place.span.start, marked(text).text.lastIndexOf('safe'));
    assert.equal(place.span.end - place.span.start, 4);
  });

  it('leads to all RuntimeClasses of that name in the workspace, and to none that is not there', () => {
    const index = new Workspace();
    for (const path of ['b.yaml', 'a.yaml']) index.set(path, indexManifest(path, runtimeClass));
    const found = definition(pod, { index });
    assert.ok(found?.kind === 'class');
    assert.deepEqual(
      found.places.map(({ path }) => path),
      ['a.yaml', 'b.yaml'],
    );
    assert.equal(runtimeClass.slice(found.places[0]?.span.start, found.places[0]?.span.end), 'safe');
    assert.deepEqual(definition(pod), { origin: found.origin, kind: 'class', places: [] });
  });

  it('names the handler, whose definition is in the files of the container engine', () => {
    const found = definition(runtimeClass.replace('kata-qemu', 'kata-│qemu'));
    assert.ok(found?.kind === 'handler');
    assert.equal(found.handler, 'kata-qemu-snp');
    assert.equal(definition(runtimeClass.replace('kind', 'k│ind')), undefined);
  });

  it("adds the TEE's node selector, and pins the release", () => {
    const source = runtimeClass.replace('metadata', 'meta│data');
    const { text } = marked(source);
    const [selector, pin] = actions(source);
    assert.equal(selector?.title, 'Add the node selector for AMD SEV-SNP');
    assert.equal(
      applyEdits(text, selector.edits),
      `${text.trimEnd()}\n    amd.feature.node.kubernetes.io/snp: "true"\n`,
    );
    assert.equal(pin?.title, 'Pin the file to Kata 4.1.0');
    assert.equal(applyEdits(text, pin.edits), `# kata: version=4.1.0\n${text}`);
    assert.deepEqual(actions(`# kata: version=4.0.0\n${source.replace('qemu-snp', 'qemu')}`), []);
    assert.deepEqual(actions(pod), []);
  });
});
