import assert from 'node:assert/strict';
import {
  annotation,
  annotationFor,
  annotations,
  compareVersions,
  configKey,
  enumAt,
  hypervisors,
  integerRange,
  isHonoured,
  isStrictSection,
  keysOf,
  knownIn,
  migrationsFor,
  nativeTypeAt,
  nearestRelease,
  newest,
  readBy,
  releaseAfter,
  releases,
  runtimeClass,
  runtimeClasses,
  runtimeEquivalent,
  sectionInfo,
  sectionPattern,
  sections,
  templates,
  tomlDialect,
  valueMeaning,
  type ConfigKey,
  type Runtime,
} from '../../../src/knowledge';

const hypervisor = 'hypervisor.*';

function key(runtime: Runtime, section: string, name: string): ConfigKey {
  const found = configKey(runtime, section, name);
  assert.ok(found, `${runtime} ${section} ${name}`);
  return found;
}

describe('releases', () => {
  it('compares by number', () => {
    assert.ok(compareVersions('3.9.0', '3.10.0') < 0);
    assert.ok(compareVersions('4.0.0', '3.32.0') > 0);
    assert.equal(compareVersions('v3.2.0', '3.2.0-rc0'), 0);
    assert.deepEqual([...releases].sort(compareVersions), releases);
    assert.equal(newest, releases.at(-1));
  });

  it('takes the nearest release below an unknown one', () => {
    assert.deepEqual(nearestRelease('3.19.1'), { version: '3.19.1', exact: true });
    assert.deepEqual(nearestRelease('v4.1.0'), { version: '4.1.0', exact: true });
    assert.deepEqual(nearestRelease('3.19.7'), { version: '3.19.1', exact: false });
    assert.deepEqual(nearestRelease('99.0.0'), { version: newest, exact: false });
    for (const version of ['3.1.3', '2.5.0', '', 'latest', '4.1', '4.1.0.0'])
      assert.equal(nearestRelease(version), undefined);
    assert.equal(releaseAfter('3.32.0'), '4.0.0');
    assert.equal(releaseAfter(newest), undefined);
  });

  it('knows what is there when', () => {
    assert.equal(knownIn({}, '3.2.0'), 'yes');
    assert.equal(knownIn({ since: '3.3.0' }, '3.2.0'), 'not-yet');
    assert.equal(knownIn({ until: '3.9.0' }, '3.9.0'), 'yes');
    assert.equal(knownIn({ until: '3.9.0' }, '3.10.0'), 'gone');
    const port = key('go', hypervisor, 'pcie_root_port');
    assert.deepEqual(
      ['3.2.0', '3.5.0', '3.6.0'].map((version) => knownIn(port, version)),
      ['not-yet', 'not-yet', 'yes'],
    );
  });
});

describe('configuration keys', () => {
  it('finds the section of a table', () => {
    assert.equal(sectionPattern(['hypervisor', 'qemu'], 'go'), hypervisor);
    assert.equal(sectionPattern(['hypervisor', 'qemu', 'factory'], 'rs'), 'hypervisor.*.factory');
    assert.equal(sectionPattern(['hypervisor', 'qemu', 'factory'], 'go'), undefined);
    assert.equal(sectionPattern(['runtime', 'shared_mounts[]'], 'rs'), 'runtime.shared_mounts[]');
    for (const path of [[], ['hypervisor'], ['runtime', 'shared_mounts'], ['runtimes']])
      assert.equal(sectionPattern(path, 'rs'), undefined);
  });

  it('joins what was extracted with what people wrote', () => {
    const memory = key('go', hypervisor, 'default_memory');
    assert.equal(memory.type, 'integer');
    assert.equal(memory.native, 'uint32');
    assert.equal(memory.unit, 'MiB');
    assert.equal(memory.default, 2048);
    assert.equal(memory.shipped, 2048);
    assert.equal(memory.section, hypervisor);
    assert.ok(memory.description);
    assert.equal(configKey('go', hypervisor, 'toString'), undefined);
    assert.equal(configKey('go', 'toString', 'kernel'), undefined);
  });

  it('carries a renamed key on as an alias', () => {
    const alias = key('rs', hypervisor, 'dbg_monitor_socket');
    assert.equal(alias.aliasOf, 'extra_monitor_socket');
    assert.deepEqual(
      ['3.5.0', '3.6.0', '3.28.0', '4.1.0'].map((version) => knownIn(alias, version)),
      ['not-yet', 'yes', 'yes', 'yes'],
    );
    assert.equal(key('rs', 'agent.*.mem_agent', 'mem_agent_enable').aliasOf, 'enable');
  });

  it('gives the integers that fit', () => {
    const range = (runtime: Runtime, section: string, name: string, version = newest) =>
      integerRange(key(runtime, section, name), version);
    assert.deepEqual(range('go', hypervisor, 'default_memory'), { min: 0n, max: 4294967295n, wraps: false });
    assert.deepEqual(range('go', 'runtime', 'create_container_timeout'), {
      min: 0n,
      max: 2n ** 63n - 1n,
      wraps: true,
    });
    assert.deepEqual(range('rs', hypervisor, 'memory_offset'), {
      min: 0n,
      max: 2n ** 63n - 1n,
      wraps: false,
    });
    assert.deepEqual(range('rs', hypervisor, 'hypervisor_timeout'), {
      min: -2147483648n,
      max: 2147483647n,
      wraps: false,
    });
    assert.deepEqual(range('rs', 'agent.*.mem_agent', 'memcg_swappiness_max'), {
      min: 0n,
      max: 255n,
      wraps: false,
    });
    assert.deepEqual(range('rs', hypervisor, 'pcie_root_port'), { min: 0n, max: 16n, wraps: false });
    assert.deepEqual(range('rs', 'hypervisor.*.rootless_user', 'groups'), {
      min: 0n,
      max: 4294967295n,
      wraps: false,
    });
    assert.equal(range('go', hypervisor, 'kernel'), undefined);
    assert.equal(range('go', hypervisor, 'default_vcpus'), undefined);
    assert.deepEqual(range('go', hypervisor, 'default_vcpus', '3.2.0'), {
      min: -2147483648n,
      max: 2147483647n,
      wraps: false,
    });
    assert.equal(nativeTypeAt(key('rs', hypervisor, 'default_vcpus'), '3.19.1'), 'i32');
    assert.equal(nativeTypeAt(key('rs', hypervisor, 'default_vcpus'), '3.20.0'), 'f32');
  });

  it('gives the values per release, runtime and hypervisor', () => {
    const go = { runtime: 'go', version: newest } as const;
    const rs = { runtime: 'rs', version: newest } as const;
    const sharedFs = key('rs', hypervisor, 'shared_fs');
    assert.deepEqual(enumAt(sharedFs, rs)?.values, [
      'virtio-fs',
      'inline-virtio-fs',
      'virtio-fs-nydus',
      'none',
    ]);
    assert.deepEqual(enumAt(sharedFs, { ...rs, version: '3.17.0' })?.values, [
      'virtio-fs',
      'inline-virtio-fs',
      'virtio-9p',
    ]);
    assert.deepEqual(enumAt(sharedFs, rs, 'dragonball')?.values, ['virtio-fs', 'inline-virtio-fs', 'none']);
    assert.deepEqual(enumAt(key('go', hypervisor, 'shared_fs'), go, 'clh'), {
      values: ['virtio-fs', 'virtio-fs-nydus', 'none'],
      tolerated: [''],
      check: 'load',
    });
    assert.equal(enumAt(key('go', hypervisor, 'shared_fs'), go, 'remote')?.check, 'none');
    assert.equal(enumAt(key('go', hypervisor, 'machine_type'), go)?.check, 'start');
    const coldPlug = key('go', hypervisor, 'cold_plug_vfio');
    assert.deepEqual(enumAt(coldPlug, { ...go, version: '3.28.0' }, 'clh')?.values, ['no-port']);
    assert.deepEqual(enumAt(coldPlug, { ...go, version: '3.29.0' }, 'clh')?.values, ['no-port', 'root-port']);
    assert.equal(enumAt(coldPlug, { ...go, version: '3.28.0' }, 'qemu')?.values.length, 4);
    const name = key('rs', 'runtime', 'hypervisor_name');
    assert.deepEqual(enumAt(name, rs)?.values, [
      'clh',
      'dragonball',
      'firecracker',
      'openvmm',
      'qemu',
      'remote',
    ]);
    assert.deepEqual(enumAt(name, { ...rs, version: '3.2.0' })?.values, [
      'cloud-hypervisor',
      'dragonball',
      'qemu',
    ]);
    const cache = key('go', hypervisor, 'virtio_fs_cache');
    assert.ok(!enumAt(cache, { ...go, version: '3.19.1' })?.values.includes('metadata'));
    assert.ok(enumAt(cache, { ...go, version: '3.20.0' })?.values.includes('metadata'));
    assert.equal(enumAt(key('go', hypervisor, 'kernel'), go), undefined);
  });

  it('tells which hypervisor reads a key, where that is known', () => {
    assert.equal(readBy(key('go', hypervisor, 'enable_iommu'), 'qemu'), true);
    assert.equal(readBy(key('go', hypervisor, 'enable_iommu'), 'clh'), false);
    assert.equal(readBy(key('go', hypervisor, 'enable_iommu'), 'acrn'), undefined);
    assert.equal(readBy(key('rs', hypervisor, 'enable_iommu'), 'clh'), undefined);
  });

  it('knows the strict sections', () => {
    assert.equal(isStrictSection('agent.*', { runtime: 'rs', version: '3.29.0' }), true);
    assert.equal(isStrictSection('agent.*', { runtime: 'rs', version: '3.28.0' }), false);
    assert.equal(isStrictSection(hypervisor, { runtime: 'rs', version: newest }), false);
    assert.equal(isStrictSection('agent.*', { runtime: 'go', version: newest }), false);
  });

  it('describes sections and hypervisors', () => {
    assert.deepEqual(sectionInfo('image', 'go')?.until, '3.3.0');
    assert.deepEqual(sectionInfo('agent.*.mem_agent', 'rs')?.since, '3.13.0');
    assert.equal(sectionInfo('image', 'rs'), undefined);
    assert.equal(hypervisors('go').find(({ name }) => name === 'acrn')?.until, '3.9.0');
    assert.equal(templates('rs').get('rs-fc')?.hypervisor, 'firecracker');
  });
});

describe('names from a file', () => {
  it('may be those of an object’s own methods', () => {
    const target = { runtime: 'rs', version: newest } as const;
    for (const name of ['constructor', 'toString', '__proto__']) {
      assert.equal(sectionPattern(['hypervisor', name], 'rs'), hypervisor);
      assert.equal(sectionPattern([name], 'rs'), undefined);
      assert.equal(keysOf(name, 'rs').size, 0);
      assert.equal(configKey('rs', hypervisor, name), undefined);
      assert.equal(isStrictSection(name, target), false);
      assert.equal(enumAt(key('rs', hypervisor, 'shared_fs'), target, name)?.values.length, 4);
      assert.equal(readBy(key('go', hypervisor, 'enable_iommu'), name), undefined);
      assert.equal(valueMeaning(key('go', hypervisor, 'shared_fs'), name), undefined);
      assert.equal(annotation(name), undefined);
      assert.equal(runtimeClass(name), undefined);
      assert.equal(runtimeEquivalent('go', hypervisor, name), undefined);
    }
  });
});

describe('migrations', () => {
  it('follows a key through the releases', () => {
    const [renamed] = migrationsFor('rs', hypervisor, 'enable_balloon_f_reporting');
    assert.equal(renamed?.newKey, 'reclaim_guest_freed_memory');
    assert.equal(renamed.at, '3.14.0');
    assert.deepEqual(migrationsFor('go', hypervisor, 'kernel'), []);
    assert.deepEqual(
      migrationsFor('rs', hypervisor).map(({ hypervisor: name, newSection }) => [name, newSection]),
      [['cloud-hypervisor', 'hypervisor.clh']],
    );
  });

  it('finds the other runtime’s name for a key, both ways', () => {
    const timeout = runtimeEquivalent('go', 'agent.*', 'cdh_api_timeout');
    assert.deepEqual([timeout?.key, timeout?.convert], ['cdh_api_timeout_ms', 'seconds-to-milliseconds']);
    assert.deepEqual(runtimeEquivalent('rs', 'agent.*', 'cdh_api_timeout_ms'), {
      section: 'agent.*',
      key: 'cdh_api_timeout',
      convert: 'milliseconds-to-seconds',
    });
    assert.deepEqual(runtimeEquivalent('go', hypervisor, 'kernel'), { section: hypervisor, key: 'kernel' });
    assert.equal(runtimeEquivalent('go', hypervisor, 'firmware_volume')?.key, undefined);
    assert.equal(runtimeEquivalent('rs', hypervisor, 'shared_fs')?.key, 'shared_fs');
    assert.equal(runtimeEquivalent('go', hypervisor, 'never_was'), undefined);
  });

  it('leads to keys that exist, and gives an answer for every key', () => {
    for (const runtime of ['go', 'rs'] as const) {
      const other = runtime === 'go' ? 'rs' : 'go';
      for (const section of sections(runtime)) {
        for (const { name } of keysOf(section, runtime).values()) {
          const there = runtimeEquivalent(runtime, section, name);
          assert.ok(there, `${runtime} ${section} ${name}`);
          if (there.section !== undefined && there.key !== undefined) key(other, there.section, there.key);
          for (const step of migrationsFor(runtime, section, name)) {
            if (step.newSection !== undefined && step.newKey !== undefined)
              key(runtime, step.newSection, step.newKey);
            assert.ok(
              step.at !== undefined && releases.includes(step.at),
              `${section} ${name}: ${String(step.at)}`,
            );
          }
        }
      }
    }
  });

  it('says of every key that is gone what happened', () => {
    for (const runtime of ['go', 'rs'] as const) {
      for (const section of sections(runtime)) {
        for (const { name, until } of keysOf(section, runtime).values()) {
          if (until === undefined) continue;
          const steps = [...migrationsFor(runtime, section, name), ...migrationsFor(runtime, section)];
          assert.ok(
            steps.some(({ at }) => at === releaseAfter(until)),
            `${runtime} ${section} ${name} is gone after ${until}`,
          );
        }
      }
    }
  });
});

describe('annotations', () => {
  const prefix = 'io.katacontainers.config.';

  it('leads from a key to its annotation and back', () => {
    assert.equal(
      annotationFor('go', hypervisor, 'default_maxvcpus')?.name,
      `${prefix}hypervisor.default_max_vcpus`,
    );
    assert.equal(
      annotationFor('go', 'runtime', 'enable_vcpus_pinning')?.name,
      'io.katacontainers.enable_vcpus_pinning',
    );
    assert.equal(
      annotationFor('rs', 'runtime', 'enable_vcpus_pinning')?.name,
      `${prefix}runtime.enable_vcpus_pinning`,
    );
    assert.equal(annotationFor('go', hypervisor, 'enable_annotations'), undefined);
    for (const entry of annotations().values()) {
      for (const [runtime, place] of Object.entries(entry.key ?? {}))
        key(runtime === 'go' ? 'go' : 'rs', place[0], place[1]);
    }
  });

  it('knows who honours an annotation when', () => {
    const initData = annotation(`${prefix}hypervisor.cc_init_data`);
    assert.ok(initData?.gated);
    assert.equal(isHonoured(initData, { runtime: 'go', version: '3.19.1' }), false);
    assert.equal(isHonoured(initData, { runtime: 'go', version: '3.20.0' }), true);
    const hash = annotation(`${prefix}hypervisor.kernel_hash`);
    assert.ok(hash);
    assert.equal(isHonoured(hash, { runtime: 'rs', version: newest }), false);
    assert.equal(annotation(`${prefix}hypervisor.nothing`), undefined);
  });
});

describe('RuntimeClasses', () => {
  it('knows the shipped ones and their time', () => {
    assert.equal(runtimeClass('kata-qemu-sgx'), undefined);
    const sev = runtimeClass('kata-qemu-sev');
    assert.deepEqual([sev?.until, sev?.tee, sev?.replacement], ['3.18.0', 'amd-sev', 'kata-qemu-snp']);
    assert.equal(runtimeClass('kata-qemu-coco-dev')?.confidential, undefined);
    for (const { replacement } of runtimeClasses().values())
      if (replacement !== undefined) assert.ok(runtimeClass(replacement));
  });
});

describe('TOML dialects', () => {
  it('follows the parsers that the releases lock', () => {
    assert.deepEqual(tomlDialect({ runtime: 'go', version: '3.2.0' }), {
      bom: false,
      toml11: false,
      duplicateArrays: true,
      ignoresCase: true,
    });
    assert.deepEqual(tomlDialect({ runtime: 'go', version: newest }), {
      bom: true,
      toml11: true,
      duplicateArrays: false,
      ignoresCase: true,
    });
    assert.equal(tomlDialect({ runtime: 'rs', version: '3.32.0' }).toml11, false);
    assert.equal(tomlDialect({ runtime: 'rs', version: '4.0.0' }).toml11, true);
  });
});
