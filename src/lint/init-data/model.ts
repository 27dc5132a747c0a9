/** What the rules over init-data look at. */
import {
  isInnerName,
  readComponentConfig,
  readInitData,
  readPolicy,
  type ComponentConfig,
  type DataItem,
  type DecodedInitData,
  type InitDataDocument,
  type InitDataFault,
  type InnerName,
  type Policy,
  type Result,
} from '../../attestation';
import type { Span, TomlComment } from '../../documents';
import type { KataTarget } from '../../knowledge';
import { t } from '../../text';
import type { Family, Report as ReportTo } from '../rule';

/** Which text a finding is in: the annotation's value, the TOML inside it, or a document inside that. */
export type Place = 'annotation' | 'init-data' | InnerName;

/** An annotation's value and how its decoding ended. */
export interface Envelope {
  readonly value: string;
  readonly decoded: Result<DecodedInitData, InitDataFault>;
}

export interface InitDataModel {
  readonly target: KataTarget;
  /** The TEE that the pod's class declares, as `knowledge` names it, where the pod is known. */
  readonly tee?: string;
  /** false where another extension already reports TOML syntax errors of the file. */
  readonly syntax: boolean;
  readonly envelope?: Envelope;
  readonly document?: InitDataDocument;
  readonly configs: Readonly<Partial<Record<'aa.toml' | 'cdh.toml', ComponentConfig>>>;
  readonly policy?: Policy;
}

export type InitDataFamily = Family<InitDataModel, Place>;
export type Report = ReportTo<Place>;

/** The first character: where something is missed that could stand anywhere. */
export const top: Span = { start: 0, end: 1 };

/** `Kata 4.1.0`, for messages. */
export const kata = ({ target }: { readonly target: KataTarget }): string => t('Kata {0}', target.version);

/** Where a value is filled in by a shell, a chart or a template, nothing can be said about it. */
export const filledInLater = (text: string): boolean => /\$\{|\$\(|\{\{|<[^<>]*>|@\w+@/.test(text);

/** The inner documents by name; of two with one name the first, the second is a duplicate key. */
export function innerItems(document: InitDataDocument): ReadonlyMap<InnerName, DataItem> {
  const found = new Map<InnerName, DataItem>();
  for (const item of document.items)
    if (isInnerName(item.name) && item.embedded && !found.has(item.name)) found.set(item.name, item);
  return found;
}

/** The model of a TOML text. */
export function modelOf(text: string, base: Pick<InitDataModel, 'target' | 'tee' | 'syntax'>): InitDataModel {
  const document = readInitData(text);
  const items = innerItems(document);
  const textOf = (name: InnerName): string | undefined => items.get(name)?.embedded?.value;
  const [aa, cdh, policy] = [textOf('aa.toml'), textOf('cdh.toml'), textOf('policy.rego')];
  return {
    ...base,
    document,
    configs: {
      ...(aa !== undefined && { 'aa.toml': readComponentConfig(aa) }),
      ...(cdh !== undefined && { 'cdh.toml': readComponentConfig(cdh) }),
    },
    ...(policy !== undefined && { policy: readPolicy(policy) }),
  };
}

/** A text of the model and its comments; undefined for the annotation, which has neither lines nor comments. */
export function textAt(
  { document, configs, policy }: InitDataModel,
  place: Place,
): { readonly text: string; readonly comments: readonly TomlComment[] } | undefined {
  if (place === 'annotation') return undefined;
  if (place === 'policy.rego') return policy;
  const toml = place === 'init-data' ? document?.toml : configs[place]?.toml;
  return toml && { text: toml.text, comments: toml.comments };
}
