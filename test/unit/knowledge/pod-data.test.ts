import assert from 'node:assert/strict';
import genpolicy from '../../../src/knowledge/data/genpolicy-fields.json';
import {
  annotation,
  enabledAnnotations,
  genpolicyType,
  newest,
  releases,
  runtimeClasses,
  runtimeClassIn,
  shippedAnnotations,
} from '../../../src/knowledge';

describe('what is known about pods', () => {
  it('has the enabled annotations of every class in every release', () => {
    for (const entry of runtimeClasses().values()) {
      for (const version of releases) {
        if (!runtimeClassIn(entry, version)) continue;
        const enabled = enabledAnnotations(entry.name, version);
        assert.ok(enabled, `${entry.name} ${version}`);
        for (const word of enabled) {
          // the remote hypervisor's is called otherwise than the annotation, and matches by its end
          const name = word === 'gpu_model' ? 'default_gpu_model' : word;
          assert.ok(annotation(`io.katacontainers.config.hypervisor.${name}`), `${entry.name} ${word}`);
        }
      }
    }
    assert.equal(enabledAnnotations('kata-qemu-sgx', newest), undefined);
    assert.equal(enabledAnnotations('constructor', newest), undefined);
    assert.equal(enabledAnnotations('kata-qemu-runtime-rs', '3.3.0'), undefined);
  });

  it('agrees with the defaults of the newest release', () => {
    const enabled = (name: string) => enabledAnnotations(name, newest);
    assert.deepEqual(enabled('kata-qemu'), shippedAnnotations('go', 'usual'));
    assert.deepEqual(enabled('kata-qemu-snp'), shippedAnnotations('go', 'confidential'));
    assert.deepEqual(enabled('kata-remote'), shippedAnnotations('go', 'remote'));
    assert.deepEqual(enabled('kata-qemu-runtime-rs'), shippedAnnotations('rs', 'usual'));
    assert.deepEqual(enabled('kata-qemu-snp-runtime-rs'), shippedAnnotations('rs', 'confidential'));
  });

  it('has the types of genpolicy, all of them reachable', () => {
    const roots = [
      ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'],
      ...['Job', 'CronJob'],
    ];
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const type = genpolicyType(name);
      assert.ok(type, name);
      for (const { of, since } of Object.values(type)) {
        if (of !== undefined) visit(of);
        if (since !== undefined) assert.ok(releases.includes(since), since);
      }
    };
    roots.forEach(visit);
    assert.deepEqual([...seen].sort(), Object.keys(genpolicy).sort());
  });
});
