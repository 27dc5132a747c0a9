import assert from 'node:assert/strict';
import { renderJson, renderMarkdown, renderText, type Check, type Report } from '../../../src/host';
import { readMachine } from '../../../src/host/machine';
import { judge } from '../../../src/host/verdict';
import { SavedMachine } from '../../support/machine';

const check: Check = {
  id: 'vhost-vsock',
  topic: 'devices',
  title: '/dev/vhost-vsock',
  status: 'failed',
  detail: 'It is not there.',
  fix: { text: 'Load the module.', command: 'sudo modprobe vhost_vsock' },
  source: 'utils.go@4.1.0',
  evidence: [{ path: '/dev/vhost-vsock', found: 'is not there' }],
};
const hostile = 'a|b\n# c <b>x</b> [l](http://x) `q` @me *s* \x1b[31m\u202e _u_ a_b https://x.y $z';
const nasty: Check = {
  id: 'docker.runtime.x\ny',
  topic: 'engines',
  title: hostile,
  status: 'warning',
  detail: hostile,
  source: 'x',
  fix: { text: hostile, command: 'a ``` b\x1b[2J' },
};
const other: Check = {
  id: 'mshv',
  topic: 'virtualization',
  title: 'mshv',
  status: 'not-applicable',
  detail: 'no',
  source: 'x',
};

describe('Host check: reports', () => {
  let report: Report;
  before(async () => {
    const saved = new SavedMachine({
      '/proc/cpuinfo': 'vendor_id : GenuineIntel\nmodel name : Xeon\nflags : lm hypervisor\n',
      '/proc/cmdline': 'quiet splash',
    });
    const checks = [other, check, nasty];
    report = { machine: await readMachine(await saved.reader()), checks, verdict: judge(checks) };
    saved.remove();
  });

  it('as JSON has the fields that it promises', () => {
    const json = JSON.parse(renderJson(report)) as Record<string, Record<string, unknown>> & {
      checks: unknown[];
    };
    assert.deepEqual(Object.keys(json), ['verdict', 'machine', 'checks']);
    assert.equal(json.verdict?.status, 'not-ready');
    assert.equal(json.verdict.text, 'Not ready: 1 thing to do');
    assert.equal(json.machine?.arch, 'x86_64');
    assert.equal(json.machine.inside, 'vm');
    assert.deepEqual(json.machine.places, ['vm']);
    assert.equal(json.machine.parameters, 'quiet splash');
    assert.ok(!('flags' in json.machine));
    assert.deepEqual(json.checks[1], {
      id: 'vhost-vsock',
      title: '/dev/vhost-vsock',
      status: 'failed',
      detail: 'It is not there.',
      fix: 'Load the module.\nsudo modprobe vhost_vsock',
      source: 'utils.go@4.1.0',
      topic: 'devices',
      command: 'sudo modprobe vhost_vsock',
      evidence: [{ path: '/dev/vhost-vsock', found: 'is not there' }],
    });
    assert.ok(!('fix' in (json.checks[0] as object)));
  });

  it('as Markdown keeps texts of the machine in their cells', () => {
    const lines = renderMarkdown(report).split('\n');
    const shown =
      'a\\|b # c \\<b\\>x\\</b\\> \\[l\\](http\\://x) \\`q\\` @\u200bme \\*s\\*  \\[31m  \\_u\\_ a_b https\\://x.y \\$z';
    assert.ok(
      lines.includes(`| ${shown} | warning | ${shown} |`),
      lines.find((line) => line.includes('warning')),
    );
    assert.ok(lines.includes('| /dev/vhost-vsock | failed | It is not there. |'));
    assert.ok(lines.includes('````sh'), 'a fence that the command can not close');
    const tables = lines.filter((line) => line.startsWith('|'));
    for (const line of tables)
      assert.ok([3, 4].includes(line.replaceAll('\\|', '').split('|').length - 2), line);
    assert.ok(lines.includes('**Not ready: 1 thing to do**'));
  });

  it('as Markdown hides names before it escapes, so that they stay visible as hidden', () => {
    const machine = { ...report.machine, cpu: 'CPU of ada' };
    const text = renderMarkdown({ ...report, machine }, (said) => said.replaceAll('ada', '<user>'));
    assert.ok(text.split('\n').includes('CPU of \\<user\\> (x86_64), vm'), text.slice(0, 200));
  });

  it('as text has a word for each state, the fix, and no control characters but its own', () => {
    const text = renderText(report, { colour: false, width: 80 });
    assert.match(text, /^Not ready: 1 thing to do\nXeon \(x86_64\), vm\n/);
    assert.match(
      text,
      /\n {2}failed {4}\/dev\/vhost-vsock {2}\[vhost-vsock\]\n {12}It is not there\.\n {12}Fix: Load the module\.\n {14}sudo modprobe vhost_vsock\n/,
    );
    assert.match(text, /\n {2}n\/a {7}mshv\n/);
    assert.match(
      text,
      /\nNext\n {2}1\. Load the module\.\n {7}sudo modprobe vhost_vsock\n\nNot ready: 1 thing to do\n$/,
    );
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    const colours = renderText(report, { colour: true, width: 80 });
    assert.equal(colours.replace(/\x1b\[\d+m/g, ''), text);
    assert.notEqual(colours, text);
    for (const line of text.split('\n')) if (!line.includes('http')) assert.ok(line.length <= 120, line);
  });
});
