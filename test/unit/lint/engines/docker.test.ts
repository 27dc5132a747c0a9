import assert from 'node:assert/strict';
import { fixed, found, type Given } from './found';

const docker = (content: string, more = '', name = 'kata'): Given => ({
  kind: 'docker-daemon',
  text: `{ "runtimes": { "${name}": { ${content} } }${more} }`,
});
const byName = '"runtimeType": "io.containerd.kata.v2"';
const shipped = '/opt/kata/share/defaults/kata-containers';

describe('daemon.json', () => {
  it('says nothing about right entries, and about other runtimes', () => {
    assert.deepEqual(found(docker(byName)), []);
    assert.deepEqual(found(docker('"runtimeType": "/opt/kata/bin/containerd-shim-kata-v2"')), []);
    assert.deepEqual(
      found(
        docker(
          `${byName}, "options": { "TypeUrl": "runtimeoptions.v1.Options", "configPath": "/etc/kata-containers/a.toml" }`,
        ),
      ),
      [],
    );
    assert.deepEqual(found(docker(`${byName} }, "nvidia": { "path": "x", "runtimeArgs": [], "foo": 1`)), []);
  });

  it('the dead OCI style', () => {
    const old = docker('"path": "/usr/bin/kata-runtime"');
    assert.deepEqual(found(old), ['docker-runtime-path: error "path": "/usr/bin/kata-runtime"']);
    assert.equal(fixed('docker-runtime-path', old), docker(byName).text);
    const shim = docker('"path": "/opt/kata/bin/containerd-shim-kata-v2"');
    assert.equal(
      fixed('docker-runtime-path', shim),
      docker('"runtimeType": "/opt/kata/bin/containerd-shim-kata-v2"').text,
    );
    assert.deepEqual(found(docker('"path": "/usr/bin/runc"')), []);
  });

  it('keys that exclude each other', () => {
    assert.deepEqual(found(docker(`"path": "/usr/bin/kata-runtime", ${byName}`)), [
      'docker-runtime-keys: error "path": "/usr/bin/kata-runtime"',
    ]);
    assert.deepEqual(found(docker(`${byName}, "runtimeArgs": ["-x"]`)), [
      'docker-runtime-keys: error "runtimeArgs": ["-x"]',
    ]);
    assert.deepEqual(found(docker(`${byName}, "runtimeArgs": []`)), []);
    assert.deepEqual(found(docker('"path": "/x", "options": { "ConfigPath": "/a" }')), [
      'docker-runtime-keys: error "options"',
    ]);
    assert.deepEqual(found(docker('"options": { "ConfigPath": "/a" }')), [
      'docker-runtime-keys: error "kata"',
    ]);
    assert.deepEqual(
      found({ kind: 'docker-daemon', text: '{ "runtimes": { "kata": "/usr/bin/kata-runtime" } }' }),
      ['docker-runtime-keys: error "/usr/bin/kata-runtime"'],
    );
  });

  it('unknown and misplaced keys', () => {
    assert.deepEqual(
      found(docker(`${byName}, "ConfigPath": "/a", "runtimetype": "x", "options": { "config_path": "/b" }`)),
      [
        'docker-runtime-keys: warning "ConfigPath"',
        'docker-runtime-keys: warning "runtimetype"',
        'docker-runtime-keys: warning "config_path"',
      ],
    );
  });

  const types: readonly (readonly [string, boolean])[] = [
    ['containerd-shim-kata-v2', true],
    ['bin/containerd-shim-kata-v2', true],
    ['io.containerd.kata-v2', true],
    ['io.containerd.kata.v1', true],
    ['io.containerd.runc.v2', true],
    ['/usr/bin/kata-runtime', true],
    ['io.containerd.kata-qemu.v2', false],
    ['/opt/mine/shim', false],
  ];
  for (const [type, wrong] of types)
    it(`runtimeType ${type}`, () => {
      const expected = wrong ? [`docker-runtime-type: error "${type}"`] : [];
      assert.deepEqual(found(docker(`"runtimeType": "${type}"`)), expected);
    });

  it('names that Docker keeps', () => {
    assert.deepEqual(found(docker(byName, '', 'runc')), ['docker-runtime-name: error "runc"']);
    assert.deepEqual(found(docker(byName, '', 'io.containerd.runc.v2')), [
      'docker-runtime-name: warning "io.containerd.runc.v2"',
    ]);
  });

  it('the configuration and its hypervisor', () => {
    const at = (path: string, name = 'kata'): string[] =>
      found(docker(`${byName}, "options": { "ConfigPath": "${path}" }`, '', name));
    assert.deepEqual(at('configuration.toml'), ['docker-config-path: error "configuration.toml"']);
    assert.deepEqual(at(`${shipped}/configuration-fc.toml`), [
      `docker-hypervisor: warning "${shipped}/configuration-fc.toml"`,
    ]);
    assert.deepEqual(at(`${shipped}/configuration-qemu.toml`, 'kata-clh'), [
      `docker-config-path: warning "${shipped}/configuration-qemu.toml"`,
    ]);
  });

  it('releases that do not go together', () => {
    const rs = docker('"runtimeType": "/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"');
    const messages = (given: Given, version: string): string[] => found({ ...given, version });
    assert.deepEqual(messages(docker(byName), '3.28.0'), ['docker-network: information "kata"']);
    assert.deepEqual(messages(rs, '3.29.0'), ['docker-network: information "kata"']);
    const workaround = ', "features": { "time-namespaces": false }';
    assert.deepEqual(messages(docker(byName, workaround), '3.29.0'), []);
    assert.deepEqual(messages(docker(byName, workaround.replace('false', 'true')), '3.31.0'), [
      'docker-network: information "kata"',
    ]);
    assert.equal(
      fixed('docker-network', { ...docker(byName, workaround.replace('false', 'true')), version: '3.31.0' }),
      docker(byName, workaround).text,
    );
    assert.deepEqual(messages(docker(byName), '3.32.0'), []);
  });

  it('the default runtime', () => {
    const named = (name: string): Given => docker(byName, `, "default-runtime": "${name}"`);
    assert.deepEqual(found(named('runc')), []);
    assert.deepEqual(found(named('io.containerd.kata.v2')), [
      'docker-default-runtime: information "io.containerd.kata.v2"',
    ]);
    assert.deepEqual(found(named('kata2')), ['docker-default-runtime: error "kata2"']);
    assert.equal(fixed('docker-default-runtime', named('kata2')), named('kata').text);
  });

  it('what is no JSON: the first place only, and not where the editor says it', () => {
    const text = `{ // no\n "runtimes": { "kata": { ${byName} } }, }`;
    assert.deepEqual(found({ kind: 'docker-daemon', text }), ['docker-syntax: error // no']);
    assert.deepEqual(found({ kind: 'docker-daemon', text, options: { syntax: false } }), []);
  });
});
