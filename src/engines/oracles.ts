/**
 * Other programs that judge a host: how they are called so that they ask neither root nor the network, and their lines
 * as verdicts. (Recorded from virt-host-validate 9, kvm-ok 1.2, kata-runtime 3.2 to 4.1, snphost 0.7.)
 */
import type { Command, Output } from './command';
import { jsonLines, text } from './json';

export type OracleId = 'virt-host-validate' | 'kvm-ok' | 'kata-runtime' | 'kata-ctl' | 'snphost';

/** One line of a program. `skip`: it did not look. */
export interface OracleVerdict {
  /** What it looked at, in its words. */
  readonly name: string;
  readonly verdict: 'pass' | 'warn' | 'fail' | 'skip';
  /** The line as it printed it, without colours. */
  readonly line: string;
}

type Words = Readonly<Record<string, OracleVerdict['verdict']>>;

/** Colours and other sequences for terminals. */
const sequences = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g');

/** The most that is looked at and kept: a program that goes wrong may print without end. */
const maxLines = 500;
const maxLine = 500;

const linesOf = ({ stdout, stderr }: Output): readonly string[] =>
  `${stdout}\n${stderr}`
    .replaceAll(sequences, '')
    .split('\n')
    .slice(0, maxLines)
    .map((line) => line.trim().slice(0, maxLine))
    .filter((line) => line !== '');

/** Something must have been understood: otherwise it is another program, or another release. */
function some(verdicts: readonly OracleVerdict[]): readonly OracleVerdict[] {
  if (verdicts.length === 0) throw new Error('no line with a verdict');
  return verdicts;
}

const byLibvirt: Words = { PASS: 'pass', WARN: 'warn', FAIL: 'fail', NOTE: 'pass' };

/** `  QEMU: Checking for hardware virtualization      : FAIL (hint)` */
const parseVirtHostValidate = (output: Output): readonly OracleVerdict[] =>
  some(
    linesOf(output).flatMap((line) => {
      const [, name, word = ''] = /^\w+: (\S.*?)\s*: (PASS|WARN|FAIL|NOTE)(?: \(|$)/.exec(line) ?? [];
      const verdict = byLibvirt[word];
      return name !== undefined && verdict ? [{ name, verdict, line }] : [];
    }),
  );

/** `KVM acceleration can NOT be used` */
const parseKvmOk = (output: Output): readonly OracleVerdict[] =>
  some(
    linesOf(output).flatMap((line): OracleVerdict[] => {
      if (line.startsWith('KVM acceleration can'))
        return [{ name: 'KVM acceleration', verdict: line.includes('NOT') ? 'fail' : 'pass', line }];
      const lacks = /^INFO: Your CPU (does not support|supports) KVM extensions/.exec(line)?.[1];
      if (lacks === undefined) return [];
      return [{ name: 'KVM extensions', verdict: lacks === 'supports' ? 'pass' : 'fail', line }];
    }),
  );

const byLevel: Words = {
  info: 'pass',
  warning: 'warn',
  warn: 'warn',
  error: 'fail',
  erro: 'fail',
  crit: 'fail',
  critical: 'fail',
};

/** `level=error msg="CPU property not found" description="Virtualization support" name=vmx type=flag` */
const parseKataRuntime = (output: Output): readonly OracleVerdict[] =>
  some(
    linesOf(output).flatMap((line): OracleVerdict[] => {
      const plain = /^(System (?:is capable of|can currently) .*)$/.exec(line)?.[1];
      if (plain !== undefined) return [{ name: plain, verdict: 'pass', line }];
      if (!/\blevel=\w+ .*\bmsg=/.test(line)) return [];
      const fields = new Map(
        [...line.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)].map(([, key, quoted, word]) => [
          key,
          quoted ?? word ?? '',
        ]),
      );
      const verdict = byLevel[fields.get('level') ?? ''];
      const subject = fields.get('module') ?? fields.get('name') ?? '';
      const message = fields.get('msg') ?? '';
      const name = subject === '' || subject === 'kata-runtime' ? message : `${subject}: ${message}`;
      return verdict ? [{ name, verdict, line }] : [];
    }),
  );

/** `{"msg":"Missing CPU flags [...]","level":"WARN",...}` */
const parseKataCtl = (output: Output): readonly OracleVerdict[] =>
  some(
    jsonLines(linesOf(output).join('\n')).flatMap((line): OracleVerdict[] => {
      const name = text(line.msg);
      const verdict = byLevel[(text(line.level) ?? '').toLowerCase()];
      return name !== undefined && verdict
        ? [{ name, verdict, line: `${text(line.level) ?? ''} ${name}` }]
        : [];
    }),
  );

const bySnphost: Words = { PASS: 'pass', FAIL: 'fail', SKIP: 'skip' };

/** `[ FAIL ]   - SEV enabled in KVM: Error - ...` */
const parseSnphost = (output: Output): readonly OracleVerdict[] =>
  some(
    linesOf(output).flatMap((line) => {
      const [, word = '', name] = /^\[ (PASS|FAIL|SKIP) \]\s*- ([^:]+)/.exec(line) ?? [];
      const verdict = bySnphost[word];
      return name !== undefined && verdict ? [{ name: name.trim(), verdict, line }] : [];
    }),
  );

const calls: Readonly<Record<OracleId, Pick<Command<readonly OracleVerdict[]>, 'args' | 'parse'>>> = {
  'virt-host-validate': { args: ['qemu'], parse: parseVirtHostValidate },
  'kvm-ok': { args: [], parse: parseKvmOk },
  // Without -n it asks GitHub for the newest release; without --verbose it says only what is wrong
  'kata-runtime': { args: ['check', '--no-network-checks', '--verbose'], parse: parseKataRuntime },
  'kata-ctl': { args: ['--json-logging', 'check', 'no-network-checks'], parse: parseKataCtl },
  snphost: { args: ['ok'], parse: parseSnphost },
};

/** All of them, the most general first. */
export const oracleIds = Object.keys(calls) as readonly OracleId[];

/** Has a program judge the host. `path` where it is not on the PATH. */
export const oracle = (id: OracleId, path: string = id): Command<readonly OracleVerdict[]> => ({
  ...calls[id],
  command: path,
  // They fail to say no, with lines that tell why
  exitCodes: [0, 1],
  timeLimit: 10_000,
});
