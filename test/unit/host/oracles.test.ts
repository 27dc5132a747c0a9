import assert from 'node:assert/strict';
import { oracle, type OracleId, type OracleVerdict } from '../../../src/engines';
import type { Check, HostReader } from '../../../src/host';
import { askOracles, differences } from '../../../src/host/oracles';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner';
import { SavedMachine } from '../../support/machine';
import { itWithRecordings } from '../../support/recordings';

const read = (id: OracleId, stdout: string, stderr = ''): readonly OracleVerdict[] =>
  oracle(id).parse({ stdout, stderr, exitCode: 1 });
const short = (verdicts: readonly OracleVerdict[]): string[] =>
  verdicts.map(({ name, verdict }) => `${verdict} ${name}`);

const virt = [
  '  QEMU: Checking for hardware virtualization                                 : FAIL (Host not compatible with KVM; HW virtualization CPU features not found)',
  "  QEMU: Checking for cgroup 'memory' controller support                      : PASS",
  '  QEMU: Checking for device assignment IOMMU support                         : WARN (Unknown if this platform has IOMMU support)',
].join('\n');
const kataCheck = [
  'time="2026-11-21T20:48:22Z" level=info msg="CPU property found" arch=amd64 description="64Bit CPU" name=lm pid=1 source=runtime type=flag',
  'time="2026-11-21T20:48:22Z" level=error msg="CPU property not found" arch=amd64 description="Virtualization support" name=vmx pid=1 source=runtime type=flag',
  'time="2026-11-21T20:48:22Z" level=warning msg="modprobe insert module failed" error="exec: \\"modprobe\\": not found" module=vhost_net name=kata-runtime output= pid=1 source=runtime',
  'time="2026-11-21T20:48:22Z" level=error msg="ERROR: System is not capable of running Kata Containers" name=kata-runtime pid=1 source=runtime',
  'ERROR: System is not capable of running Kata Containers',
].join('\n');
const snp = [
  '[ \u001b[38;5;1mFAIL\u001b[0m ] - AMD CPU',
  '[ \u001b[38;5;3mSKIP\u001b[0m ]   - Microcode support',
  '[ \u001b[38;5;2mPASS\u001b[0m ] - KVM supported: API version: 12',
  '[ \u001b[38;5;1mFAIL\u001b[0m ]   - SEV-SNP enabled in KVM: Error - /sys/module/kvm_amd/parameters/sev_snp does not exist',
].join('\n');

describe('Verdicts of other programs', () => {
  it('reads virt-host-validate', () => {
    assert.deepEqual(short(read('virt-host-validate', virt)), [
      'fail Checking for hardware virtualization',
      "pass Checking for cgroup 'memory' controller support",
      'warn Checking for device assignment IOMMU support',
    ]);
  });

  it('reads kvm-ok', () => {
    assert.deepEqual(
      short(
        read('kvm-ok', 'INFO: Your CPU does not support KVM extensions\nKVM acceleration can NOT be used\n'),
      ),
      ['fail KVM extensions', 'fail KVM acceleration'],
    );
    assert.deepEqual(short(read('kvm-ok', 'INFO: /dev/kvm exists\nKVM acceleration can be used\n')), [
      'pass KVM acceleration',
    ]);
  });

  it('reads kata-runtime, which writes its log to stderr', () => {
    assert.deepEqual(short(read('kata-runtime', '', kataCheck)), [
      'pass lm: CPU property found',
      'fail vmx: CPU property not found',
      'warn vhost_net: modprobe insert module failed',
      'fail ERROR: System is not capable of running Kata Containers',
    ]);
    assert.deepEqual(short(read('kata-runtime', 'System is capable of running Kata Containers\n')), [
      'pass System is capable of running Kata Containers',
    ]);
  });

  it('reads kata-ctl', () => {
    const lines =
      '{"msg":"check CPU: x86_64","level":"INFO"}\n{"msg":"Missing CPU flags [\\"vmx\\"]","level":"WARN"}\n';
    assert.deepEqual(short(read('kata-ctl', lines)), [
      'pass check CPU: x86_64',
      'warn Missing CPU flags ["vmx"]',
    ]);
  });

  it('reads snphost without its colours', () => {
    assert.deepEqual(short(read('snphost', snp)), [
      'fail AMD CPU',
      'skip Microcode support',
      'pass KVM supported',
      'fail SEV-SNP enabled in KVM',
    ]);
    assert.equal(read('snphost', snp)[0]?.line, '[ FAIL ] - AMD CPU');
  });

  it('takes nothing for a verdict that is none', () => {
    for (const id of ['virt-host-validate', 'kvm-ok', 'kata-runtime', 'kata-ctl', 'snphost'] as const)
      for (const text of ['', 'Unix syslog delivery error\n', 'x'.repeat(100_000)])
        assert.throws(() => read(id, text), /no line with a verdict/, id);
  });

  const recorded: readonly (readonly [OracleId, string, number])[] = [
    ['virt-host-validate', 'virt-host-validate.txt', 11],
    ['kvm-ok', 'kvm-ok.txt', 2],
    ['kata-runtime', 'kata-runtime-3.2.0.vsock-faked.txt', 14],
    ['kata-runtime', 'kata-runtime-4.1.0.vsock-faked.txt', 14],
    ['kata-runtime', 'kata-runtime-3.30.0.txt', 1],
    ['snphost', 'snphost-0.7.0.txt', 30],
  ];
  for (const [id, file, count] of recorded) {
    itWithRecordings(`reads the recorded ${file}`, [`host-checks/${file}`], (text = '') => {
      assert.equal(read(id, text).length, count);
    });
  }
});

const check = (id: string, status: Check['status']): Check => ({
  id,
  topic: 'virtualization',
  title: id,
  status,
  detail: `what ${id} found`,
  source: 'a test',
});

describe('Other programs beside our checks', () => {
  it('explains that the flag is not all', () => {
    const [found, ...rest] = differences('virt-host-validate', read('virt-host-validate', virt), [
      check('kvm', 'ok'),
      check('iommu', 'unknown'),
      check('cgroups', 'ok'),
    ]);
    assert.equal(found?.ours.id, 'kvm');
    assert.equal(found.theirs.name, 'Checking for hardware virtualization');
    assert.match(found.explanation, /flag only.*\/dev\/kvm opens/);
    assert.deepEqual(rest, []);
    const [kvmOk] = differences('kvm-ok', read('kvm-ok', 'KVM acceleration can NOT be used'), [
      check('kvm', 'ok'),
    ]);
    assert.match(kvmOk?.explanation ?? '', /flag only/);
    const ours = [check('kvm', 'ok'), check('vhost-net', 'ok')];
    assert.deepEqual(
      differences('kata-runtime', read('kata-runtime', kataCheck), ours).map((one) => [
        one.ours.id,
        one.theirs.verdict,
      ]),
      [
        ['kvm', 'fail'],
        ['vhost-net', 'warn'],
      ],
    );
  });

  it('says what ours found where they find it fine', () => {
    const [found] = differences('snphost', read('snphost', snp), [
      check('kvm', 'failed'),
      check('tee.sev-snp', 'failed'),
    ]);
    assert.equal(found?.theirs.verdict, 'pass');
    assert.match(found.explanation, /what kvm found/);
  });

  const programs: Readonly<Record<string, FakeAnswer>> = {
    '/usr/bin/virt-host-validate qemu': { stdout: virt, exitCode: 1 },
    '/usr/bin/kvm-ok': { stdout: 'hello', exitCode: 0 },
    '/opt/kata/bin/kata-runtime check --no-network-checks --verbose': { stderr: kataCheck, exitCode: 1 },
    '/opt/kata/bin/kata-runtime env --json':
      '{"Meta":{"Version":"1.0.27"},"Host":{"AvailableGuestProtections":["tdx"],"VMContainerCapable":false,"SupportVSocks":true}}',
  };
  const files = {
    '/usr/bin/virt-host-validate': '',
    '/usr/bin/kvm-ok': '',
    '/opt/kata/bin/kata-runtime': '',
  };

  it('runs what is installed, and says why one said nothing', async () => {
    const machine = new SavedMachine(files);
    try {
      const saved = await machine.reader();
      const runner = fakeRunner(programs);
      const reader: HostReader = {
        ...saved,
        replayed: false,
        entry: async (path) => {
          const entry = await saved.entry(path);
          return typeof entry === 'string' ? entry : { ...entry, executable: true };
        },
        run: (command, signal) => runner.run(command, signal),
      };
      const reports = await askOracles(reader, [check('kvm', 'ok'), check('tee.tdx', 'failed')]);
      assert.deepEqual(
        reports.map(({ id, verdicts, differences: found, failure }) => [
          id,
          verdicts.length,
          found.length,
          failure !== undefined,
        ]),
        [
          ['virt-host-validate', 3, 1, false],
          ['kvm-ok', 0, 0, true],
          ['kata-runtime', 7, 3, false],
        ],
      );
      assert.deepEqual(await askOracles(saved, []), []);
      await assert.rejects(askOracles(reader, [], AbortSignal.abort(new Error('enough'))), /enough/);
    } finally {
      machine.remove();
    }
  });
});
