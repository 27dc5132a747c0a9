/** `kata_check_host`: the host check as data. */
import { text } from '../engines';
import { checkHost, machineLine, type Check, type Report, type TopicId } from '../host';
import type { ToolInput } from './input';
import { atMost } from './present';
import type { ToolDesk } from './tool';

/** A docker with hundreds of runtimes has as many checks. */
const maxChecks = 60;

export async function hostTool(
  input: ToolInput,
  { reader }: ToolDesk,
  signal: AbortSignal,
): Promise<unknown> {
  return hostResult(await checkHost(reader, { signal }), text(input.topic) as TopicId | undefined);
}

/** What is ready and what is to be done; of a topic, all of its checks, else those that did not end well. */
export function hostResult({ verdict, machine, checks }: Report, topic?: TopicId): unknown {
  const { status, text: said, next, workloads } = verdict;
  const inTopic = checks.filter((check) => topic === undefined || check.topic === topic);
  const isTrouble = (check: Check): boolean => ['failed', 'warning', 'unknown'].includes(check.status);
  const idsOf = (wanted: Check['status']): string[] =>
    inTopic.filter((check) => check.status === wanted).map(({ id }) => id);
  return {
    verdict: { status, text: said },
    machine: machineLine(machine),
    next: next.map(({ text: step, command, elsewhere }) => ({
      step,
      command,
      notForATerminalHere: elsewhere,
    })),
    workloads: workloads.map(({ title, answer, reason }) => ({ title, answer, reason })),
    ...atMost(
      'checks',
      (topic === undefined ? inTopic.filter(isTrouble) : inTopic).map(detailsOf),
      maxChecks,
    ),
    ...(topic === undefined && { ok: idsOf('ok'), notApplicable: idsOf('not-applicable') }),
    meaning:
      'unknown: it could not be read as this user, which is not the same as no. A TEE that is ok can be offered to guests; ' +
      'only attestation proves that a guest runs in one. Commands are for the user to run; none has been run.',
  };
}

const detailsOf = ({ id, title, status, detail, fix }: Check) => ({
  id,
  title,
  status,
  detail,
  fix: fix?.text,
  command: fix?.command,
});
