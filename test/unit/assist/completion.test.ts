import assert from 'node:assert/strict';
import { keysOf } from '../../../src/knowledge';
import { completions, go, labels, offer, rs } from './at';

const rs330 = { version: '3.30.0', runtime: 'rs' } as const;
const go320 = { version: '3.2.0', runtime: 'go' } as const;

const sections = (source: string, target = go): string[] =>
  completions(source, target)
    .filter(({ kind }) => kind === 'section')
    .map(({ label }) => label)
    .sort();
const keys = (source: string, target = go): string[] =>
  completions(source, target)
    .filter(({ kind }) => kind === 'key')
    .map(({ label }) => label);

describe('completion of sections', () => {
  it('offers those of runtime and release in an empty file', () => {
    assert.deepEqual(sections('│', go320), [
      '[agent.kata]',
      '[factory]',
      '[hypervisor.acrn]',
      '[hypervisor.clh]',
      '[hypervisor.firecracker]',
      '[hypervisor.qemu]',
      '[image]',
      '[runtime]',
    ]);
    assert.deepEqual(sections('[│', rs), [
      '[[runtime.shared_mounts]]',
      '[agent.kata.mem_agent]',
      '[agent.kata]',
      '[hypervisor.clh]',
      '[hypervisor.dragonball]',
      '[hypervisor.firecracker]',
      '[hypervisor.openvmm]',
      '[hypervisor.qemu]',
      '[hypervisor.remote]',
      '[runtime]',
    ]);
  });

  it('offers no second hypervisor and nothing that is there', () => {
    assert.deepEqual(sections('[hypervisor.qemu]\n[agent.kata]\n[│]'), [
      '[[hypervisor.qemu.guest_extension_images]]',
      '[factory]',
      '[runtime]',
    ]);
  });

  it('offers the hypervisor that [runtime] names', () => {
    const text = '[runtime]\nhypervisor_name = "clh"\n[│';
    assert.deepEqual(
      sections(text, rs).filter((label) => label.includes('hypervisor')),
      ['[hypervisor.clh]'],
    );
  });

  it('replaces brackets that are there, and writes the keys that runtime-rs insists on', () => {
    const { insert, span, filterText } = offer('[hypervisor.clh]\n[ru│]', '[runtime]', rs);
    assert.deepEqual(span, { start: 17, end: 21 });
    assert.equal(filterText, '[runtime]');
    assert.deepEqual(insert.split('\n'), [
      '[runtime]',
      'agent_name = "kata"',
      'hypervisor_name = "${2|clh,dragonball,firecracker,openvmm,qemu,remote|}"',
      'name = "virt_container"',
    ]);
    assert.equal(offer('[ru│]\nkeep_abnormal = true', '[runtime]', rs).insert, '[runtime]');
    assert.equal(offer('[│]', '[runtime]').insert, '[runtime]');
    const list = '[[hypervisor.qemu.guest_extension_images]]';
    assert.equal(offer('[hypervisor.qemu]\n[[│]]', list).insert, `${list}\nname = "$1"`);
  });

  it('offers them below the keys where a word is typed', () => {
    const found = completions('[agent.kata]\nrun│\n');
    const [key, section] = ['key', 'section'].map((kind) => found.find((each) => each.kind === kind));
    assert.ok(key && section && key.sortText < section.sortText);
    assert.equal(section.filterText, section.label.slice(1, -1));
  });
});

describe('completion of keys', () => {
  it('offers what this Kata reads for this hypervisor', () => {
    const qemu = keys('[hypervisor.qemu]\n│\n');
    const firecracker = keys('[hypervisor.firecracker]\n│\n');
    assert.ok(qemu.includes('machine_type') && !firecracker.includes('machine_type'));
    assert.ok(firecracker.includes('jailer_path') && !qemu.includes('jailer_path'));
    assert.ok(qemu.includes('enable_numa') && !keys('[hypervisor.qemu]\n│', go320).includes('enable_numa'));
    assert.ok(
      keys('[hypervisor.qemu]\n│', go320).includes('file_mem_backend') && !qemu.includes('file_mem_backend'),
    );
    assert.ok(keys('[agent.kata]\n│', rs).includes('dial_timeout_ms'));
    assert.ok(!keys('[agent.kata]\n│').includes('dial_timeout_ms'));
    assert.ok(!keys('[hypervisor.qemu]\n│', rs).includes('memory_offset'), 'nothing in runtime-rs uses it');
    assert.ok(!keys('[agent.kata.mem_agent]\n│', rs).includes('mem_agent_enable'), 'another name of enable');
  });

  it('offers exactly what is known and missing', () => {
    const known = [...keysOf('agent.*', 'go').keys()];
    const text = '[agent.kata]\nenable_debug = true\n│\n[runtime]\nenable_tracing = true\n';
    assert.deepEqual(
      keys(text),
      known.filter((name) => name !== 'enable_debug'),
    );
  });

  it('never offers what is there, whichever way it is written', () => {
    const texts = [
      '[hypervisor.qemu]\nshared_fs = "none"\n│',
      '[hypervisor.qemu]\n│\nshared_fs = "none"',
      '[hypervisor]\nqemu = { shared_fs = "none", │ }',
      '[hypervisor]\nqemu = { shared_fs = "none", │',
      'hypervisor.qemu.shared_fs = "none"\nhypervisor.qemu.│',
      '[hypervisor.qemu]\nShared_FS = "none"\n│',
    ];
    for (const text of texts) {
      const found = keys(text);
      assert.ok(found.includes('default_memory') && !found.includes('shared_fs'), text);
    }
    assert.ok(!keys('[agent.kata.mem_agent]\nmem_agent_enable = true\n│', rs).includes('enable'));
  });

  it('counts each member of a list by itself', () => {
    const text = '[[runtime.shared_mounts]]\nname = "a"\n[[runtime.shared_mounts]]\nsrc_path = "/"\n│';
    const found = keys(text, rs);
    assert.ok(found.includes('name') && !found.includes('src_path'));
  });

  it('inserts a value to choose or to change', () => {
    const insert = (label: string, target = go) => offer('[hypervisor.qemu]\n│\n', label, target).insert;
    assert.equal(insert('shared_fs'), 'shared_fs = "${1|virtio-fs,virtio-9p,virtio-fs-nydus,none|}"');
    assert.equal(insert('enable_debug'), 'enable_debug = ${1|true,false|}');
    assert.equal(insert('disable_guest_selinux', rs), 'disable_guest_selinux = ${1|false,true|}');
    assert.equal(insert('default_memory'), 'default_memory = ${1:2048}');
    assert.equal(insert('firmware'), 'firmware = "$1"');
    assert.equal(insert('pflashes'), 'pflashes = ["$1"]');
    assert.equal(
      insert('enable_annotations'),
      'enable_annotations = [${1:"enable_iommu", "kernel_params", "kernel_verity_params"}]',
    );
    assert.equal(
      offer('[hypervisor.clh]\n│\n', 'path').insert,
      'path = "$1"',
      "QEMU's path is no start for clh",
    );
    assert.equal(
      offer('[hypervisor.qemu]\n│\n', 'path').insert,
      'path = "${1:/opt/kata/bin/qemu-system-x86_64}"',
    );
  });

  it('changes only the name where a value follows', () => {
    const { insert, span } = offer('[hypervisor.qemu]\nsha│ = "none"\n', 'shared_fs');
    assert.equal(insert, 'shared_fs');
    assert.deepEqual(span, { start: 18, end: 21 });
    assert.deepEqual(offer('[runtime]\n  │enable_debug = true', 'enable_debug').span, { start: 12, end: 24 });
  });

  it('goes on in dotted keys', () => {
    assert.deepEqual(labels('hypervisor.│'), ['clh', 'firecracker', 'qemu', 'remote', 'stratovirt']);
    assert.equal(offer('[hypervisor]\n│', 'clh').insert, 'clh.');
    assert.ok(keys('hypervisor.qemu.fac│', rs).includes('shared_fs'));
    assert.deepEqual(keys('[hypervisor.qemu]\nfactory.│', rs), ['enable_template', 'template_path']);
  });

  it('gives a short detail, and the explanation only when asked', () => {
    const memory = offer('[hypervisor.qemu]\n│', 'default_memory');
    assert.equal(memory.detail, '2048 MiB');
    assert.match(memory.documentation(), /^\*\*default_memory\*\* · integer/);
    assert.equal(offer('[runtime]\n│', 'hypervisor_name', rs).detail, 'required');
    assert.ok(
      offer('[runtime]\n│', 'hypervisor_name', rs).sortText <
        offer('[runtime]\n│', 'enable_debug', rs).sortText,
    );
  });
});

describe('completion of values', () => {
  it('offers the values of runtime, release and hypervisor', () => {
    const text = '[hypervisor.clh]\nshared_fs = │\n';
    assert.deepEqual(labels(text), ['virtio-fs', 'virtio-fs-nydus', 'none']);
    assert.deepEqual(labels('[hypervisor.qemu]\nshared_fs = │', rs), [
      'virtio-fs',
      'inline-virtio-fs',
      'virtio-fs-nydus',
      'none',
    ]);
    assert.deepEqual(labels('[hypervisor.qemu]\nshared_fs = │', rs330), [
      'virtio-fs',
      'inline-virtio-fs',
      'none',
    ]);
    assert.deepEqual(labels('[hypervisor.qemu]\nblock_device_driver = "│"', rs), [
      'virtio-blk-pci',
      'virtio-blk-ccw',
      'virtio-pmem',
      'virtio-scsi',
    ]);
  });

  it('brings the quotes that are missing and replaces those that are there', () => {
    const insert = (source: string) => {
      const { insert, span, filterText } = offer(source, 'none');
      return [insert, span.start, span.end, filterText];
    };
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs =│'), [' "none"', 29, 29, 'none']);
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs = │'), ['"none"', 30, 30, 'none']);
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs = no│'), ['"none"', 30, 32, 'none']);
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs = "│"'), ['"none"', 30, 32, '"none']);
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs = "vir│tio-fs" # x'), ['"none"', 30, 41, '"none']);
    assert.deepEqual(insert('[hypervisor.qemu]\nshared_fs = "vir│ # x'), ['"none"', 30, 34, '"none']);
    assert.deepEqual(insert("[hypervisor.qemu]\nshared_fs = '│"), ["'none'", 30, 31, "'none"]);
  });

  it('offers true and false, and shipped or usual values', () => {
    assert.deepEqual(labels('[runtime]\nenable_debug = │'), ['true', 'false']);
    assert.deepEqual(labels('[runtime]\nenable_debug = "│"'), []);
    assert.deepEqual(labels('[hypervisor.qemu]\ndefault_memory = │'), ['2048']);
    assert.equal(offer('[hypervisor.qemu]\nvirtio_fs_cache = │', 'never').detail, 'default');
    assert.equal(offer('[hypervisor.qemu]\nvirtio_fs_cache = │', 'auto').detail, 'as shipped');
  });

  it('offers the names that runtime-rs asks for, the table in the file first', () => {
    const text = (key: string) => `[runtime]\n${key} = "│"\n[hypervisor.openvmm]\n`;
    assert.equal(labels(text('hypervisor_name'), rs)[0], 'openvmm');
    assert.deepEqual(labels(text('name'), rs), ['virt_container']);
    assert.deepEqual(labels(text('agent_name'), rs), ['kata']);
    assert.deepEqual(labels('[runtime]\nexperimental = ["│"]', rs), ['force_guest_pull']);
  });

  it('offers annotations that are not listed yet, anchored where the bare name enables others too', () => {
    const text = '[hypervisor.qemu]\nenable_annotations = ["enable_iommu", "│", \'kernel_params\']';
    const found = labels(text);
    assert.ok(found.includes('default_memory') && found.includes('^kernel$') && !found.includes('kernel'));
    assert.ok(!found.includes('kernel_params') && !found.includes('enable_iommu'));
    assert.equal(offer(text, '^kernel$').insert, '"^kernel\\$"');
    assert.equal(offer(text, 'virtio_fs_extra_args').detail, 'reaches the host');
    assert.ok(!labels('[hypervisor.qemu]\nenable_annotations = [│', go320).includes('cc_init_data'));
    assert.ok(
      labels('[hypervisor.qemu]\nenable_annotations = [\n  "default_memory",\n  │\n').includes(
        'cc_init_data',
      ),
    );
  });

  it('offers nothing in comments, behind values, in texts over several lines, for unknown keys', () => {
    const sources = [
      '# a│',
      '[runtime] # a│',
      '[runtime]\nenable_debug = true │',
      '[runtime]\nenable_debug = true # │',
      '[hypervisor.qemu]\nkernel_params = """│"""',
      '[hypervisor.qemu]\nno_such_key = │',
      '[no.such]\n  │a = 1',
      '[runtime] │',
    ];
    for (const source of sources) assert.deepEqual(labels(source), [], source);
  });
});
