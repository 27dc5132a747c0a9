/** The fields of Kubernetes objects that genpolicy, which writes agent policies, reads (src/tools/genpolicy/src). */
import data from './data/genpolicy-fields.json';
import { own } from './own';

/** A field of an object. */
export interface GenpolicyField {
  /** The type of its members, where it has some. */
  readonly of?: string;
  /** The release that reads it first; absent: all of them, from 3.3.0 on. */
  readonly since?: string;
}

/** The fields of a type, `Deployment` or `PodSpec`; undefined: genpolicy has no such type. */
export const genpolicyType = (name: string): Readonly<Record<string, GenpolicyField>> | undefined =>
  own<Readonly<Record<string, GenpolicyField>>>(data, name);
