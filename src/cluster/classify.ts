/**
 * What a pod is by declaration. All of it comes from the control plane, which nobody has to believe: "declared", never
 * "verified".
 */
import {
  classifyHandler,
  distributionClass,
  nodeLabels,
  teeKeys,
  teeNames,
  type HandlerProfile,
  type Tee,
} from '../knowledge';
import { t } from '../text';
import type { PodRecord } from './pod';
import { kataLabel, type ClassRecord } from './runtime-class';

/**
 * `confidential`: declared to run in a TEE. `kata`: in a Kata VM without one. `unknown`: Kata, or perhaps, and nothing
 * tells whether confidential. `promise`: it says confidential and is not. `none`: not Kata's at all.
 */
export type PodGroup = 'confidential' | 'kata' | 'unknown' | 'promise' | 'none';

export interface Declaration {
  readonly group: PodGroup;
  readonly handler?: string;
  readonly tee?: Tee;
  readonly gpu?: boolean;
  /** A VM at a cloud, beside the cluster. */
  readonly peerPod: boolean;
  /** What led there, a sentence each. */
  readonly reasons: readonly string[];
}

/** What a pod declares, by its RuntimeClass where that is known, else by the class's name alone. */
export function declarationOf(pod: PodRecord, runtimeClass: ClassRecord | undefined): Declaration {
  const { promise } = pod;
  if (pod.runtimeClass === undefined)
    return {
      group: promise === undefined ? 'none' : 'promise',
      peerPod: false,
      reasons: [
        t("It has no RuntimeClass: the node's default runtime starts it, usually runc."),
        ...(promise === undefined ? [] : [t('"{0}" promises a TEE.', promise)]),
      ],
    };
  const profile = runtimeClass ? profileOf(runtimeClass) : profileByName(pod.runtimeClass);
  const { handler } = profile;
  const reasons = [
    runtimeClass
      ? t('RuntimeClass {0}, handler {1}.', pod.runtimeClass, handler)
      : t("RuntimeClass {0}; it is not there or can't be read, so its name has to do.", pod.runtimeClass),
  ];
  const kata = profile.origin !== 'foreign';
  const asked = runtimeClass ? teesOf(runtimeClass) : [];
  const tee = profile.tee ?? (asked.length === 1 ? asked[0] : undefined);
  const contradicts = profile.tee !== undefined && asked.some((each) => each !== profile.tee);
  if (contradicts)
    reasons.push(
      t(
        'The handler is for {0}, but the class asks for nodes with {1}.',
        name(profile.tee),
        asked.map(name).join(', '),
      ),
    );
  if (profile.note !== undefined) reasons.push(`${sentence(profile.note)}.`);
  const common = {
    ...(handler !== '' && { handler }),
    peerPod: profile.runtimeClass?.name === 'kata-remote' || pod.resources.includes('kata.peerpods.io/vm'),
    ...(profile.gpu && { gpu: true }),
    ...(tee !== undefined && profile.confidential !== 'no' && { tee }),
  };
  const group = groupOf(profile, kata, contradicts, promise !== undefined);
  if (group === 'confidential') reasons.push(t('Declared: {0}. Only attestation proves it.', name(tee)));
  if (group === 'promise')
    reasons.push(
      t(
        '"{0}" promises a TEE, and {1}.',
        promise ?? '',
        kata ? t('this class starts a VM without one') : t('this is not Kata'),
      ),
    );
  return { ...common, group, reasons };
}

function groupOf(profile: HandlerProfile, kata: boolean, contradicts: boolean, promises: boolean): PodGroup {
  if (!kata) return promises ? 'promise' : 'none';
  if (profile.confidential === 'yes') return contradicts ? 'unknown' : 'confidential';
  if (profile.confidential === 'unknown') return 'unknown';
  return promises ? 'promise' : 'kata';
}

/** What a class is by its handler. One that nobody knows and that asks for nodes with Kata is Kata of some kind. */
function profileOf(runtimeClass: ClassRecord): HandlerProfile {
  const profile = classifyHandler(runtimeClass.handler);
  const asksForKata = runtimeClass.nodeSelector[kataLabel] === 'true' || teesOf(runtimeClass).length > 0;
  return profile.origin === 'foreign' && asksForKata ? { ...profile, origin: 'custom' } : profile;
}

/**
 * What a class is by its name alone: a class of another distribution by the handlers that it is seen with, which may
 * be for different TEEs (`kata-cc` of OpenShift), any other one as if its handler had the same name.
 */
function profileByName(className: string): HandlerProfile {
  const profiles = (distributionClass(className)?.handlers ?? [className]).map(classifyHandler);
  const [profile = classifyHandler(className), ...others] = profiles;
  if (others.every(({ tee }) => tee === profile.tee)) return profile;
  const { origin, distribution, confidential, gpu } = profile;
  return {
    handler: '',
    origin,
    confidential,
    ...(distribution !== undefined && { distribution }),
    ...(gpu && { gpu }),
  };
}

/** The TEEs that a class asks its nodes for, by labels and by what a guest uses up. */
function teesOf({ nodeSelector, overhead }: ClassRecord): readonly Tee[] {
  const known = nodeLabels();
  const labels = Object.entries(nodeSelector).flatMap(([label, value]) => {
    const about = known.get(label);
    return about?.tee !== undefined && value === (about.value ?? 'true') ? [about.tee] : [];
  });
  const keys = Object.entries(teeKeys).flatMap(([tee, key]) =>
    overhead[key] === undefined ? [] : [tee as Tee],
  );
  return [...new Set([...labels, ...keys])];
}

const name = (tee: Tee | undefined): string => (tee === undefined ? t('a TEE') : teeNames[tee]);
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
