import assert from 'node:assert/strict';
import { indexManifest, Workspace } from '../../../../src/lint';
import { hover, said } from './at';
import { encodeInitData } from '../../../support/init-data';

const runtimeClass = (handler: string, name = handler): string => `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: ${name}
handler: ${handler}
overhead:
  podFixed:
    memory: 320Mi
    cpu: 250m
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
`;
const pod = (className: string, annotations = '', spec = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    example.org/a: b
${annotations}spec:
  runtimeClassName: ${className}
${spec}  containers:
    - name: app
      image: registry.example/app
`;

describe('hover over manifests: classes', () => {
  it('says of a class what starts its pods, that a TEE is only declared, and what the release asks for', () => {
    const found = hover(pod('kata-│qemu-snp'));
    assert.equal(found?.of, 'runtimeClassName: kata-qemu-snp');
    const lines = found.markdown.split('\n').filter((line) => line !== '');
    assert.deepEqual(lines.slice(0, 4), [
      '**`kata-qemu-snp`** · RuntimeClass',
      'No file of the workspace has it: the cluster decides what the name stands for.',
      'Pods run in QEMU, started by the Go runtime.',
      '**TEE** · declared: AMD SEV-SNP, never verified. Only attestation proves it.',
    ]);
    assert.ok(lines.includes('- Overhead in Kata 4.1.0: memory `2048Mi`, cpu `1.0`.'));
    assert.match(said(pod('kata-│qemu')), /^\*\*No TEE\*\*: the VM protects the host/m);
    assert.match(said(pod('kata-│qemu-coco-dev')), /^\*\*No TEE\*\*: .*for development/m);
    assert.match(said(pod('kata-│remote')), /^\*\*TEE\*\* · unknown/m);
  });

  it('knows when a class came and went, and its successor', () => {
    assert.match(said(pod('kata-│qemu-sev')), /^\*\*Gone since Kata 3\.19\.0\.\*\* Use `kata-qemu-snp`\.$/m);
    const early = { target: { version: '3.29.0', runtime: 'go' } } as const;
    assert.match(
      said(pod('kata-│clh-runtime-rs'), early),
      /^\*\*Not in Kata 3\.29\.0\*\*, only since 3\.30\.0\.$/m,
    );
    assert.match(said(pod('kata-│qemu-sgx')), /^\*\*No release of Kata has this handler\*\*/m);
  });

  it('looks for the class in the file, then in the workspace: the handler decides, not the name', () => {
    const both = `${runtimeClass('kata-clh', 'kata-qemu-snp')}---\n${pod('kata-│qemu-snp')}`;
    assert.match(said(both), /RuntimeClass with the handler `kata-clh`/);
    assert.match(said(both), /It stands in this file\./);
    assert.match(said(both), /\*\*No TEE\*\*/);
    const index = new Workspace();
    index.set('rc.yaml', indexManifest('rc.yaml', runtimeClass('kata-qemu-tdx', 'secure')));
    assert.match(said(pod('sec│ure'), { index }), /It stands in `rc\.yaml`\.[^]*declared: Intel TDX/);
    assert.equal(said(pod('sec│ure')), 'nothing');
  });

  it("knows other distributions' classes and leaves other runtimes alone", () => {
    assert.match(said(pod('kata-│cc')), /OpenShift[^]*- `kata-tdx`: Intel TDX/);
    assert.match(said(pod('ka│ta')), /OpenShift[^]*installer can create[^]*\*\*TEE\*\* · unknown/);
    assert.match(said(pod('kata-mshv-│vm-isolation')), /Azure.* Use `kata-vm-isolation`\.[^]*\*\*No TEE\*\*/);
    assert.match(said(pod('contrast-│insecure-metal-qemu')), /Edgeless Contrast/);
    assert.equal(said(pod('gvi│sor')), 'nothing');
  });

  it('explains name, handler, overhead and labels of a RuntimeClass', () => {
    const text = runtimeClass('kata-qemu');
    assert.match(said(text.replace('handler: k', 'handler: │k')), /^\*\*`kata-qemu`\*\* · handler$/m);
    assert.match(said(text.replace('name: k', 'name: │k')), /^\*\*`kata-qemu`\*\* · RuntimeClass$/m);
    const memory = said(text.replace('320Mi', '3│20Mi'));
    assert.match(memory, /^Upstream's `kata-qemu` has `320Mi` in Kata 4\.1\.0\.$/m);
    assert.match(memory, /^- Since Kata 4\.0\.0: `320Mi`$/m);
    assert.match(said(text.replace('kata-runtime', 'kata-│runtime')), /^Kata is installed on the node/m);
    const wrong = text.replace(
      'katacontainers.io/kata-runtime',
      'feature.node.kubernetes.io/│cpu-security.sev',
    );
    assert.match(said(wrong), /nothing sets this label/);
    assert.equal(said(text.replace('kind', 'ki│nd')), 'nothing');
  });

  it('reads RuntimeClasses inside values of the chart and Lists', () => {
    const values = `customRuntimes:\n  runtimes:\n    mine:\n      baseConfig: qemu\n      runtimeClass: |\n${runtimeClass(
      'kata-qemu-│snp',
      'mine',
    ).replace(/^(?=.)/gm, '        ')}`;
    const found = hover(values);
    assert.equal(found?.of, 'handler: kata-qemu-snp');
    const list = `kind: List\nitems:\n- ${pod('kata-│clh').replace(/\n(?=.)/g, '\n  ')}`;
    assert.match(said(list), /Cloud Hypervisor/);
  });
});

describe('hover over manifests: annotations', () => {
  const prefix = 'io.katacontainers.config.hypervisor.';

  it('says type, key, unit, the runtime and whether the shipped configuration enables it', () => {
    const line = `    ${prefix}│default_memory: "4096"\n`;
    const found = hover(pod('kata-qemu', line));
    assert.equal(found?.of, `${prefix}default_memory: "4096"`);
    assert.match(found.markdown, /^\*\*`.*default_memory`\*\* · uint32 \(MiB\)$/m);
    assert.match(found.markdown, /^- Overrides `default_memory` of `\[hypervisor\.qemu\]`\.$/m);
    assert.match(
      found.markdown,
      /^- \*\*Not enabled\*\* by .* `kata-qemu` in Kata 4\.1\.0: the Go runtime refuses the pod\./m,
    );
    assert.doesNotMatch(found.markdown, /^- Runtime-rs/m);
    const rs = said(pod('kata-qemu-nvidia-gpu-runtime-rs', line));
    assert.match(rs, /\*\*Not enabled\*\*.*: runtime-rs logs a warning and ignores the annotation\./);
    assert.match(said(pod('kata-qemu-runtime-rs', line)), /^- Enabled by the configuration shipped/m);
    assert.match(said(pod('kata-special', line)), /^- Counts only where `enable_annotations`/m);
  });

  it('says where a runtime does not read it, and where it does not belong', () => {
    const policy = '    io.katacontainers.config.agent.│policy: x\n';
    assert.match(
      said(pod('kata-qemu-runtime-rs', policy)),
      /^\*\*No effect\*\*: runtime-rs of Kata 4\.1\.0/m,
    );
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  annotations:\n    ${prefix}default_│vcpus: "2"\nspec:\n  template:\n    spec:\n      runtimeClassName: kata-qemu\n      containers: []\n`;
    assert.match(said(deployment), /^\*\*No effect here\*\*/m);
    assert.equal(said(pod('kata-qemu', '    example.org/│b: c\n')), 'nothing');
  });

  it('shows what init-data holds, and what is wrong with it', () => {
    const toml =
      'version = "0.1.0"\nalgorithm = "sha256"\n[data]\n"policy.rego" = "package agent_policy\\ndefault ExecProcessRequest := true\\n"\n';
    const line = (value: string): string => `    ${prefix}cc_init_data: ${value}\n`;
    const good = said(pod('kata-qemu-snp', line(`│${encodeInitData(toml)}`)));
    assert.match(good, /^\*\*Init-data\*\* · \d+ bytes$/m);
    assert.match(good, /HOSTDATA/);
    assert.match(good, /MRCONFIGID/);
    assert.match(good, /`ExecProcessRequest` \| yes/);
    assert.match(good, /^algorithm = "sha256"$/m);
    assert.match(said(pod('kata-qemu-snp', line('│abc'))), /can't be read/);
    assert.match(said(pod('kata-qemu-snp', line('abc').replace('cc_', 'cc_│'))), /base64 of gzip of TOML/);
  });

  it('decodes the legacy policy and sealed secrets', () => {
    const rego = Buffer.from('package agent_policy\ndefault ReadStreamRequest := false\n').toString('base64');
    const text = said(pod('kata-qemu', `    io.katacontainers.config.agent.policy: │${rego}\n`));
    assert.match(text, /^\*\*Agent policy\*\* · 56 bytes, not measured/m);
    assert.match(text, /^```rego\npackage agent_policy$/m);
    const payload = {
      version: '0.1.0',
      type: 'vault',
      provider: 'kbs',
      name: 'kbs:///a/b/c',
      provider_settings: {},
      annotations: {},
    };
    const sealed = `sealed.fakejwsheader.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.fake`;
    const secret = (entry: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${entry}\n`;
    assert.match(
      said(secret(`stringData:\n  key: sea│${sealed.slice(3)}`)),
      /^\*\*Sealed secret\*\* · vault · not signed$/m,
    );
    const encoded = Buffer.from(sealed).toString('base64');
    assert.match(said(secret(`data:\n  key: c2V│${encoded.slice(3)}`)), /kbs:\/\/\/a\/b\/c/);
    assert.match(
      said(pod('kata-qemu').replace('image:', `env: [{name: A, value: │${sealed}}]\n      image:`)),
      /Sealed secret/,
    );
  });

  it('makes no markup of texts that people wrote', () => {
    const evil = 'kata-x](command:evil)`*a*';
    const found = said(pod(`"kata-qemu-│${evil}"`));
    assert.ok(found === 'nothing' || found.includes('``'));
    const rego = Buffer.from('````\n[x](command:evil)\n').toString('base64');
    const text = said(pod('kata-qemu', `    io.katacontainers.config.agent.policy: │${rego}\n`));
    assert.match(text, /^`````rego\n/m);
    assert.doesNotMatch(text.replace(/^(`{3,})[^]*?^\1$/gm, ''), /command:/);
  });
});
