import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notices, shippedPackages, weakPackages } from '../../../scripts/notices';

describe('notices of bundled packages', () => {
  it('name each package of which something is in the bundle, with its licence', async () => {
    const { metafile } = await build({
      stdin: {
        contents: `import { parse } from 'yaml'; import 'node:fs'; export { default } from 'ignore'; export const a = parse('1');`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const packages = shippedPackages(metafile.outputs);
    assert.deepEqual(
      packages.map(({ name, licence }) => `${name} ${licence}`),
      ['ignore MIT', 'yaml ISC'],
    );
    const text = notices(packages);
    for (const { name, version } of packages) assert.ok(text.includes(`${name} ${version} (`));
    assert.match(text, /Permission is hereby granted, free of charge/);
    assert.match(text, /Permission to use, copy, modify, and\/or distribute/);
  });

  it('say the same text once', () => {
    const one = { folder: '', version: '1.0.0', licence: 'MIT', text: 'THE TEXT' };
    const text = notices([
      { ...one, name: 'a' },
      { ...one, name: 'b' },
    ]);
    assert.equal(text.split('THE TEXT').length, 2);
    assert.match(text, /a 1\.0\.0 \(MIT\)\nb 1\.0\.0 \(MIT\)\n\nTHE TEXT/);
  });

  it('are not made for what has no licence that was looked at', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'kata-workbench-notices-'));
    const folder = join(temporary, 'node_modules', 'proprietary');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "proprietary", "license": "SEE LICENSE" }');
    const inputs = { [`${folder}/index.js`]: { bytesInOutput: 1 } };
    const outputs = { 'dist/a.js': { bytes: 1, imports: [], exports: [], inputs } };
    assert.throws(() => shippedPackages(outputs), /proprietary has the licence "SEE LICENSE": look at it/);
    rmSync(temporary, { recursive: true });
  });
});

describe('known weaknesses', () => {
  const yaml = { folder: 'node_modules/yaml', name: 'yaml', version: '2.9.1', licence: 'ISC', text: '' };
  const weak = (node: string) => ({ severity: 'high', range: '<2.9.2', nodes: [node] });

  it('count in what is shipped, not in another copy or a tool', () => {
    const vulnerabilities = {
      yaml: weak('node_modules/yaml'),
      'other-yaml': weak('node_modules/tool/node_modules/yaml'),
      mocha: weak('node_modules/mocha'),
    };
    assert.deepEqual(weakPackages({ vulnerabilities }, [yaml]), ['yaml <2.9.2: high']);
    assert.deepEqual(weakPackages({ vulnerabilities: {} }, [yaml]), []);
  });

  it('are not known where the registry did not tell', () => {
    assert.equal(weakPackages({ message: '405' }, [yaml]), undefined);
  });
});
