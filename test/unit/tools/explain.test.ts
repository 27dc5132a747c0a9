import assert from 'node:assert/strict';
import { failures } from '../../../src/knowledge';
import { rulePage, rules } from '../../../src/lint';
import { FakeToolDesk } from '../../support/tool-desk';

describe('kata_explain', () => {
  const desk = new FakeToolDesk();
  const explain = (about: string) => desk.text('kata_explain', { about });

  it('has the page of every rule', async () => {
    for (const rule of rules) assert.ok((await explain(rule.id)).startsWith(rulePage(rule)), rule.id);
  });

  it('finds rules in a line of a report', async () => {
    const page = await explain("warning 'enable_iomu' is not known  [toml-unknown-key]");
    assert.match(page, /^# toml-unknown-key\n/);
  });

  it('says what a check of the host is, also of one that the machine names', async () => {
    assert.match(await explain('tee.sev-snp'), /^# tee\.sev-snp: AMD SEV-SNP\n.*topic tee /s);
    assert.match(await explain('docker.runtime.kata-qemu'), /^# docker\.runtime\.\*: /);
  });

  it('explains every message of a pod that is known', async () => {
    for (const { id, sample, title } of failures) {
      assert.match(await explain(sample), /^# [\w-]+: .*\n\n[^]*\nFix: /, id);
      // One has the id of a rule, too
      assert.ok((await explain(id)).includes(`# ${id}: ${title}\n`), id);
    }
  });

  it('explains what Docker says of a runtime', async () => {
    const said = await explain('Error response from daemon: unknown or invalid runtime name: kata-x');
    assert.match(said, /^Docker has no runtime "kata-x"\.\n\nFix: /);
  });

  it('says what it can not explain, and what was meant', async () => {
    assert.match(
      await desk.refusal('kata_explain', { about: 'toml-unknwn-key' }),
      /Did you mean "toml-unknown-key"\?/,
    );
    assert.match(
      await desk.refusal('kata_explain', { about: 'hello' }),
      /^Nothing is known of this\. Give the id/,
    );
  });

  it('runs no program', () => {
    assert.deepEqual(desk.runner.calls, []);
  });
});
