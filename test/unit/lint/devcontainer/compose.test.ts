import assert from 'node:assert/strict';
import { composeConflicts } from '../../../../src/lint';
import { composeRules } from '../../../../src/lint/compose';
import { unmark } from '../examples';
import { fixed, lines, lintComposeText } from './found';

const found = (text: string): string[] => lines(text, lintComposeText(text));
/** Findings of a service in Kata with more keys. */
const withKeys = (keys: string): string[] =>
  found(`services:\n  app:\n    runtime: kata\n${keys.replace(/^(?=.)/gm, '    ')}`);

describe('Compose files', () => {
  for (const rule of composeRules)
    it(`${rule.id}: the bad example has this finding alone, the good one none`, () => {
      const { text, spans } = unmark(rule.bad.text);
      assert.deepEqual(
        lintComposeText(text).map(({ rule: id, severity, span }) => ({ id, severity, ...span })),
        spans.map((span) => ({ id: rule.id, severity: rule.severity, ...span })),
      );
      assert.deepEqual(found(rule.good.text), []);
    });

  it('have no finding for services outside Kata', () => {
    for (const runtime of ['', 'runtime: runc', 'runtime: nvidia', 'runtime: ${R:-runc}', 'runtime: ${KATA}'])
      assert.deepEqual(
        found(
          `# kata\nservices:\n  app:\n    ${runtime}\n    privileged: true\n    network_mode: host\n    volumes: [/var/run/docker.sock:/s]\n  kata:\n    runtime: kata\n`,
        ),
        [],
      );
  });

  it('are judged by the runtime in every spelling', () => {
    for (const runtime of ['kata', '"kata-qemu"', 'io.containerd.kata.v2', '${R:-kata}', '${R-kata-clh}'])
      assert.deepEqual(
        found(`services:\n  app: { runtime: '${runtime.replaceAll('"', '')}', privileged: true }\n`),
        ['compose-privileged: error privileged: true'],
      );
  });

  it('are judged by each key', () => {
    const cases: Readonly<Record<string, string>> = {
      'network: error network_mode: service:db': 'network_mode: service:db\n',
      'network: error network_mode: "container:db"': 'network_mode: "container:db"\n',
      'host-namespace: warning ipc: host': 'ipc: host\n',
      'host-namespace: warning ipc: service:db': 'ipc: service:db\n',
      'host-namespace: warning uts: host': 'uts: host\n',
      'host-namespace: warning userns_mode: host': 'userns_mode: host\n',
      'device: warning /dev/snd:/dev/snd': 'devices: ["/dev/vfio/1", /dev/snd:/dev/snd]\n',
      'gpu: error {driver: nvidia, count: 1}':
        'deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1}]}}}\n',
      'gpu: error driver: cdi\n              capabilities: [gpu]':
        'deploy:\n  resources:\n    reservations:\n      devices:\n        - driver: cdi\n          capabilities: [gpu]\n',
      'docker-socket: error use_api_socket: true': 'use_api_socket: true\n',
      'docker-socket: error {type: bind, source: /var/run/docker.sock, target: /s}':
        'volumes:\n  - {type: bind, source: /var/run/docker.sock, target: /s}\n',
      'host-socket: warning ${SSH_AUTH_SOCK}:/agent': 'volumes:\n  - a:/b\n  - ${SSH_AUTH_SOCK}:/agent\n',
      'mount-propagation: warning {source: /a, target: /b, bind: {propagation: rshared}}':
        'volumes:\n  - {source: /a, target: /b, bind: {propagation: rshared}}\n',
      'link: error db:database': 'external_links:\n  - db:database\n',
      'io-weight: warning {path: /dev/sda, weight: 4}':
        'blkio_config: {weight_device: [{path: /dev/sda, weight: 4}]}\n',
      'resources: information memory: 4g': 'deploy: {resources: {limits: {memory: 4g}}}\n',
      'resources: information cpus: 2': 'cpus: 2\n',
    };
    for (const [line, keys] of Object.entries(cases)) assert.deepEqual(withKeys(keys), [`compose-${line}`]);
  });

  it('have nothing against what works', () => {
    for (const keys of [
      'privileged: false\n',
      'network_mode: bridge\n',
      'pid: ""\n',
      'volumes: [".:/w", data:/data]\n',
      'deploy: {resources: {reservations: {memory: 1g, cpus: "1"}}}\n',
      'security_opt: ["seccomp=unconfined", "no-new-privileges:true"]\n',
      'gpus: []\n',
      'depends_on: [db]\n',
      'volumes_from: [db]\n',
      'shm_size: 1g\n',
    ])
      assert.deepEqual(withKeys(keys), [], keys);
  });

  it('are judged by services that lean on one in Kata', () => {
    const text =
      'services:\n  app: {runtime: kata}\n  vpn: {network_mode: "service:app"}\n  x: {network_mode: service:vpn}\n';
    assert.deepEqual(found(text), ['compose-network: error network_mode: "service:app"']);
  });

  it('say once what an anchor brings to several services', () => {
    const text =
      'x-base: &base\n  runtime: kata\n  privileged: true\nservices:\n  a:\n    <<: *base\n  b:\n    <<: *base\n    image: b\n';
    const findings = lintComposeText(text);
    assert.deepEqual(lines(text, findings), ['compose-privileged: error privileged: true']);
    assert.equal(findings[0]?.fixes, undefined);
  });

  it('take lines out where that is one change', () => {
    const text =
      'services:\n  app:\n    runtime: kata\n    privileged: true # why\n    volumes:\n      - .:/w\n      - /run/docker.sock:/s\n';
    const findings = lintComposeText(text);
    assert.equal(
      fixed(text, findings, 'compose-privileged'),
      'services:\n  app:\n    runtime: kata\n    volumes:\n      - .:/w\n      - /run/docker.sock:/s\n',
    );
    assert.equal(
      fixed(text, findings, 'compose-docker-socket'),
      'services:\n  app:\n    runtime: kata\n    privileged: true # why\n    volumes:\n      - .:/w\n',
    );
  });

  it('are silenced by comments', () => {
    const text = (comment: string): string =>
      `services:\n  app:\n    runtime: kata\n    ${comment}\n    privileged: true\n`;
    assert.deepEqual(found(text('# kata-lint-disable-next-line compose-privileged')), []);
    assert.equal(found(text('# kata-lint-disable-next-line compose-gpu')).length, 1);
  });

  it('are judged before the switch for one service', () => {
    const text = 'services:\n  app: {privileged: true}\n  db: {privileged: true}\n';
    assert.deepEqual(lines(text, composeConflicts(text, 'app', 'kata')), [
      'compose-privileged: error privileged: true',
    ]);
    assert.deepEqual(composeConflicts(text, 'app', 'runsc'), []);
    assert.deepEqual(composeConflicts(text, 'nope', 'kata'), []);
  });

  it('can be anything', () => {
    for (const text of [
      'kata',
      'services: kata',
      'services:\n  kata: 1\n',
      'services: [kata]',
      '- kata: {',
      '{{ kata }}',
    ])
      assert.deepEqual(found(text), []);
  });
});
