/** What other programs say of this host beside our checks, and why they differ. Run on demand only. */
import {
  CommandFailure,
  kataEnvironment,
  oracle,
  oracleIds,
  type KataEnvironment,
  type OracleId,
  type OracleVerdict,
} from '../engines';
import { t } from '../text';
import type { Check } from './check';
import { oracleTopics } from './oracle-topics';
import { findProgram } from './programs';
import type { HostReader } from './reader';

/** A line of another program that says something else than one of our checks. */
export interface Difference {
  readonly theirs: OracleVerdict;
  readonly ours: Check;
  /** Why, in a sentence or two. */
  readonly explanation: string;
}

/** What one program said. */
export interface OracleReport {
  readonly id: OracleId;
  readonly path: string;
  readonly verdicts: readonly OracleVerdict[];
  readonly differences: readonly Difference[];
  /** Why it said nothing. */
  readonly failure?: string;
}

/** What `kata-runtime env` and `kata-ctl env` tell of the host, as verdicts. */
export function environmentVerdicts({
  vmCapable,
  vsock,
  protections,
}: KataEnvironment): readonly OracleVerdict[] {
  const flag = (name: string, value: boolean | undefined): OracleVerdict[] =>
    value === undefined
      ? []
      : [
          {
            name: `env: ${name}`,
            verdict: value ? 'pass' : 'fail',
            line: `${name}: ${value ? 'yes' : 'no'}`,
          },
        ];
  return [
    ...flag('VMs can run', vmCapable),
    ...flag('vsock', vsock),
    ...protections.map((name): OracleVerdict => ({
      name: `env: guest protection ${name}`,
      verdict: 'pass',
      line: `guest protection: ${name}`,
    })),
  ];
}

/** Where they find it fine and we do not: they look at less. */
const milder = ({ title, detail }: Check): string =>
  t('It looks at less than the check "{0}", which says: {1}', title, detail);

/** Lines that say something else than our checks; unknown and not applicable are no contradiction to anything. */
export function differences(
  id: OracleId,
  verdicts: readonly OracleVerdict[],
  checks: readonly Check[],
): readonly Difference[] {
  const topics = oracleTopics();
  const byId = new Map(checks.map((check) => [check.id, check]));
  return verdicts.flatMap((theirs) =>
    topics.flatMap((topic): Difference[] => {
      const ours = topic.oracle === id && topic.name.test(theirs.name) ? byId.get(topic.check) : undefined;
      if (!ours) return [];
      const complains = theirs.verdict === 'fail' || theirs.verdict === 'warn';
      if (complains && ours.status === 'ok') return [{ theirs, ours, explanation: topic.stricter }];
      return theirs.verdict === 'pass' && ours.status === 'failed'
        ? [{ theirs, ours, explanation: milder(ours) }]
        : [];
    }),
  );
}

/**
 * Runs those that are installed, side by side; `checks` are those of the last host check. None needs root or the network. Empty
 * for a saved machine. Rejects only when cancelled.
 */
export async function askOracles(
  reader: HostReader,
  checks: readonly Check[],
  signal?: AbortSignal,
): Promise<readonly OracleReport[]> {
  if (reader.replayed) return [];
  const reports = await Promise.all(oracleIds.map((id) => askOracle(reader, id, checks, signal)));
  signal?.throwIfAborted();
  return reports.filter((report) => report !== undefined);
}

async function askOracle(
  reader: HostReader,
  id: OracleId,
  checks: readonly Check[],
  signal: AbortSignal | undefined,
): Promise<OracleReport | undefined> {
  const path = await findProgram(reader, id);
  if (path === undefined) return undefined;
  try {
    const [checked, environment] = await Promise.all([
      reader.run(oracle(id, path), signal),
      id === 'kata-runtime' || id === 'kata-ctl' ? environmentOf(reader, id, path, signal) : [],
    ]);
    const verdicts = [...checked, ...environment];
    return { id, path, verdicts, differences: differences(id, verdicts, checks) };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { id, path, verdicts: [], differences: [], failure: error.message };
  }
}

async function environmentOf(
  reader: HostReader,
  id: 'kata-runtime' | 'kata-ctl',
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly OracleVerdict[]> {
  try {
    return environmentVerdicts(await reader.run(kataEnvironment(id, path), signal));
  } catch (error) {
    // What keeps it from telling, a configuration that it can't use, is among the lines of its check
    if (error instanceof CommandFailure) return [];
    throw error;
  }
}
