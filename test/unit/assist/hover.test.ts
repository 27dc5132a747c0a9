import assert from 'node:assert/strict';
import { go, hover, rs } from './at';

const v320 = { version: '3.2.0', runtime: 'go' } as const;

/** The Markdown, or that there is none. */
const said = (source: string, target = go): string => hover(source, target)?.markdown ?? 'nothing';
/** Its first line. */
const head = (source: string, target = go): string => said(source, target).split('\n', 1)[0] ?? '';

describe('hover', () => {
  it('says of a key what it does, its type, default, hypervisors, annotation and the other runtime', () => {
    const found = hover('[hypervisor.qemu]\ndefault_mem│ory = 2048\n');
    assert.equal(found?.of, 'default_memory');
    const [first, , description = '', , rule, , ...facts] = found.markdown.split('\n');
    assert.equal(first, '**default_memory** · integer (MiB), default `2048`');
    assert.match(description, /\w{3}.*256.*2048/);
    assert.equal(rule, '---');
    assert.deepEqual(facts, [
      '- Used with `firecracker`, `qemu`, `clh`, `dragonball` and `stratovirt`.',
      '- Pod annotation `io.katacontainers.config.hypervisor.default_memory`: not enabled by this file, as shipped.',
      '- Also in runtime-rs.',
    ]);
  });

  it('lists the values of a key and marks the one that stands there', () => {
    const text = said('[hypervisor.clh]\n│shared_fs = "none"\n');
    assert.match(text, /^- `virtio-fs`: \w/m);
    assert.match(text, /^- \*\*`none`\*\*: \w/m);
    assert.doesNotMatch(text, /virtio-9p`:/, 'clh has no 9p');
  });

  it('explains a value, and lists the other ones', () => {
    const found = hover('[hypervisor.qemu]\nshared_fs = "virt│io-9p"\n');
    assert.equal(found?.of, '"virtio-9p"');
    assert.match(found.markdown, /^`virtio-9p` · value of \*\*shared_fs\*\*\n\n\w/);
    assert.match(found.markdown, /^The other values:$/m);
    assert.doesNotMatch(found.markdown, /^- .*virtio-9p`/m);
  });

  it('says of a wrong value that it is none', () => {
    assert.match(
      said('[hypervisor.clh]\nshared_fs = "│virtio-9p"\n'),
      /^\*\*Not a value of `shared_fs`\*\* with `clh` in Kata 4\.1\.0\.$/m,
    );
  });

  it('tells whether the file enables the annotation, for its kind of configuration', () => {
    const line = (source: string, target = go): string =>
      /^- Pod annotation .*$/m.exec(said(source, target))?.[0] ?? '';
    const name = '`io.katacontainers.config.hypervisor.default_vcpus`';
    const list = 'enable_annotations = ["default_vcpus"]\n';
    assert.equal(
      line(`[hypervisor.qemu]\n${list}│default_vcpus = 1`),
      `- Pod annotation ${name}: enabled by this file, not enabled as shipped.`,
    );
    assert.equal(
      line(`[hypervisor.qemu]\nconfidential_guest = true\n${list}│default_vcpus = 1`),
      `- Pod annotation ${name}: enabled by this file, as shipped.`,
    );
    assert.equal(
      line('[hypervisor.qemu]\n│default_vcpus = 1', rs),
      `- Pod annotation ${name}: not enabled by this file, enabled as shipped.`,
    );
    assert.match(
      line('[runtime]\n│sandbox_cgroup_only = true'),
      /`io\.katacontainers\.config\.runtime\.sandbox_cgroup_only`: always honoured\.$/,
    );
    assert.match(line('[hypervisor.qemu]\n│path = "/q"'), /must match `valid_hypervisor_paths`\.$/);
  });

  it('says when the hypervisor of the table does not use a key', () => {
    const text = said('[hypervisor.firecracker]\n│machine_type = "q35"\n');
    assert.match(text, /^\*\*No effect here\*\*: the Go runtime does not use it with `firecracker`\.$/m);
    assert.doesNotMatch(said('[hypervisor.qemu]\n│machine_type = "q35"\n'), /No effect/);
  });

  it('says since when and until when, and what came after', () => {
    assert.match(said('[hypervisor.qemu]\n│enable_numa = true'), /^- Since Kata 3\.27\.0\.$/m);
    assert.match(
      said('[hypervisor.qemu]\n│enable_numa = true', v320),
      /^\*\*Not in Kata 3\.2\.0\*\*, only since 3\.27\.0\.$/m,
    );
    assert.match(
      said('[hypervisor.qemu]\n│file_mem_backend = ""'),
      /^\*\*Gone since Kata 3\.32\.0\.\*\* Kata chooses the memory backend itself\.$/m,
    );
    assert.match(said('[hypervisor.qemu]\n│file_mem_backend = ""', v320), /^- Until Kata 3\.31\.0\.$/m);
    assert.match(
      said('[agent.kata]\n│request_timeout_ms = 5', rs),
      /^\*\*Gone since Kata 3\.19\.0\.\*\* .* Use `create_container_timeout`\.$/m,
    );
  });

  it("names the equivalent of the other runtime's key", () => {
    assert.equal(head('[agent.kata]\n│dial_timeout = 45', rs), '**dial_timeout** · a key of the Go runtime');
    assert.match(
      said('[agent.kata]\n│dial_timeout = 45', rs),
      /^\*\*Not read by runtime-rs\.\*\* Here it is `reconnect_timeout_ms`\./m,
    );
    assert.match(
      said('[hypervisor.qemu]\n[runtime]\n│create_container_timeout = 60', rs),
      /Here it is `create_container_timeout` in `\[agent\.kata\]`\./,
    );
    assert.match(
      said('[runtime]\n│hypervisor_name = "qemu"'),
      /^\*\*Not read by the Go runtime\.\*\* There is nothing like it here\./m,
    );
  });

  it('explains each part of a header', () => {
    const source = '[hypervisor.qemu.factory]\nenable_template = true\n';
    const at = (part: string) => hover(source.replace(part, `│${part}`), rs);
    assert.match(
      at('hypervisor')?.markdown ?? '',
      /^\*\*\[hypervisor\.NAME\]\*\*[^]*^- `openvmm`: OpenVMM$/m,
    );
    assert.equal(at('qemu')?.of, 'qemu');
    assert.match(at('qemu')?.markdown ?? '', /^\*\*\[hypervisor\.qemu\]\*\* · QEMU\n\n\w/);
    assert.match(at('factory')?.markdown ?? '', /^\*\*\[hypervisor\.qemu\.factory\]\*\*\n\n\w/);
  });

  it('knows the hypervisors of a runtime and a release', () => {
    assert.match(said('[hypervisor.│openvmm]'), /^\*\*The Go runtime has no hypervisor `openvmm`\.\*\*$/m);
    assert.match(said('[hypervisor.│acrn]'), /^\*\*Gone since Kata 3\.10\.0\.\*\*$/m);
    assert.match(
      said('[hypervisor.│stratovirt]', v320),
      /^\*\*Not in Kata 3\.2\.0\*\*, only since 3\.3\.0\.$/m,
    );
  });

  it("says of the other runtime's section where it belongs", () => {
    assert.match(
      said('[hypervisor.clh]\n[│factory]\nenable_template = true', rs),
      /^\*\*Not read by runtime-rs\*\*, only by the Go runtime\. Here it is `\[hypervisor\.clh\.factory\]`\.$/m,
    );
  });

  it('lists the annotations that an expression lets through', () => {
    const found = hover('[hypervisor.qemu]\nenable_annotations = ["a", "kern│el$"]\n');
    assert.equal(found?.of, '"kernel$"');
    assert.deepEqual(found.markdown.match(/^- `\w+`/gm), ['- `kernel`']);
    const many = said('[hypervisor.qemu]\nenable_annotations = ["kern│el"]\n').match(/^- `\w+`/gm);
    assert.deepEqual(many, [
      '- `kernel`',
      '- `kernel_hash`',
      '- `kernel_params`',
      '- `kernel_verity_params`',
    ]);
    assert.match(said('[hypervisor.qemu]\nenable_annotations = ["│nothing"]\n'), /^Matches no annotation/m);
    assert.match(said('[hypervisor.qemu]\nenable_annotations = ["│("]\n'), /^It can not be tried here/m);
  });

  it('works in dotted keys, inline tables, arrays of tables, templates and whatever case Go takes', () => {
    assert.match(head('hypervisor.qemu.│shared_fs = "none"'), /^\*\*shared_fs\*\*/);
    assert.match(head('[hypervisor]\nqemu = { │shared_fs = "none" }'), /^\*\*shared_fs\*\*/);
    assert.match(head('[[runtime.shared_mounts]]\n│src_path = "/a"', rs), /^\*\*src_path\*\*/);
    assert.match(
      head('[[runtime.│shared_mounts]]\nname = "a"', rs),
      /^\*\*shared_mounts\*\* · array of tables/,
    );
    assert.match(head('[runtime]\nSandbox_│Cgroup_Only = true'), /^\*\*sandbox_cgroup_only\*\*/);
    assert.match(head('[hypervisor.qemu]\nbroken =\n│shared_fs = "none"'), /^\*\*shared_fs\*\*/);
  });

  it('is silent where Kata has nothing to do with it', () => {
    for (const source of [
      '# com│ment',
      '[tool.│x]\na = 1',
      '[hypervisor.qemu]\n│no_such_key = 1',
      '│',
      '[hypervisor.qemu]\n│\n',
    ]) {
      assert.equal(hover(source), undefined, source);
    }
  });

  it('takes no name for something that every object has', () => {
    assert.equal(
      head('[hypervisor.constructor]\n│default_memory = 1', rs),
      '**default_memory** · integer (MiB)',
    );
    assert.match(said('[hypervisor.│toString]'), /has no hypervisor `toString`/);
    assert.match(
      said('[hypervisor.qemu]\nshared_fs = "│constructor"'),
      /^\*\*Not a value of `shared_fs`\*\*/m,
    );
  });

  it('makes no link of what stands in the file', () => {
    const text = said('[hypervisor."│[a](command:x)`b"]');
    assert.match(text, /has no hypervisor `` \[a\]\(command:x\)`b ``/);
    for (const source of [
      '[hypervisor.qemu]\nshared_fs = "│[a](command:x)"',
      '[hypervisor.qemu]\nenable_annotations = ["│[a](command:x)"]',
    ]) {
      assert.match(said(source), /`\[a\]\(command:x\)`/);
      assert.doesNotMatch(said(source), /(?<!`)\[a\]\(/);
    }
  });
});
