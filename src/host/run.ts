/** Runs the probes side by side. Whatever a probe does, its checks come out with a status. */
import { setMaxListeners } from 'node:events';
import { t } from '../text';
import type { Check, Host, Machine, Probe, Status } from './check';
import { catalogue, type CatalogueEntry } from './catalogue';
import { platformName } from './checks/system';
import type { HostReader } from './reader';

const defaultTimeLimit = 2_000;
/** The longest detail, in characters: what stands in files and answers is not ours. */
const maxDetail = 2_000;
/** The longest id, title and finding. */
const maxName = 300;
const maxEvidence = 50;

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Called for each check as it comes. */
  readonly onCheck?: (check: Check) => void;
}

/** The checks of these probes in the report's order. Rejects only when `signal` is aborted, with its reason. */
export async function runProbes(
  probes: readonly Probe[],
  reader: HostReader,
  machine: Machine,
  { signal, onCheck }: RunOptions = {},
): Promise<readonly Check[]> {
  signal?.throwIfAborted();
  // Each probe listens to it: more than Node.js takes for a leak
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const end = (): void => {
    ending.abort();
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    const found = await Promise.all(
      probes.map(async (probe) => {
        const checks = (await runProbe(probe, reader, machine, ending.signal)).map(cut);
        if (!ending.signal.aborted) for (const check of checks) onCheck?.(check);
        return checks;
      }),
    );
    signal?.throwIfAborted();
    return unique(found.flat());
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** One check an id, in the report's order. */
function unique(checks: readonly Check[]): readonly Check[] {
  const byId = new Map<string, Check>();
  for (const check of checks) if (!byId.has(check.id)) byId.set(check.id, check);
  return sortChecks([...byId.values()]);
}

/** Whether an id is meant by an entry of `Probe.ids`, which may end with a star. */
export const matches = (pattern: string, id: string): boolean =>
  pattern === id ||
  (pattern.endsWith('.*') && (id.startsWith(pattern.slice(0, -1)) || id === pattern.slice(0, -2)));

/** What a check is, by its id. */
export const catalogueEntry = (id: string): CatalogueEntry | undefined =>
  catalogue().find((entry) => matches(entry.id, id));

/** In the order of the catalogue; checks of one entry as the probe gave them. */
export function sortChecks(checks: readonly Check[]): readonly Check[] {
  const entries = catalogue();
  const place = ({ id }: Check): number => entries.findIndex((entry) => matches(entry.id, id));
  return checks.toSorted((a, b) => place(a) - place(b));
}

const short = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}...` : text;

/** A check whose texts have a sane length. */
const cut = (check: Check): Check => ({
  ...check,
  id: short(check.id, maxName),
  title: short(check.title, maxName),
  detail: short(check.detail, maxDetail),
  ...(check.fix && {
    fix: {
      ...check.fix,
      text: short(check.fix.text, maxDetail),
      ...(check.fix.command !== undefined && { command: short(check.fix.command, maxDetail) }),
    },
  }),
  ...(check.evidence && {
    evidence: check.evidence
      .slice(0, maxEvidence)
      .map(({ path, found }) => ({ path: short(path, maxName), found: short(found, maxName) })),
  }),
});

async function runProbe(
  probe: Probe,
  reader: HostReader,
  machine: Machine,
  outer: AbortSignal,
): Promise<readonly Check[]> {
  if (machine.platform !== 'linux' && probe.anySystem !== true)
    return standIn(
      probe,
      'not-applicable',
      t('Asked on Linux only; this is {0}.', platformName(machine.platform)),
    );
  const timeLimit = probe.timeLimit ?? defaultTimeLimit;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const host: Host = {
    machine,
    signal: ending.signal,
    reader: { ...reader, run: (command) => reader.run(command, ending.signal) },
  };
  let stop: () => void = () => undefined;
  const ended = new Promise<readonly Check[]>((resolve) => {
    stop = () => {
      resolve(standIn(probe, 'unknown', t('It was ended: no answer within {0} s.', timeLimit / 1000)));
      ending.abort();
    };
  });
  const timer = setTimeout(stop, timeLimit);
  outer.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([started(probe, host), ended]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}

async function started(probe: Probe, host: Host): Promise<readonly Check[]> {
  try {
    return await probe.run(host);
  } catch (error) {
    return standIn(
      probe,
      'unknown',
      t('The check itself broke off: {0}', error instanceof Error ? error.message : String(error)),
    );
  }
}

/** The checks of a probe that gave none. */
const standIn = (probe: Probe, status: Status, detail: string): readonly Check[] =>
  catalogue()
    .filter(({ id }) => probe.ids.includes(id))
    .map(({ id, topic, title }) => ({
      id: id.replace(/\.\*$/, ''),
      topic,
      title,
      status,
      detail,
      source: 'This check itself',
    }));
