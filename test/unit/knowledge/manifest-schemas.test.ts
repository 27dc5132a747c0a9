import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { cocoSchema, runtimeClassSchema } from '../../../scripts/generate/manifest-schemas';
import { newest, runtimeClasses, runtimeClassIn } from '../../../src/knowledge';

interface Part {
  readonly if?: { readonly properties: { readonly kind: { readonly const: string } } };
  readonly then?: { readonly properties: Readonly<Partial<Record<string, Part>>> };
  readonly properties?: Readonly<Partial<Record<string, Part>>>;
  readonly items?: Part;
  readonly allOf?: readonly Part[];
  readonly type?: unknown;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly required?: readonly string[];
}

const runtimeClass = runtimeClassSchema() as Part;
const coco = cocoSchema() as Part;

/** The members of a schema at any depth, with their paths. */
function* members({ properties, items }: Part, path: string): Generator<[string, Part]> {
  for (const [name, part] of Object.entries(properties ?? {})) {
    if (!part) continue;
    yield [`${path}.${name}`, part];
    yield* members(part, `${path}.${name}`);
  }
  if (items) yield* members(items, `${path}[]`);
}

describe('JSON Schemas of manifests', () => {
  it('speak only about documents of their kinds', () => {
    assert.equal(runtimeClass.if?.properties.kind.const, 'RuntimeClass');
    assert.deepEqual(
      coco.allOf?.map((part) => part.if?.properties.kind.const),
      ['KbsConfig', 'TrusteeConfig', 'CcRuntime', 'PeerPod'],
    );
    for (const schema of [runtimeClass, coco]) {
      assert.equal(schema.type, undefined, 'an empty document is valid');
      assert.equal(schema.required, undefined);
    }
  });

  it('describe every member', () => {
    for (const part of [runtimeClass, ...(coco.allOf ?? [])]) {
      const found = [...members(part.then ?? {}, part.if?.properties.kind.const ?? '')];
      assert.ok(found.length > 5);
      for (const [path, { description }] of found)
        if (!path.endsWith('.kind')) assert.ok(description?.endsWith('.'), path);
    }
  });

  it('offer the handlers of the newest release', () => {
    const shipped = [...runtimeClasses().values()].filter((entry) => runtimeClassIn(entry, newest));
    assert.deepEqual(
      runtimeClass.then?.properties.handler?.examples,
      shipped.map(({ name }) => name),
    );
    const overhead = runtimeClass.then.properties.overhead?.properties?.podFixed?.properties ?? {};
    assert.ok(overhead.memory?.examples?.includes('320Mi'));
    assert.ok('tdx.intel.com/keys' in overhead);
  });

  it('apply only to files whose names leave no doubt', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: {
        yamlValidation: readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
      };
    };
    for (const { fileMatch, url } of contributes.yamlValidation) {
      assert.ok(existsSync(url), url);
      for (const pattern of fileMatch)
        assert.match(pattern, /^\*(?:kbs-?config|trustee-?config|ccruntime)\*\.ya?ml$/);
    }
    // RuntimeClasses: hover, completion and lint say it themselves, and with the schema it would be said twice
    assert.deepEqual(
      contributes.yamlValidation.map(({ url }) => url),
      ['./schemas/coco-resources.schema.json'],
    );
  });
});
