import assert from 'node:assert/strict';
import { FakeToolDesk } from '../../support/tool-desk';

interface HostResult {
  readonly verdict: { readonly status: string; readonly text: string };
  readonly machine: string;
  readonly next: readonly { readonly step: string }[];
  readonly checks: readonly { readonly id: string; readonly status: string; readonly fix?: string }[];
  readonly ok?: readonly string[];
  readonly notApplicable?: readonly string[];
  readonly meaning: string;
}

const check = async (machine: string, input = {}): Promise<HostResult> =>
  (await new FakeToolDesk({}, { machine: `test/fixtures/machines/${machine}/root` }).result(
    'kata_check_host',
    input,
  )) as unknown as HostResult;

describe('kata_check_host', () => {
  it('says what is ready, what to do, and what did not end well', async () => {
    const { verdict, machine, next, checks, ok } = await check('laptop-intel-bios-off');
    assert.equal(verdict.status, 'not-ready');
    assert.match(machine, /x86_64/);
    assert.ok(next.length > 0);
    assert.deepEqual([...new Set(checks.map(({ status }) => status))].sort(), [
      'failed',
      'unknown',
      'warning',
    ]);
    assert.ok(checks.find(({ id }) => id === 'kvm')?.fix !== undefined);
    assert.ok(ok !== undefined && ok.length > 0);
    assert.ok(checks.every(({ id }) => !ok.includes(id)));
  });

  it('says what can not be read is unknown, and what is declared is no proof', async () => {
    const { meaning } = await check('epyc-milan-snp');
    assert.match(meaning, /^unknown: it could not be read as this user, which is not the same as no\./);
    assert.match(meaning, /only attestation proves/);
  });

  it('tells all of one topic, also what is well', async () => {
    const { checks, ok, verdict } = await check('epyc-milan-snp', { topic: 'tee' });
    const found = new Map(checks.map(({ id, status }) => [id, status]));
    assert.equal(found.get('tee.sev-snp'), 'ok');
    assert.equal(found.get('tee.tdx'), 'not-applicable');
    assert.ok(!found.has('kvm'));
    assert.equal(ok, undefined);
    assert.notEqual(verdict.text, '');
  });

  it('is much smaller than the report', async () => {
    const desk = new FakeToolDesk({}, { machine: 'test/fixtures/machines/laptop-intel-bios-off/root' });
    assert.ok((await desk.text('kata_check_host')).length < 15_000);
  });
});
