import assert from 'node:assert/strict';
import { boundIn, detailsOf, podDetails } from '../../../src/cluster';
import { podRecord } from '../../../src/cluster/pod';
import { digestOf } from '../../../src/attestation';
import { CommandFailure, isObjectName, podPath } from '../../../src/engines';
import { fakeRunner } from '../../support/fake-runner';
import { pod, running } from '../../support/kube-objects';
import { encodeInitData } from '../../support/init-data';

const pinned = `registry.example/app@sha256:${'0'.repeat(64)}`;
const initData = [
  'version = "0.1.0"',
  'algorithm = "sha384"',
  '[data]',
  '"aa.toml" = "x = 1"',
  '"policy.rego" = """',
  'package agent_policy',
  'default ExecProcessRequest := false',
  'default ReadStreamRequest := true',
  '"""',
  '',
].join('\n');
const newKey = 'io.katacontainers.config.hypervisor.cc_init_data';
const oldKey = 'io.katacontainers.config.runtime.cc_init_data';
const policyKey = 'io.katacontainers.config.agent.policy';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('record of a pod', () => {
  const kept = (fields: Parameters<typeof pod>[1]) =>
    podRecord(pod('web', { runtimeClass: 'kata-qemu-snp', ...fields }));

  it('has what is shown, and no more', () => {
    const owner = { kind: 'ReplicaSet', name: 'web', uid: 'rs' };
    const found = kept({
      namespace: 'shop',
      node: 'worker-0',
      annotations: { [newKey]: 'H4sI', secret: 'x' },
      metadata: {
        ownerReferences: [
          { ...owner, kind: 'Other' },
          { ...owner, controller: true },
        ],
      },
      spec: { overhead: { cpu: '1', memory: '2Gi' } },
    });
    assert.deepEqual(found, {
      uid: 'uid-shop-web',
      namespace: 'shop',
      name: 'web',
      status: 'Running',
      ready: true,
      node: 'worker-0',
      runtimeClass: 'kata-qemu-snp',
      overhead: { cpu: '1', memory: '2Gi' },
      owner,
      containers: [{ name: 'app', image: 'registry.example/app:1', state: 'Running', restarts: 0 }],
      createdAt: Date.parse('2026-01-01T00:00:00Z'),
      initData: 'present',
      policy: false,
      pinned: false,
      resources: [],
    });
  });

  it('is of no pod without a RuntimeClass that promises nothing', () => {
    assert.equal(podRecord(pod('web')), undefined);
  });

  for (const key of [newKey, oldKey])
    it(`has init-data by ${key}`, () => {
      assert.equal(kept({ annotations: { [key]: '' } })?.initData, 'present');
    });

  it('brings a policy by its annotation', () => {
    assert.equal(kept({ annotations: { [policyKey]: '' } })?.policy, true);
  });

  it('is pinned by what the manifest says of all its images', () => {
    const containers = [{ name: 'app', image: pinned }];
    assert.equal(kept({ spec: { containers } })?.pinned, true); // The status has a tag
    assert.equal(
      kept({ spec: { containers, initContainers: [{ name: 'i', image: 'i:1' }] } })?.pinned,
      false,
    );
    const status = { containerStatuses: [{ ...running('app'), image: pinned }] };
    assert.equal(kept({ status })?.pinned, false);
    assert.equal(kept({ spec: { containers: [] } })?.pinned, false);
  });

  it('names the resources that tell something', () => {
    const limits = { cpu: '1', 'tdx.intel.com/keys': '1', 'nvidia.com/pgpu': '1' };
    const containers = [
      { name: 'a', resources: { limits } },
      { name: 'b', resources: { limits } },
    ];
    assert.deepEqual(kept({ spec: { containers } })?.resources, ['tdx.intel.com/keys', 'nvidia.com/pgpu']);
  });
});

describe('details of a pod', () => {
  const object = pod('web', {
    annotations: { [newKey]: encodeInitData(initData) },
    metadata: { managedFields: [{ manager: 'kubelet' }] },
  });

  it('are read once, by its name', async () => {
    const runner = fakeRunner({ 'kubectl *': JSON.stringify(object) });
    const { yaml } = await podDetails(runner, { namespace: 'default', name: 'web' }, { context: 'c' });
    assert.deepEqual(runner.calls, ['kubectl --context c get --raw /api/v1/namespaces/default/pods/web']);
    assert.match(yaml, /^ {2}name: web$/m);
    const gone = fakeRunner({
      'kubectl *': { exitCode: 1, stderr: 'Error from server (NotFound): pods "web" not found' },
    });
    await assert.rejects(podDetails(gone, { namespace: 'default', name: 'web' }, {}), CommandFailure);
  });

  for (const name of [
    '',
    '..',
    '../secrets/x',
    'a/b',
    'a?watch=1',
    '-a',
    'A',
    'a b',
    'a\n',
    'ä',
    '.',
    'a..b',
    'a'.repeat(254),
  ])
    it(`are of no pod with the name ${JSON.stringify(name.slice(0, 20))}`, async () => {
      const runner = fakeRunner({});
      for (const [namespace, own] of [
        ['default', name],
        [name, 'web'],
      ] as const) {
        assert.throws(() => podPath(namespace, own), RangeError);
        await assert.rejects(podDetails(runner, { namespace, name: own }, {}), RangeError);
      }
      assert.deepEqual(runner.calls, []);
    });

  it('are of pods with names that Kubernetes takes', () => {
    for (const name of ['a', 'web-0', 'web.example.org', '0', 'a'.repeat(253)])
      assert.equal(isObjectName(name), true);
  });

  it('have the digests of its init-data, what it holds, and what its policy allows', () => {
    const { initData: found, policy } = detailsOf(object);
    assert.ok(found && 'digests' in found);
    assert.equal(found.algorithm, 'sha384');
    assert.equal(found.digests.sha384, digestOf(Buffer.from(initData), 'sha384').toString('hex'));
    assert.deepEqual(found.holds, ['aa.toml', 'policy.rego']);
    assert.equal(found.text, initData);
    assert.equal(boundIn(found, 'intel-tdx'), found.digests.sha384);
    assert.equal(boundIn(found, 'amd-sev-snp'), found.digests.sha384.slice(0, 64));
    assert.equal(boundIn(found, 'amd-sev'), undefined);
    const decisions = new Map(policy?.map(({ title, decision }) => [title, decision]));
    assert.equal(decisions.get('kubectl exec, kubectl cp'), 'never');
    assert.equal(decisions.get('kubectl logs'), 'always');
    assert.equal(decisions.get('replacing the policy'), 'undecided');
  });

  it('bind init-data without an algorithm of Kata to nothing', () => {
    const annotations = { [newKey]: encodeInitData(initData.replace('sha384', 'sha1')) };
    const { initData: found } = detailsOf(pod('web', { annotations }));
    assert.ok(found && 'digests' in found);
    assert.equal(found.algorithm, undefined);
    assert.equal(boundIn(found, 'intel-tdx'), undefined);
  });

  it('say why init-data can not be read', () => {
    const { initData: found, policy } = detailsOf(pod('web', { annotations: { [oldKey]: 'not base64!' } }));
    assert.ok(found && 'problem' in found);
    assert.match(found.problem, /base64/);
    assert.equal(policy, undefined);
  });

  it('take the policy of the annotation where init-data has none', () => {
    const annotations = { [policyKey]: base64('package agent_policy\ndefault ExecProcessRequest := true\n') };
    assert.equal(detailsOf(pod('web', { annotations })).policy?.[0]?.decision, 'always');
    assert.equal(detailsOf(pod('web', { annotations: { [policyKey]: '%' } })).policy, undefined);
  });

  it('are YAML without managedFields, with every text as it is', () => {
    const { yaml } = detailsOf(pod('web', { annotations: { odd: 'a: b\n- c', yes: 'yes', number: '1' } }));
    assert.match(yaml, /^apiVersion: v1\nkind: Pod\nmetadata:\n {2}name: web\n/);
    assert.doesNotMatch(detailsOf(object).yaml, /managedFields/);
    assert.match(yaml, /number: "1"/);
  });
});
