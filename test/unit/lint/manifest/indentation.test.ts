import assert from 'node:assert/strict';
import { sampleClass } from '../../../../src/lint/manifest/rules/samples';
import { findings, fixed, found } from './found';

const flat = (text: string): string => text.replaceAll(/^ +/gm, '');

describe('Lost indentation', () => {
  const rule = 'manifest-lost-indentation';

  it('is one finding for the file, whose fix gives it back', () => {
    const classes = ['kata-qemu', 'kata-qemu-sev', 'kata-qemu-sgx'].map((name) =>
      sampleClass({ name, selector: '    feature.node.kubernetes.io/cpu-security.sev: "true"\n' }),
    );
    const text = `# classes.yaml\n---\n${classes.join('---\n')}`;
    assert.deepEqual(found(flat(text)), [`${rule} error metadata`]);
    assert.equal(findings(flat(text))[0]!.span.start, flat(text).indexOf('metadata'));
    assert.equal(fixed(rule, flat(text)), text);
    assert.equal(fixed(rule, flat(text).replaceAll('\n', '\r\n')), text.replaceAll('\n', '\r\n'));
  });

  it('offers no fix that is not certain', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\nname: x\nspec:\nruntimeClassName: kata-qemu\n';
    assert.deepEqual(found(pod), [`${rule} error metadata`]);
    assert.equal(findings(pod)[0]!.fixes, undefined);
    const both = `${flat(sampleClass())}---\n${pod}`;
    assert.deepEqual(found(both), [`${rule} error metadata`]);
    const [finding] = findings(both);
    assert.match(finding!.message, /The same holds for 1 more/);
    assert.equal(finding!.fixes?.[0]?.preferred, false);
    assert.equal(findings(flat(sampleClass({ more: 'size: 1\nhandler: twice\n' })))[0]!.fixes, undefined);
  });

  it('is not seen in what is flat by nature or only partly indented', () => {
    assert.deepEqual(
      found(
        'kind: RuntimeClass\nmetadata: {name: kata-qemu}\nhandler: kata-qemu\noverhead: {podFixed: {memory: 320Mi, cpu: 250m}}\nscheduling: {nodeSelector: {katacontainers.io/kata-runtime: "true"}}\n',
      ),
      [],
    );
    assert.deepEqual(found(sampleClass().replace('    memory', 'memory'), {}, rule), []);
  });
});
