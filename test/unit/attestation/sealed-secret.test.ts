import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  decodeSealedSecret,
  explainSealedSecret,
  isKbsUri,
  kbsHttpPath,
  kbsUriFault,
  verifySealedSecret,
} from '../../../src/attestation';

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

function seal(key: KeyObject, payload: unknown = vault): string {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `sealed.${signed}.${signature.toString('base64url')}`;
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const others = generateKeyPairSync('ec', { namedCurve: 'P-256' });

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

  it('are verified with a PEM or a JWK', () => {
    const result = decodeSealedSecret(seal(keys.privateKey));
    assert.ok(result.ok);
    const pem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const jwk = JSON.stringify(keys.publicKey.export({ format: 'jwk' }));
    const wrong = JSON.stringify(others.publicKey.export({ format: 'jwk' }));
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    const verdict = (key: string) => {
      const verified = verifySealedSecret(result.value, key);
      return verified.ok ? verified.value : verified.problem.code;
    };
    assert.deepEqual([pem, jwk, wrong, rsa.toString(), 'x', ''].map(verdict), [
      true,
      true,
      false,
      'key',
      'key',
      'key',
    ]);
  });

  it('do not verify when changed', () => {
    const [sealed, head, , tail] = seal(keys.privateKey).split('.');
    const changed = decodeSealedSecret(
      [sealed, head, base64url({ ...vault, name: 'kbs:///a/b/c' }), tail].join('.'),
    );
    assert.ok(changed.ok);
    const verified = verifySealedSecret(
      changed.value,
      JSON.stringify(keys.publicKey.export({ format: 'jwk' })),
    );
    assert.deepEqual(verified, { ok: true, value: false });
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

  it('have a path on the server', () => {
    assert.equal(kbsHttpPath('kbs:///default/key/1'), '/kbs/v0/resource/default/key/1');
    assert.equal(kbsHttpPath('kbs+nebula://h:1/ca?ip=1'), '/kbs/v0/nebula/ca?ip=1');
    assert.equal(kbsHttpPath('kbs:///x'), undefined);
  });
});
