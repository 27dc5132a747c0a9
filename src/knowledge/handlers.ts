/**
 * What stands behind a RuntimeClass's handler: an upstream class, one of another distribution, a TEE or none. The
 * handler decides, never the name alone: OpenShift's `kata-cc` has handlers for three TEEs.
 */
import data from './data/handlers.json';
import { own } from './own';
import { runtimeClass, runtimeClasses, type RuntimeClass, type Tee } from './runtime-classes';
import type { Runtime } from './types';

/**
 * How a handler is known. `upstream`: a release of Kata ships it. `variant`: an upstream one with the debug or the
 * developer's guest. `suffixed`: an upstream name with more behind it (a second installation, or a custom runtime).
 * `never`: no release shipped it, but people write it. `distribution`: another product's. `custom`: begins with
 * `kata-` and is nobody's. `foreign`: nothing says that it is Kata.
 */
export type HandlerOrigin =
  'upstream' | 'variant' | 'suffixed' | 'never' | 'distribution' | 'custom' | 'foreign';

/** What a handler's name promises. It is a promise: only attestation proves that a pod is confidential. */
export interface HandlerProfile {
  readonly handler: string;
  readonly origin: HandlerOrigin;
  /** The upstream class that it is or begins with. */
  readonly runtimeClass?: RuntimeClass;
  readonly variant?: 'debug' | 'devkit';
  /** yes: declared to run in a TEE; no: a VM without one; unknown: the name does not tell. */
  readonly confidential: 'yes' | 'no' | 'unknown';
  readonly tee?: Tee;
  readonly gpu?: boolean;
  readonly runtime?: Runtime;
  /** A confidential stack without a TEE, for development. */
  readonly development?: boolean;
  /** The product that brings it. */
  readonly distribution?: string;
  /** What to write instead, where there is something. */
  readonly replacement?: string;
  /** Something worth knowing, as part of a sentence. */
  readonly note?: string;
}

interface Distribution {
  readonly pattern: string;
  readonly distribution: string;
  readonly confidential: HandlerProfile['confidential'];
  readonly tee?: Tee;
  readonly gpu?: boolean;
  readonly development?: boolean;
  readonly note?: string;
}

/** A RuntimeClass that another distribution installs. */
export interface DistributionClass {
  readonly distribution: string;
  /** The handlers that it is seen with; which of them depends on the cluster. */
  readonly handlers: readonly string[];
  readonly replacement?: string;
  /** When the distribution stopped to offer it. */
  readonly ended?: string;
}

const never: Readonly<Record<string, { readonly replacement?: string; readonly note: string }>> = data.never;
const classes: Readonly<Record<string, DistributionClass>> = data.classes;
const others = data.distributions as readonly Distribution[];

const patterns = others.map(({ pattern, ...rest }) => ({
  expression: new RegExp(`^(?:${pattern})$`),
  rest,
}));

/** The RuntimeClass of that name which another distribution installs. */
export const distributionClass = (name: string): DistributionClass | undefined => own(classes, name);

/** The names of the RuntimeClasses that other distributions install. */
export const distributionClasses: readonly string[] = Object.keys(classes);

const kept = new Map<string, HandlerProfile>();

/** What a handler is. Any text is an answer: what nothing is known about is `foreign`. */
export function classifyHandler(handler: string): HandlerProfile {
  const known = kept.get(handler);
  if (known) return known;
  const profile = classify(handler);
  if (kept.size > 1_000) kept.clear();
  kept.set(handler, profile);
  return profile;
}

function classify(handler: string): HandlerProfile {
  const upstream = runtimeClass(handler);
  if (upstream) return { ...promise(upstream), handler, origin: 'upstream' };
  const mistake = own(never, handler);
  if (mistake) return { ...mistake, handler, origin: 'never', confidential: 'unknown' };
  const base = [...runtimeClasses().values()]
    .filter(({ name }) => handler.startsWith(`${name}-`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (base) {
    const [, suffix, variant] =
      /^(?:-(.+?))??(?:-(debug|devkit))?$/.exec(handler.slice(base.name.length)) ?? [];
    const more = variant === 'debug' || variant === 'devkit' ? ({ variant } as const) : {};
    if (suffix === undefined) return { ...promise(base), ...more, handler, origin: 'variant' };
    // A custom runtime may be built on anything: only a TEE's name in front says what it is
    const confidential = base.confidential ? 'yes' : 'unknown';
    return { ...promise(base), ...more, handler, origin: 'suffixed', confidential };
  }
  const other = patterns.find(({ expression }) => expression.test(handler));
  if (other) return { ...other.rest, handler, origin: 'distribution' };
  return { handler, origin: handler.startsWith('kata-') ? 'custom' : 'foreign', confidential: 'unknown' };
}

function promise(runtimeClass: RuntimeClass): Omit<HandlerProfile, 'handler' | 'origin'> {
  const { tee, gpu, runtime, development, confidential, replacement } = runtimeClass;
  return {
    runtimeClass,
    confidential: confidential ? 'yes' : tee === 'unknown' ? 'unknown' : 'no',
    ...(tee !== undefined && tee !== 'unknown' && { tee }),
    ...(gpu && { gpu }),
    runtime,
    ...(development && { development }),
    ...(replacement !== undefined && { replacement }),
  };
}
