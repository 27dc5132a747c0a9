/** Runtimes that containerd's and CRI-O's files register, each with what it really is. */
import { identityOfProgram, identityOfType, runtimeKind } from '../../engines';
import { isKata } from '../../knowledge';
import type { Check } from '../check';
import { judgeKataRuntime } from '../kata-runtime';
import { shimProgram } from '../programs';
import type { HostReader } from '../reader';
import type { Registration } from '../registrations';
import { result, type About } from '../result';

export interface Engine {
  readonly title: string;
  readonly source: string;
  /** What /opt/kata/VERSION says. */
  readonly release?: string;
  /** Why it starts nothing now, as a sentence; undefined where nothing is known against it. */
  readonly stopped?: string;
}

/** A check for one registered runtime. */
export async function criRuntimeCheck(
  reader: HostReader,
  registration: Registration,
  { title, source, release, stopped }: Engine,
): Promise<Check> {
  const { engine, name, shim, configPath, file } = registration;
  const about: About = {
    id: `${engine}.runtime.${name}`,
    topic: 'engines',
    title: `${title} runtime ${name}`,
    source,
  };
  const evidence = [{ path: file, found: shim ?? 'names no shim' }];
  if (shim === undefined)
    return result(about, 'unknown', `${file} does not say what it starts.`, undefined, evidence);
  const byType = identityOfType(shim);
  const identity = byType === 'unknown' ? identityOfProgram(shim) : byType;
  const program = shimProgram(shim);
  if (identity !== 'kata' || program === undefined) {
    const { title: kind } = runtimeKind(identity);
    const what = identity === 'unknown' ? shim : `${kind} (${shim})`;
    if (isKata(name) && identity !== 'unknown')
      return result(
        about,
        'failed',
        `It is called ${name}, but its containers run in ${what}, without a VM of Kata around them.`,
        { text: `Write runtime_type = "io.containerd.kata.v2" for it in ${file}, and restart ${title}.` },
        evidence,
      );
    return result(
      about,
      program === undefined ? 'unknown' : 'not-applicable',
      `It is ${what}, no runtime of Kata.`,
      undefined,
      evidence,
    );
  }
  const { status, detail, fix } = await judgeKataRuntime(reader, {
    shim: program,
    ...(configPath !== undefined && { configPath }),
    ...(release !== undefined && { release }),
  });
  if (status === 'ok' && stopped !== undefined)
    return result(about, 'warning', `Kata: ${detail} ${stopped}`, undefined, evidence);
  const unsure = reader.replayed && status === 'ok' ? ' As far as files tell.' : '';
  return result(about, status, `Kata: ${detail}${unsure}`, fix, evidence);
}
