/** The host check: machine, probes, verdict. */
import type { Check } from './check';
import { readMachine } from './machine';
import { probes } from './probes';
import type { HostReader } from './reader';
import type { Report } from './report';
import { matches, runProbes, sortChecks, type RunOptions } from './run';
import { judge } from './verdict';

export interface CheckHostOptions extends RunOptions {
  /** Only the check with this id, and those that come with it, is run again; the others are taken from `before`. */
  readonly only?: string;
  /** An earlier report of the same machine. Without it, `only` has nothing to stand in and everything is run. */
  readonly before?: Report | undefined;
}

/** Checks a machine. Rejects only where `signal` is aborted, with its reason. */
export async function checkHost(reader: HostReader, options: CheckHostOptions = {}): Promise<Report> {
  const { only, before } = options;
  if (only !== undefined && before !== undefined) {
    const again = probes.filter(({ ids }) => ids.some((id) => matches(id, only)));
    const fresh = await runProbes(again, reader, before.machine, options);
    const isOld = ({ id }: Check): boolean =>
      !again.some(({ ids }) => ids.some((pattern) => matches(pattern, id)));
    return report(before.machine, [...before.checks.filter(isOld), ...fresh]);
  }
  const machine = await readMachine(reader);
  return report(machine, await runProbes(probes, reader, machine, options));
}

const report = (machine: Report['machine'], checks: Report['checks']): Report => {
  const sorted = sortChecks(checks);
  return { verdict: judge(sorted), machine, checks: sorted };
};
