import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { boundDigest, decodeInitData, digestOf, isPlaceholder, readInitData } from '../../../src/attestation';
import { explainInitData } from '../../../src/attestation';
import { costsBelow } from '../../support/cpu';
import { encodeInitData } from '../../support/init-data';

const toml =
  'version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n"aa.toml" = \'\'\'\n[token_configs]\n\'\'\'\n';

const fault = (value: string): string => {
  const result = decodeInitData(value);
  return result.ok ? 'none' : `${result.problem.code}@${result.problem.at ?? '-'}`;
};

describe('Attestation: init-data', () => {
  it('gives back the bytes that were encoded', () => {
    const result = decodeInitData(encodeInitData(toml));
    assert.ok(result.ok);
    assert.equal(result.value.text, toml);
    assert.deepEqual(result.value.bytes, Buffer.from(toml));
    assert.deepEqual(result.value.quirks, []);
  });

  it('keeps a byte order mark, which is measured like every byte', () => {
    const result = decodeInitData(encodeInitData(`\ufeff${toml}`));
    assert.ok(result.ok);
    assert.equal(result.value.text.length, toml.length + 1);
    assert.equal(result.value.bytes.length, Buffer.byteLength(toml) + 3);
  });

  const encoded = encodeInitData(toml);
  const refused: readonly (readonly [string, string, string])[] = [
    ['an empty value', ' ', 'empty@-'],
    ['a placeholder', '${INIT_DATA}', 'placeholder@-'],
    ['TOML as it stands', toml, 'base64@0'],
    [
      'a missing padding',
      encodeInitData('ab').replace(/=+$/, ''),
      `base64@${encodeInitData('ab').replace(/=+$/, '').length}`,
    ],
    ['the URL-safe alphabet', 'H4sIAAAAAAAA_-==', 'base64@12'],
    ['a folded text', `${encoded.slice(0, 20)} ${encoded.slice(20)}`, 'base64@20'],
    ['padding in the middle', 'H4sIAA==H4sIAA==', 'base64@6'],
    ['plain TOML in base64', Buffer.from(toml).toString('base64'), 'gzip@0'],
    ['something else in base64', Buffer.from('something else').toString('base64'), 'gzip@0'],
    ['damaged gzip', Buffer.concat([gzipSync(toml).subarray(0, 30)]).toString('base64'), 'gzip@-'],
    ['bytes that are no text', gzipSync(Buffer.from([0xc3, 0x28])).toString('base64'), 'utf-8@-'],
    ['more than a million characters', 'A'.repeat(1_000_001), 'too-large@-'],
    ['a zip bomb', gzipSync(Buffer.alloc(33 * 1024 * 1024)).toString('base64'), 'bomb@-'],
  ];
  for (const [what, value, expected] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(fault(value), expected);
    });
  }

  it('refuses a text of 100 MB at once', () => {
    const value = 'A'.repeat(100_000_000);
    costsBelow(50, () => {
      assert.equal(fault(value), 'too-large@-');
    });
  });

  it('notes what only the Go runtime reads', () => {
    const broken = decodeInitData(`${encoded.slice(0, 20)}\n${encoded.slice(20)}\n`);
    assert.deepEqual(broken.ok && broken.value.quirks, ['line-break']);
    const bytes = gzipSync('abcde');
    const padded = (bytes.length % 3 === 0 ? gzipSync('abcdefg') : bytes).toString('base64');
    assert.match(padded, /[^=]=+$/);
    const last = padded.search(/=+$/) - 1;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const other = alphabet[alphabet.indexOf(padded[last]!) + 1]!;
    const loose = decodeInitData(padded.slice(0, last) + other + padded.slice(last + 1));
    assert.deepEqual(loose.ok && loose.value.quirks, ['left-over-bits']);
  });

  it('tells placeholders from values', () => {
    for (const value of [
      '$(cat x)',
      '{{ .Values.initdata }}',
      '<base64>',
      '$INITDATA',
      'CC_INIT_DATA',
      '@DATA@',
    ])
      assert.ok(isPlaceholder(value), value);
    for (const value of [encoded, 'AAAA', '', 'H4sI']) assert.ok(!isPlaceholder(value), value);
  });

  it('binds the digest of the raw bytes, cut or filled with zeros', () => {
    const bytes = Buffer.from(toml);
    const digest = digestOf(bytes, 'sha384');
    assert.equal(digest.toString('hex'), createHash('sha384').update(toml).digest('hex'));
    assert.deepEqual(boundDigest(digest, 'intel-tdx'), digest);
    assert.deepEqual(boundDigest(digest, 'amd-sev-snp'), digest.subarray(0, 32));
    assert.deepEqual(boundDigest(digest, 'arm-cca'), Buffer.concat([digest, Buffer.alloc(16)]));
    assert.equal(boundDigest(digest, 'ibm-secure-execution').length, 256);
  });

  it('reads every way to write [data]', () => {
    const names = (text: string) =>
      readInitData(text).items.map(({ name, dotted }) => (dotted ? `${name}!` : name));
    assert.deepEqual(names('[data]\n"aa.toml" = ""\nx = ""\n'), ['aa.toml', 'x']);
    assert.deepEqual(names('data = { "aa.toml" = "", b.c = "" }\n'), ['aa.toml', 'b.c!']);
    assert.deepEqual(names('data."cdh.toml" = ""\n'), ['cdh.toml']);
    assert.deepEqual(names('[data]\naa.toml = ""\n'), ['aa.toml!']);
    assert.deepEqual(names('[data.aa]\ntoml = ""\n'), ['aa']);
    assert.deepEqual(
      readInitData('version = "1"\nx.y = 2\n[other]\n').top.map(({ name }) => name),
      ['version', 'x.y', 'other'],
    );
  });

  it('explains with a fence that the text can not close', () => {
    const hostile = `${toml}# \`\`\`\n# [x](command:evil) \`\`\`\`\`\n`;
    const decoded = decodeInitData(encodeInitData(hostile));
    assert.ok(decoded.ok);
    const markdown = explainInitData(decoded.value);
    assert.ok(markdown.endsWith('\n``````'), markdown);
    assert.equal(markdown.split('``````').length, 3);
    assert.equal(markdown.indexOf('command:evil') > markdown.indexOf('``````toml'), true);
    assert.match(markdown, new RegExp(createHash('sha256').update(hostile).digest('hex')));
  });
});
