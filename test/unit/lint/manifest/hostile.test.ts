import assert from 'node:assert/strict';
import { isHeavy, lintSteps, maxFindings, maxText } from '../../../../src/lint';
import { sampleClass } from '../../../../src/lint/manifest/rules/samples';
import { findings, found } from './found';

const target = { version: '4.1.0', runtime: 'go' } as const;
const deployment = `---
kind: Deployment
metadata: {name: d, labels: &l {app: d}}
spec:
  template:
    metadata:
      labels: *l
      annotations:
        io.katacontainers.config.hypervisor.default_vcpus: "2"
    spec:
      runtimeClassName: kata-qemu-sev
      containers:
      - name: a
        image: "a:1"
`;
const helm = `---
customRuntimes:
  runtimes:
    a:
      baseConfig: qemu
      dropIn: "overhead_memory = 4\\n"
      runtimeClass: |
${sampleClass({ name: 'kata-qemu-sgx' }).replaceAll(/^/gm, '        ')}
`;
const flat = sampleClass({ name: 'kata-qemu-sgx' }).replaceAll(/^ +/gm, '');

describe('Hostile manifests', () => {
  it('2,000 mutations never throw, and every place stays inside the text', () => {
    let seed = 20_240_229;
    const random = (limit: number): number => (seed = (seed * 48271) % 2147483647) % limit;
    const pieces = [
      '\n',
      '  ',
      '- ',
      ': ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '|',
      '>',
      '&l ',
      '*l',
      '<<: *l\n',
      '{{ x }}',
      '{{',
      '#',
      '---\n',
      '\t',
      '\r',
      '\u0000',
      '😀',
      'kind: RuntimeClass\n',
      'null',
      'true',
      '~',
      '1e999',
      'handler:',
      '%',
    ];
    const seeds = [
      sampleClass({ name: 'kata-qemu-sev' }) + deployment,
      helm,
      `${flat}---\n${flat}`,
      sampleClass({ name: 'a', handler: 'kata-qemu-snp' }),
    ];
    for (let round = 0; round < 2_000; round++) {
      let text = seeds[random(seeds.length)]!;
      for (let change = random(6); change >= 0; change--) {
        const at = random(text.length + 1);
        const cut = random(3) === 0 ? random(40) : random(2);
        text =
          text.slice(0, at) + (random(4) === 0 ? '' : pieces[random(pieces.length)]!) + text.slice(at + cut);
      }
      for (const { span, fixes, related, message } of findings(text)) {
        const edits = (fixes ?? []).flatMap((fix) => fix.edits.map((edit) => edit.span));
        for (const { start, end } of [span, ...edits, ...(related ?? []).map((place) => place.span)])
          assert.ok(0 <= start && start <= end && end <= text.length, `${message}\n${text}`);
        for (const fix of fixes ?? []) {
          const places = fix.edits.map((edit) => edit.span.start);
          assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
            `${fix.title}\n${text}`,
          );
        }
      }
    }
  });

  it('says what it does not check', () => {
    assert.deepEqual(found(`kind: RuntimeClass\n${'#'.repeat(maxText)}`), [
      'manifest-not-checked information ',
    ]);
    const many = `---\n${sampleClass({ name: 'kata-qemu-sgx' })}`.repeat(maxFindings + 5);
    assert.equal(found(many).length, maxFindings + 1);
    assert.deepEqual(found(many).slice(0, 2), [
      'manifest-not-checked information ',
      'runtime-class-never warning kata-qemu-sgx',
    ]);
  });

  it('works in small steps, and again only where something changed', () => {
    const text = Array.from({ length: 50 }, (_, i) => deployment.replace('name: d', `name: d${i}`)).join('');
    const steps = (content: string): number => {
      const run = lintSteps({ kind: 'manifest', path: 's.yaml', text: content, target });
      let count = 0;
      while (!run.next().done) count++;
      return count;
    };
    assert.equal(steps(text), 100);
    assert.equal(steps(text), 0);
    assert.equal(steps(text.replace('name: d25', 'name: other')), 2);
    assert.equal(steps(`# moved\n${text}`), 0);
  });

  it('names documents that are for a worker, until they are read', () => {
    const large = `kind: Pod\nspec:\n  runtimeClassName: kata-qemu\n${'# filler\n'.repeat(15_000)}`;
    assert.equal(isHeavy(large), true);
    findings(large);
    assert.equal(isHeavy(large), false);
    assert.equal(isHeavy(deployment.repeat(1_000)), false);
  });
});
