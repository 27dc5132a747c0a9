/** Pod annotations that Kata reads (`io.katacontainers.*`), per runtime and release. */
import extracted from './data/annotations.json';
import curated from './data/annotations-curated.json';
import { knownIn, type Lifetime } from './releases';
import type { KataTarget, Runtime } from './types';

/** A runtime's side of an annotation; `unread`: the name is defined but nothing reads it. */
interface Reading extends Lifetime {
  readonly unread?: boolean;
}

/** One pod annotation. */
export interface Annotation {
  readonly name: string;
  /** When each runtime reads it; absent: that runtime never did. */
  readonly go?: Reading;
  readonly rs?: Reading;
  readonly description: string;
  readonly scope: string;
  /** Type of the text: `boolean`, `uint32`, `string` ...; `format` says more where the text has a form of its own. */
  readonly type: string;
  readonly format?: string;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
  readonly enumGo?: readonly string[];
  readonly enumRs?: readonly string[];
  /** The configuration key that it overrides: section pattern and name. */
  readonly key?: Readonly<Partial<Record<Runtime, readonly [section: string, name: string]>>>;
  /** Only honoured where `enable_annotations` has an expression that matches the last part of its name. */
  readonly gated?: boolean;
  /** The configuration key that lists the allowed values. */
  readonly allowList?: string;
  /** Lets a pod's author reach the host; leave it disabled. */
  readonly sensitive?: boolean;
  /** Set by the container engine, not by people. */
  readonly internal?: boolean;
  readonly goNote?: string;
  readonly rsNote?: string;
}

let all: ReadonlyMap<string, Annotation> | undefined;
let byKey: ReadonlyMap<string, Annotation> | undefined;

/** Every annotation, historical and merely documented ones included, by its full name. */
export function annotations(): ReadonlyMap<string, Annotation> {
  if (!all) {
    const readings = extracted as unknown as Readonly<Record<string, Pick<Annotation, Runtime>>>;
    const words = curated as unknown as Readonly<Record<string, Omit<Annotation, 'name' | Runtime>>>;
    all = new Map(
      Object.entries(words).map(([name, entry]) => [name, { ...readings[name], ...entry, name }]),
    );
  }
  return all;
}

/** The annotation of that full name. */
export function annotation(name: string): Annotation | undefined {
  return annotations().get(name);
}

/** The annotation that overrides a configuration key. */
export function annotationFor(runtime: Runtime, section: string, key: string): Annotation | undefined {
  if (!byKey) {
    const map = new Map<string, Annotation>();
    for (const entry of annotations().values()) {
      for (const [side, place] of Object.entries(entry.key ?? {}))
        map.set(`${side} ${place.join(' ')}`, entry);
    }
    byKey = map;
  }
  return byKey.get(`${runtime} ${section} ${key}`);
}

/** Whether this Kata reads the annotation (where it is enabled). */
export function isHonoured(entry: Annotation, target: KataTarget): boolean {
  const reading = entry[target.runtime];
  return reading !== undefined && !reading.unread && knownIn(reading, target.version) === 'yes';
}
