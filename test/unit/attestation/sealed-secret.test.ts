import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { decodeSealedSecret, explainSealedSecret, isKbsUri, kbsUriFault } from '../../../src/attestation';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { b64: true, alg: 'ES256', kid: 'kbs:///default/signing-key/one' };
const vault = {
  version: '0.1.0',
  type: 'vault',
  name: 'kbs:///default/secret/one',
  provider: 'kbs',
  provider_settings: {},
  annotations: {},
};

function seal(key: KeyObject): string {
  const signed = `${base64url(header)}.${base64url(vault)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `sealed.${signed}.${signature.toString('base64url')}`;
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('Attestation: sealed secrets', () => {
  it('are taken apart', () => {
    const result = decodeSealedSecret(seal(keys.privateKey));
    assert.ok(result.ok);
    const { signature, algorithm, keyId, payload } = result.value;
    assert.deepEqual(
      { signature, algorithm, keyId },
      { signature: 'es256', algorithm: 'ES256', keyId: header.kid },
    );
    assert.deepEqual(payload, { type: 'vault', provider: 'kbs', name: vault.name });
  });

  const faults: readonly (readonly [string, string, string])[] = [
    ['too few parts', 'sealed.a.b', 'parts'],
    ['too many parts', 'sealed.a.b.c.d', 'parts'],
    ['another alphabet', 'sealed.e30.a+b/.x', 'encoding'],
    ['no JSON', `sealed.e30.${Buffer.from('x').toString('base64url')}.x`, 'payload'],
    ['another version', `sealed.e30.${base64url({ ...vault, version: '0.2.0' })}.x`, 'payload'],
    ['another type', `sealed.e30.${base64url({ ...vault, type: 'Vault' })}.x`, 'payload'],
    ['a missing name', `sealed.e30.${base64url({ ...vault, name: undefined })}.x`, 'payload'],
    ['missing settings', `sealed.e30.${base64url({ ...vault, annotations: 1 })}.x`, 'payload'],
    ['an envelope without a key', `sealed.e30.${base64url({ ...vault, type: 'envelope' })}.x`, 'payload'],
    ['megabytes', `sealed.${'a'.repeat(1_000_001)}`, 'too-large'],
  ];
  for (const [what, text, code] of faults) {
    it(`with ${what} are refused`, () => {
      const result = decodeSealedSecret(text);
      assert.equal(result.ok ? 'none' : result.problem.code, code);
    });
  }

  it('with a stand-in for a signature count as not signed', () => {
    const result = decodeSealedSecret(`sealed.fakejwsheader.${base64url(vault)}.fakesignature`);
    assert.ok(result.ok);
    assert.equal(result.value.signature, 'none');
    assert.match(explainSealedSecret(result.value), /^\*\*Sealed secret\*\* · vault · not signed/);
  });
});

describe('Attestation: resource URIs', () => {
  it('are told from others', () => {
    for (const uri of [
      'kbs:///default/key/1',
      'kbs://host:8080/a/b/c',
      'kbs://10.0.0.1/a/b/c',
      'kbs+pkcs11:///a/b',
    ])
      assert.equal(kbsUriFault(uri), undefined, uri);
    for (const uri of [
      'kbs://default/key/1',
      'kbs:///a/b',
      'kbs:///a/b/c/d',
      'kbs:/a/b/c',
      'kbs+:///a',
      'kbs:///a/b/',
      'http://x',
      'kbs:///a/b/c d',
      'kbs://',
    ])
      assert.notEqual(kbsUriFault(uri), undefined, uri);
    assert.equal(isKbsUri('kbs://x'), true);
    assert.equal(isKbsUri('file:///x'), false);
  });
});
