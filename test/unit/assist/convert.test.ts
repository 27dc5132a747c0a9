import assert from 'node:assert/strict';
import { convertToRuntimeRs } from '../../../src/assist';
import { parseToml } from '../../../src/documents';
import { lintKataConfig, resolveTarget } from '../../../src/lint';
import { applyEdits } from '../../../src/lint/fixes';
import { go, upstream } from './at';

/** The converted text, or why there is none. */
function converted(text: string, target = go): string {
  const { edits, refusal } = convertToRuntimeRs(parseToml(text), target);
  return edits ? applyEdits(text, edits) : `refused: ${refusal}`;
}

const small = (hypervisor: string, runtime = ''): string =>
  converted(`[hypervisor.qemu]
kernel = "/k"
default_memory = 512
memory_slots = 10
shared_fs = "none"
${hypervisor}
[agent.kata]
[runtime]
${runtime}`);

/** The lines of the result that the small configuration does not have by itself. */
const changes = (hypervisor: string, runtime = ''): string[] => {
  const plain = new Set(small('').split('\n'));
  return small(hypervisor, runtime)
    .split('\n')
    .filter((line) => !plain.has(line));
};

describe('conversion for runtime-rs', () => {
  it('adds the names, moves the factory, and keeps comments and order', () => {
    const text = `# mine
[factory] # templates
enable_template = true
vm_cache_number = 0

# the machine
[hypervisor.qemu]
kernel = "/k"
image = "/i" # image
firmware_volume = "/v" # why
`;
    assert.equal(
      converted(text),
      `# kata: version=4.1.0 runtime=rs
# mine
[hypervisor.qemu.factory] # templates
enable_template = true
# not read by runtime-rs: vm_cache_number = 0

# the machine
[hypervisor.qemu]
kernel = "/k"
image = "/i" # image
# not read by runtime-rs: firmware_volume = "/v" # why
shared_fs = "virtio-fs"
default_memory = 2048
memory_slots = 10

[agent.kata]

[runtime]
name = "virt_container"
hypervisor_name = "qemu"
agent_name = "kata"
`,
    );
  });

  it('renames keys, changes units, and moves keys with their comments', () => {
    const text = `[agent.kata]
dial_timeout = 45 # slow
cdh_api_timeout = 0
own = 1

# kept
[hypervisor.qemu]
kernel = "/k"
shared_fs = "none"
default_memory = 512
memory_slots = 10
seccompsandbox = "on"
hypervisor_loglevel = 2
[runtime]
enable_debug = true

# how long
# at most
create_container_timeout = 60 # s

guest_selinux_label = "system_u:x"
# last
`;
    assert.equal(
      converted(text),
      `# kata: version=4.1.0 runtime=rs
[agent.kata]
reconnect_timeout_ms = 45000 # slow
# not read by runtime-rs: cdh_api_timeout = 0
# not read by runtime-rs: own = 1

# how long
# at most
create_container_timeout = 60 # s

# kept
[hypervisor.qemu]
kernel = "/k"
shared_fs = "none"
default_memory = 512
memory_slots = 10
seccomp_sandbox = "on"
log_level = "debug"

selinux_label = "system_u:x"
[runtime]
name = "virt_container"
hypervisor_name = "qemu"
agent_name = "kata"
enable_debug = true

# last
`,
    );
  });

  it('translates values, and keeps as a comment what runtime-rs refuses', () => {
    assert.deepEqual(changes('block_device_driver = "virtio-blk"'), [
      'block_device_driver = "virtio-blk-pci"',
    ]);
    assert.deepEqual(changes("block_device_driver = 'nvdimm'"), ['block_device_driver = "virtio-pmem"']);
    assert.deepEqual(changes('block_device_driver = "virtio-mmio"'), [
      '# runtime-rs with qemu takes virtio-blk-pci, virtio-blk-ccw, virtio-pmem or virtio-scsi here: block_device_driver = "virtio-mmio"',
    ]);
    assert.deepEqual(changes('virtio_fs_cache = "metadata"'), ['virtio_fs_cache = "never"']);
    assert.deepEqual(changes('', 'internetworking_model = "macvtap"'), [
      'internetworking_model = "tcfilter"',
    ]);
    assert.deepEqual(changes('cold_plug_vfio = "switch-port"'), [
      '# runtime-rs with qemu takes no-port or root-port here: cold_plug_vfio = "switch-port"',
    ]);
    assert.deepEqual(changes('default_maxmemory = 4294967296'), [
      '# runtime-rs with qemu takes 0 to 4294967295 here: default_maxmemory = 4294967296',
    ]);
    assert.deepEqual(changes('valid_jailer_paths = ["/j"]'), [
      '# runtime-rs with qemu refuses it: valid_jailer_paths = ["/j"]',
    ]);
    assert.deepEqual(changes('numa_mapping = [\n  "0",\n\n]'), [
      '# not read by runtime-rs: numa_mapping = [',
      '#   "0",',
      '# ',
      '# ]',
    ]);
  });

  it('makes the flag for pulling in the guest a member of the list', () => {
    const flag = 'experimental_force_guest_pull = true';
    assert.deepEqual(changes('', `${flag}\nexperimental = []`), [
      `# not read by runtime-rs: ${flag}`,
      'experimental = ["force_guest_pull"]',
    ]);
    assert.deepEqual(changes('', flag), ['experimental = ["force_guest_pull"]']);
    assert.deepEqual(changes('', flag.replace('true', 'false')), [
      '# not read by runtime-rs: experimental_force_guest_pull = false',
    ]);
  });

  it('takes the names of the release', () => {
    const text =
      '[hypervisor.clh]\nkernel = "/k"\n[Agent.kata]\ndial_timeout = 3\ncdh_api_timeout = 5\n[runtime]\nEnable_Debug = true\n';
    const old = converted(text, { version: '3.29.0', runtime: 'go' });
    assert.match(old, /^\[hypervisor\.cloud-hypervisor\]$/m);
    assert.match(old, /^hypervisor_name = "cloud-hypervisor"$/m);
    assert.match(
      old,
      /^\[agent\.kata\]\nreconnect_timeout_ms = 3000\n# not read by runtime-rs: cdh_api_timeout = 5$/m,
    );
    assert.match(old, /^enable_debug = true$/m);
    assert.match(converted(text), /^\[hypervisor\.clh\]$/m);
  });

  it('changes a comment that names the Kata, and keeps line ends and byte order mark', () => {
    const text =
      '\ufeff# kata: runtime=go version=3.32.0\n[hypervisor.qemu]\nuse_legacy_serial = true\n[runtime]\n';
    const result = converted(text.replaceAll('\n', '\r\n'), { version: '3.32.0', runtime: 'go' });
    assert.ok(result.startsWith('\ufeff# kata: version=3.32.0 runtime=rs\r\n'));
    assert.ok(!/[^\r]\n/.test(result));
    assert.match(converted('\ufeff[hypervisor.qemu]\n'), /^\ufeff# kata: version=4\.1\.0 runtime=rs\n\[/);
  });

  it('leaves the comment on the Kata at its place when the key below it moves', () => {
    const text =
      '[hypervisor.qemu]\n[runtime]\n# kata: version=4.1.0\n# limit\ncreate_container_timeout = 60\n';
    const result = converted(text);
    assert.equal(result.match(/# kata:/g)?.length, 1);
    assert.match(result, /^\[agent\.kata\]\n# limit\ncreate_container_timeout = 60$/m);
  });

  it('says why it refuses', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['[runtime]\n', /^refused: There is no \[hypervisor\.NAME\] table/],
      [
        '[hypervisor.qemu]\n[hypervisor.clh]\n',
        /^refused: There are tables for several hypervisors \(qemu, clh\)/,
      ],
      [
        '[hypervisor.stratovirt]\n',
        /^refused: runtime-rs 4\.1\.0 has no hypervisor for \[hypervisor\.stratovirt\]; it has clh, /,
      ],
      [
        '[hypervisor.qemu]\npath = \n',
        /^refused: The file has errors that a loader would stop at; .*value is missing/,
      ],
      ['[hypervisor.qemu]\n[agent.other]\n', /^refused: runtime-rs knows only \[agent\.kata\]/],
      ['hypervisor.qemu.path = "/q"\n', /^refused: The file has dotted keys or inline tables/],
      ['[hypervisor]\nqemu = { path = "/q" }\n', /^refused: The file has dotted keys or inline tables/],
    ];
    for (const [text, reason] of cases) assert.match(converted(text), reason);
    assert.match(
      converted('[hypervisor.qemu]\n', { version: '4.1.0', runtime: 'rs' }),
      /^refused: This configuration is for runtime-rs already\.$/,
    );
  });

  describe("of Kata's own configurations", () => {
    /** No runtime-rs has these hypervisors; qemu-se names neither image nor initrd in Go either. */
    const refused = ['configuration-acrn.toml', 'configuration-stratovirt.toml'];
    const unbootable = ['configuration-qemu-se.toml'];
    for (const version of ['3.2.0', '4.1.0']) {
      for (const { name, text } of upstream(version, 'go')) {
        it(`${version} ${name}`, () => {
          const result = converted(text, { version, runtime: 'go' });
          if (refused.includes(name) || (version === '3.2.0' && name === 'configuration-fc.toml')) {
            assert.match(result, /^refused: runtime-rs [\d.]+ has no hypervisor for/);
            return;
          }
          const { target } = resolveTarget({ path: name, text: result });
          assert.deepEqual(target, { version, runtime: 'rs' });
          const findings = [
            ...lintKataConfig({ main: { path: name, text: result } }, target).values(),
          ].flat();
          const bad = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
          assert.deepEqual(
            bad.map(({ rule }) => rule),
            unbootable.includes(name) ? ['toml-boot-image'] : [],
          );
          const words = (source: string): string[] => source.match(/[^\s"=[\],.#]+/g) ?? [];
          const kept = new Set(words(result));
          const renamed =
            /^(?:factory|seccompsandbox|dial_timeout|cdh_api_timeout|remote_hypervisor_\w+|virtio-\w+|nvdimm|\d+|hypervisor_loglevel)$/;
          assert.deepEqual(
            words(text).filter((word) => !kept.has(word) && !renamed.test(word)),
            [],
            'nothing is lost',
          );
        });
      }
    }
  });
});
