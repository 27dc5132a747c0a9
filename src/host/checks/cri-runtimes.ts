/** Runtimes that containerd's and CRI-O's files register, each with what it really is. */
import { identityOfProgram, identityOfType, runtimeKind } from '../../engines';
import { isKata } from '../../knowledge';
import { t } from '../../text';
import type { Check, Remedy } from '../check';
import { judgeKataRuntime } from '../kata-runtime';
import { shimProgram } from '../programs';
import type { HostReader } from '../reader';
import type { EngineFiles, Registration } from '../registrations';
import { result, type About } from '../result';
import { shellWord } from '../shell';

export interface Engine {
  readonly title: string;
  readonly source: string;
  /** What /opt/kata/VERSION says. */
  readonly release?: string;
  /** Why it starts nothing now, and what to do; undefined where nothing is known against it. */
  readonly stopped?: { readonly detail: string; readonly fix: Remedy };
}

/** A configuration that may hide runtimes; nothing is said about one that could be read. */
export function unreadChecks(id: string, title: string, { unread }: EngineFiles): readonly Check[] {
  if (unread.length === 0) return [];
  const about: About = {
    id: `${id}.configuration`,
    topic: 'engines',
    title: t('{0} configuration', title),
    source: id,
  };
  const detail = t(
    '{0} may not be read by this user, so the runtimes in there are not known.',
    unread.join(', '),
  );
  const fix = { text: t('Look at it as root.'), command: `sudo cat ${unread.map(shellWord).join(' ')}` };
  const evidence = unread.map((path) => ({ path, found: t('can not be read') }));
  return [result(about, 'unknown', detail, fix, evidence)];
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
    title: t('{0} runtime {1}', title, name),
    source,
  };
  const evidence = [{ path: file, found: shim ?? t('names no shim') }];
  if (shim === undefined)
    return result(about, 'unknown', t('{0} does not say what it starts.', file), undefined, evidence);
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
        t('It is called {0}, but its containers run in {1}, without a VM of Kata around them.', name, what),
        {
          text: t(
            'Write runtime_type = "io.containerd.kata.v2" for it in {0}, and restart {1}.',
            file,
            title,
          ),
        },
        evidence,
      );
    return result(
      about,
      program === undefined ? 'unknown' : 'not-applicable',
      t('It is {0}, no runtime of Kata.', what),
      undefined,
      evidence,
    );
  }
  const { status, detail, fix } = await judgeKataRuntime(reader, {
    shim: program,
    ...(configPath !== undefined && { configPath }),
    ...(release !== undefined && { release }),
  });
  if (status === 'ok' && stopped)
    return result(about, 'failed', `Kata: ${detail} ${stopped.detail}`, stopped.fix, evidence);
  const unsure = reader.replayed && status === 'ok' ? t(' As far as files tell.') : '';
  return result(about, status, `Kata: ${detail}${unsure}`, fix, evidence);
}
