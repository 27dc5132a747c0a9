import assert from 'node:assert/strict';
import { sampleClass } from '../../../../src/lint/manifest/rules/samples';
import { findings, fixed, found } from './found';

const snp = {
  name: 'kata-qemu-snp',
  memory: '2048Mi',
  cpu: '"1.0"',
  keys: '    sev-snp.amd.com/esids: "1"\n',
};

describe('RuntimeClass rules', () => {
  it("say nothing about upstream's classes, about classes for others, and about other RuntimeClasses", () => {
    assert.deepEqual(found(sampleClass()), []);
    assert.deepEqual(found(sampleClass(snp)), []);
    assert.deepEqual(found(sampleClass({ name: 'kata' })), []);
    assert.deepEqual(found(sampleClass({ name: 'kata-cc', handler: 'kata-snp' })), []);
    const gvisor =
      'apiVersion: node.k8s.io/v1beta1\nkind: RuntimeClass\nmetadata: {name: gvisor}\nhandler: runsc\n';
    assert.deepEqual(found(gvisor), []);
    assert.deepEqual(found(sampleClass().replace('node.k8s.io/v1', 'runtime.example.org/v1alpha1')), []);
  });

  it('find classes in Lists and in documents of their own, each at its place', () => {
    const one = sampleClass({ name: 'kata-qemu-sgx' });
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${one.trimEnd().replaceAll('\n', '\n  ')}\n`;
    assert.deepEqual(
      found(`${one}---\n${one}---\n${list}`),
      Array(3).fill('runtime-class-never warning kata-qemu-sgx'),
    );
    const text = `# first\n---\n${one}`;
    assert.equal(findings(text)[0]!.span.start, text.indexOf('kata-qemu-sgx', text.indexOf('handler:')));
  });

  it('rename handler and name together, and only together', () => {
    const gone = sampleClass({ name: 'kata-cloud-hypervisor', memory: '130Mi' });
    assert.equal(
      fixed('runtime-class-removed', gone),
      sampleClass({ name: 'kata-clh-runtime-rs', memory: '130Mi' }),
    );
    assert.deepEqual(found(gone, { version: '3.29.0' }), []);
    const own = sampleClass({ name: 'mine', handler: '"kata-qemu-sev"', memory: '2Gi', cpu: '1' });
    assert.equal(fixed('runtime-class-removed', own), own.replace('kata-qemu-sev', 'kata-qemu-snp'));
  });

  it('tell a slip from a handler of somebody else', () => {
    const lines = (handler: string): string[] =>
      found(sampleClass({ name: handler }), {}, 'runtime-class-unknown-handler');
    assert.deepEqual(lines('kata-qemu-tdxx'), ['runtime-class-unknown-handler warning kata-qemu-tdxx']);
    assert.deepEqual(lines('kata-mine'), ['runtime-class-unknown-handler information kata-mine']);
    for (const handler of ['kata-qemu-numa', 'kata-qemu-blue-debug', 'kata-qemu-dev', 'kata-fc'])
      assert.deepEqual(lines(handler), [], handler);
  });

  it('see through names', () => {
    const lines = (name: string, handler: string): string[] =>
      found(sampleClass({ name, handler, memory: '10Gi', cpu: '2' }), {}, 'runtime-class-name-handler');
    const warning = (name: string): string[] => [`runtime-class-name-handler warning ${name}`];
    assert.deepEqual(lines('kata-qemu-snp', 'kata-qemu'), warning('kata-qemu-snp'));
    assert.deepEqual(lines('confidential', 'kata-qemu-coco-dev'), warning('confidential'));
    assert.deepEqual(lines('kata-cc', 'kata'), warning('kata-cc'));
    assert.deepEqual(lines('kata-qemu-snp', 'kata-qemu-tdx'), warning('kata-qemu-snp'));
    assert.deepEqual(lines('kata-qemu', 'runc'), warning('kata-qemu'));
    assert.deepEqual(lines('kata-qemu', 'kata-clh'), ['runtime-class-name-handler information kata-qemu']);
    for (const [name, handler] of [
      ['kata', 'kata-qemu'],
      ['fast', 'kata-clh'],
      ['secure', 'kata-qemu-snp'],
      ['kata-cc-isolation', 'kata-cc'],
      ['kata-qemu-coco-dev', 'kata-qemu-coco-dev'],
    ] as const)
      assert.deepEqual(lines(name, handler), [], name);
  });

  it("take the overhead of the version's own class as the measure", () => {
    const lines = (memory: string, version?: string): string[] =>
      found(sampleClass({ memory }), version === undefined ? {} : { version }, 'runtime-class-overhead-low');
    assert.deepEqual(lines('160Mi'), ['runtime-class-overhead-low warning 160Mi']);
    assert.deepEqual(lines('160Mi', '3.32.0'), []);
    assert.deepEqual(lines('335544320'), []);
    assert.deepEqual(lines('335544319'), ['runtime-class-overhead-low warning 335544319']);
    assert.deepEqual(lines('0.5Gi'), []);
    assert.equal(
      fixed('runtime-class-overhead-low', sampleClass({ memory: '"160Mi"' })),
      sampleClass({ memory: '"320Mi"' }),
    );
    assert.deepEqual(found(sampleClass({ cpu: '200m' })), ['runtime-class-overhead-low information 200m']);
    assert.deepEqual(found(sampleClass({ name: 'kata-qemu-numa', memory: '1Mi' })), []);
  });

  it('read quantities', () => {
    const lines = (memory: string, cpu = '250m'): string[] =>
      found(sampleClass({ name: 'kata-qemu-x', memory, cpu }));
    const rule = 'runtime-class-overhead-quantity';
    assert.deepEqual(lines('320 MB'), [`${rule} error 320 MB`]);
    assert.deepEqual(lines('320mb'), [`${rule} error 320mb`]);
    assert.deepEqual(lines('320M'), [`${rule} information 320M`]);
    assert.deepEqual(lines('320Mi', '250'), [`${rule} error 250`]);
    assert.deepEqual(lines('320Mi', '1Mi'), [`${rule} error 1Mi`]);
    assert.deepEqual(lines('1e9', '1.5'), []);
    assert.equal(fixed(rule, sampleClass({ memory: '320MB' })), sampleClass({ memory: '320Mi' }));
  });

  it('add what is missing where it belongs', () => {
    const bare =
      'kind: RuntimeClass\napiVersion: node.k8s.io/v1\nmetadata:\n  name: kata-clh\nhandler: kata-clh  # mine';
    assert.deepEqual(found(bare), [
      'runtime-class-overhead-missing hint kata-clh',
      'runtime-class-selector-missing warning kata-clh',
    ]);
    const withOverhead = `${bare}\noverhead:\n  podFixed:\n    memory: "130Mi"\n    cpu: "250m"`;
    assert.equal(fixed('runtime-class-overhead-missing', bare), withOverhead);
    const selector = '\nscheduling:\n  nodeSelector:\n    katacontainers.io/kata-runtime: "true"';
    assert.equal(fixed('runtime-class-selector-missing', withOverhead), withOverhead + selector);
    assert.deepEqual(found(withOverhead + selector), []);
    const crlf = `${bare}\n`.replaceAll('\n', '\r\n');
    assert.match(
      fixed('runtime-class-overhead-missing', crlf)!,
      /# mine\r\noverhead:\r\n {2}podFixed:\r\n.*250m"\r\n$/s,
    );
    const unhandled = sampleClass().replace('handler: kata-qemu\n', '');
    assert.equal(fixed('runtime-class-handler-missing', unhandled), sampleClass());
  });

  it('know the labels that exist', () => {
    const lines = (selector: string, name = 'kata-qemu-snp'): string[] =>
      found(
        sampleClass({ ...snp, name, ...(name !== snp.name && { keys: '' }), selector: `    ${selector}\n` }),
      );
    const typo = 'runtime-class-selector-typo warning';
    const prefix = 'feature.node.kubernetes.io/cpu-security';
    assert.deepEqual(lines(`${prefix}.sgx: "true"`), [`${typo} ${prefix}.sgx`]);
    assert.deepEqual(lines(`${prefix}.sev.snp.enabled: "true"`), []);
    assert.deepEqual(lines(`${prefix}.other: "true"`), [`${typo} ${prefix}.other`]);
    assert.deepEqual(lines('amd.feature.node.kubernetes.io/snpp: "true"'), [
      `${typo} amd.feature.node.kubernetes.io/snpp`,
    ]);
    assert.deepEqual(lines('intel.feature.node.kubernetes.io/qat: "true"'), []);
    assert.deepEqual(lines('amd.feature.node.kubernetes.io/snp: "yes"'), [`${typo} "yes"`]);
    assert.deepEqual(lines('amd.feature.node.kubernetes.io/snp: yes'), [
      'runtime-class-string-value error yes',
    ]);
    assert.deepEqual(lines('amd.feature.node.kubernetes.io/snp: "true"', 'kata-clh'), [
      'runtime-class-tee-selector-mismatch information amd.feature.node.kubernetes.io/snp',
    ]);
    assert.deepEqual(
      lines('nvidia.com/cc.ready.state: "false"', 'kata-qemu-nvidia-gpu-tdx').at(-1),
      'runtime-class-tee-selector-mismatch warning "false"',
    );
  });

  it('say nothing that a template may answer', () => {
    const text = `{{- range .Values.shims }}
---
kind: RuntimeClass
apiVersion: node.k8s.io/v1
metadata:
  name: kata-{{ .name }}
  labels:
    app.kubernetes.io/managed-by: kata-deploy
handler: {{ .handler }}
overhead:
  podFixed:
    memory: {{ .memory | quote }}
    {{- include "keys" . | nindent 4 }}
{{- end }}
`;
    assert.deepEqual(found(text), []);
    const fix = text.replace('{{ .handler }}', 'kata-qemu-sgx');
    assert.deepEqual(found(fix), ['runtime-class-never warning kata-qemu-sgx']);
  });

  it('say nothing about what is missing while the YAML is broken', () => {
    assert.deepEqual(found('kind: RuntimeClass\nmetadata:\n  name: kata-qemu\n  labels: {a: "\n'), []);
  });

  it('are silenced by comments and settings', () => {
    const text = sampleClass({ name: 'kata-qemu-sgx' });
    const silent = text.replace(
      'handler:',
      '# kata-lint-disable-next-line runtime-class-never -- on purpose\nhandler:',
    );
    assert.deepEqual(found(`---\n${silent}---\n${text}`), ['runtime-class-never warning kata-qemu-sgx']);
    assert.deepEqual(found(`# kata-lint-disable-file runtime-class-never\n---\n${text}`), []);
    assert.deepEqual(found(text, { rules: { 'runtime-class-never': 'off' } }), []);
    assert.deepEqual(found(text, { rules: { 'runtime-class-never': 'error' } }), [
      'runtime-class-never error kata-qemu-sgx',
    ]);
  });

  it('report fields where they are, with the way home', () => {
    const text = sampleClass().replace('  podFixed:\n    memory: 320Mi\n    cpu: 250m', '  memory: 320Mi');
    const [first, ...more] = findings(text);
    assert.deepEqual(more, []);
    assert.match(first!.message, /memory: it belongs below overhead\.podFixed\.$/);
    const renamed = sampleClass().replace('nodeSelector', 'nodeselector');
    assert.equal(fixed('runtime-class-unknown-field', renamed), sampleClass());
    const old = sampleClass({ handler: 'x' })
      .replace('node.k8s.io/v1', 'node.k8s.io/v1alpha1')
      .replace('handler: x', 'spec:\n  runtimeHandler: kata-qemu');
    assert.deepEqual(found(old), [
      'runtime-class-api-version error node.k8s.io/v1alpha1',
      'runtime-class-spec-wrapper error spec',
    ]);
    assert.equal(
      fixed('runtime-class-spec-wrapper', old),
      sampleClass().replace('node.k8s.io/v1', 'node.k8s.io/v1alpha1'),
    );
  });
});

describe("RuntimeClasses in the values of Kata's chart", () => {
  const values = (body: string, more = ''): string => `customRuntimes:
  enabled: true
  runtimes:
    mine:
      baseConfig: qemu
${more}      runtimeClass: |
${body.replaceAll(/^/gm, '        ').trimEnd()}
      containerd: {}
`;

  it('inherit what the chart gives them', () => {
    const bare =
      'kind: RuntimeClass\napiVersion: node.k8s.io/v1\nmetadata:\n  name: kata-mine\nhandler: kata-mine\n';
    assert.deepEqual(found(values(bare)), []);
    assert.deepEqual(found(values(bare), { version: '4.0.0' }), [
      'runtime-class-selector-missing warning kata-mine',
    ]);
    assert.deepEqual(found(values(bare, '      inheritBaseOverhead: false\n')), [
      'runtime-class-overhead-missing hint kata-mine',
    ]);
  });

  it('are changed where they stand, as deep as they stand', () => {
    const text = values(sampleClass({ name: 'kata-qemu-sgx' }));
    assert.deepEqual(found(text), ['runtime-class-never warning kata-qemu-sgx']);
    const bare = values('kind: RuntimeClass\nmetadata:\n  name: kata-mine\nhandler: kata-mine\n');
    assert.equal(
      fixed('runtime-class-selector-missing', bare, { version: '4.0.0' }),
      values(
        'kind: RuntimeClass\nmetadata:\n  name: kata-mine\nhandler: kata-mine\nscheduling:\n  nodeSelector:\n    katacontainers.io/kata-runtime: "true"\n',
      ),
    );
  });
});
