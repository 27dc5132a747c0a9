/** A machine whose files are those of a folder and whose programs answer as they were recorded. */
import type { Check, Probe } from '../../src/host/check';
import { readMachine } from '../../src/host/machine';
import type { HostReader } from '../../src/host/reader';
import { runProbes } from '../../src/host/run';
import { fakeRunner, type FakeAnswer } from './fake-runner';
import { SavedMachine, type MachineFiles } from './machine';

export interface LiveHost {
  readonly files?: MachineFiles;
  /** Answers of programs, as for `fakeRunner`. */
  readonly programs?: Readonly<Record<string, FakeAnswer>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Default: an answer to nothing. */
  readonly run?: HostReader['run'];
}

/** What these probes find on such a machine, by id. */
export async function liveChecks(
  probes: readonly Probe[],
  { files = {}, programs = {}, variables = {}, run }: LiveHost,
): Promise<ReadonlyMap<string, Check>> {
  const saved = new SavedMachine(files);
  try {
    const inFolder = await saved.reader();
    const runner = fakeRunner(programs);
    const reader: HostReader = {
      ...inFolder,
      replayed: false,
      entry: async (path) => {
        const entry = await inFolder.entry(path);
        return typeof entry === 'string' ? entry : { ...entry, executable: entry.kind === 'file' };
      },
      run: run ?? ((command, signal) => runner.run(command, signal)),
      variable: (name) => variables[name],
    };
    const checks = await runProbes(probes, reader, await readMachine(reader));
    return new Map(checks.map((check) => [check.id, check]));
  } finally {
    saved.remove();
  }
}
