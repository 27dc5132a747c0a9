/** RuntimeClasses of the cluster: whose they are, and how far they are from what Kata ships. */
import { record, text, type Json } from '../engines';
import { classifyHandler, nearestRelease, runtimeClassIn } from '../knowledge';
import { t } from '../text';

export interface ClassRecord {
  readonly uid: string;
  readonly name: string;
  readonly handler: string;
  /** `overhead.podFixed`, all values as they are written. */
  readonly overhead: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** The Kata release that installed it, from its annotation; since 3.32.0. */
  readonly kataVersion?: string;
  readonly managedBy?: string;
}

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

export function classRecord(object: Json): ClassRecord | undefined {
  const metadata = record(object.metadata);
  const uid = text(metadata.uid);
  const name = text(metadata.name);
  const handler = text(object.handler);
  if (uid === undefined || name === undefined || handler === undefined) return undefined;
  const kataVersion = text(record(metadata.annotations)['katacontainers.io/kata-version']);
  const managedBy = text(record(metadata.labels)['app.kubernetes.io/managed-by']);
  return {
    uid,
    name,
    handler,
    overhead: texts(record(object.overhead).podFixed),
    nodeSelector: texts(record(object.scheduling).nodeSelector),
    ...(kataVersion !== undefined && { kataVersion }),
    ...(managedBy !== undefined && { managedBy }),
  };
}

/** kata-deploy sets it to `true` where Kata is installed and ready (chart@4.1.0). */
export const kataLabel = 'katacontainers.io/kata-runtime';

/** How a class differs from the one that Kata's installer brings under this handler, a sentence each. */
export function driftOf(found: ClassRecord): readonly string[] {
  const profile = classifyHandler(found.handler);
  if (profile.origin !== 'upstream' && profile.origin !== 'variant') return [];
  const { runtimeClass } = profile;
  // Without the release there is nothing to compare with: 160Mi were right until 3.32
  const version = nearestRelease(found.kataVersion ?? '')?.version;
  const shipped = version === undefined ? undefined : runtimeClass && runtimeClassIn(runtimeClass, version);
  if (!shipped) return [];
  const drift: string[] = [];
  for (const resource of ['memory', 'cpu'] as const) {
    const own = found.overhead[resource];
    const theirs = shipped.overhead[resource];
    if (own === undefined) drift.push(t('It has no overhead for {0}; Kata ships {1}.', resource, theirs));
    else if (quantity(own) !== quantity(theirs))
      drift.push(t('Its overhead for {0} is {1}; Kata ships {2}.', resource, own, theirs));
  }
  // Other labels depend on how it was installed
  if (found.nodeSelector[kataLabel] !== 'true')
    drift.push(
      t('It does not ask for nodes with {0}=true: pods may land where Kata is not installed.', kataLabel),
    );
  return drift;
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The number of a quantity such as 250m or 160Mi; NaN for what is none. */
export function quantity(value: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(value) ?? [];
  // Divided, because 1e-3 is no exact number
  return unit === 'm' ? Number(number ?? NaN) / 1_000 : Number(number ?? NaN) * (factors[unit] ?? NaN);
}
