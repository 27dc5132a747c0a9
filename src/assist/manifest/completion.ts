/** Completes manifests: only where something of Kata's belongs. */
import { yamlDocuments } from '../../documents';
import { classifyHandler, type HandlerProfile } from '../../knowledge';
import { isKataName, type Surroundings } from '../../lint';
import type { Completion } from '../completion-item';
import { verbatim } from '../snippet';
import { manifestCursorAt, type ManifestCursor } from './cursor';
import { surroundingsOf, type ManifestFile } from './file';
import {
  annotationOffers,
  annotationValueOffers,
  classKeyOffers,
  classOffers,
  handlerOffers,
  labelOffers,
  labelValueOffers,
  overheadOffers,
  versionOffers,
  type Offer,
} from './offers';
import { below, type Outlined } from './outline';

/** What may be written at `offset`, keys that are there already left out. */
export function manifestCompletionsAt(file: ManifestFile, offset: number): Completion[] {
  const cursor = manifestCursorAt(file.text, offset);
  if (!cursor) return [];
  const documents = yamlDocuments(file.text);
  const surroundings = surroundingsOf(file, documents);
  const offers =
    cursor.objectKind === 'RuntimeClass'
      ? classPlace(cursor, surroundings)
      : podPlace(cursor, surroundings, file);
  return offers.map((offer, index) => completion(offer, cursor, index));
}

/** The offer as it is written at the cursor. */
function completion(offer: Offer, cursor: ManifestCursor, index: number): Completion {
  const { name, value, lines, quoted } = offer;
  const { kind, span, gap, open } = cursor;
  const quote = cursor.quote || (quoted === true && kind === 'value' ? '"' : '');
  const word = quote + verbatim(name) + quote;
  const rest = value === undefined ? '' : `: ${value}`;
  const more = lines === undefined ? rest : `:${lines.map((line) => `\n${line}`).join('')}`;
  return {
    kind: offer.kind ?? (kind === 'key' ? 'key' : 'value'),
    label: name,
    insert: gap + word + (open && kind === 'key' ? more : ''),
    span,
    detail: offer.detail,
    filterText: cursor.quote + name,
    sortText: String(index).padStart(3, '0'),
    documentation: offer.documentation,
  };
}

const is = (path: readonly string[], ...wanted: readonly string[]): boolean =>
  path.length === wanted.length && path.every((key, index) => key === wanted[index]);

/** Keys that the map at the cursor has, but for the one that is being written. */
const taken = ({ at, span }: ManifestCursor): ReadonlySet<string> =>
  new Set(at.children.filter(({ start }) => start !== span.start).map(({ key }) => key));

function classPlace(cursor: ManifestCursor, surroundings: Surroundings): Offer[] {
  const { kind, path, object } = cursor;
  const { target } = surroundings;
  const handler = below(object, 'handler')?.value ?? '';
  const name = below(object, 'metadata', 'name')?.value ?? '';
  const profile = handler === '' ? undefined : classifyHandler(handler);
  if (profile?.origin === 'foreign' && !isKataName(name)) return [];
  const labels = ['scheduling', 'nodeSelector'];
  if (kind === 'value') {
    if (is(path, 'handler')) return handlerOffers(name, target);
    if (is(path, 'metadata', 'name')) return handlerOffers(handler, target);
    const key = path.at(-1) ?? '';
    if (is(path, 'overhead', 'podFixed', key))
      return overheadOffers(profile, target).flatMap((offer) =>
        offer.name === key && offer.amount !== undefined
          ? [{ ...offer, name: offer.amount, quoted: true }]
          : [],
      );
    return is(path, ...labels, key) ? labelValueOffers(key) : [];
  }
  const there = taken(cursor);
  const offers = is(path)
    ? classKeyOffers(profile, target)
    : is(path, 'overhead', 'podFixed')
      ? overheadOffers(profile, target)
      : is(path, ...labels)
        ? labelOffers(profile, target)
        : is(path, 'metadata', 'annotations')
          ? versionOffers(target)
          : [];
  return offers.filter((offer) => !there.has(offer.name));
}

/** Where a kind keeps its pod; a kind that is not said may be any of them. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const usual = ['spec', 'template'];

/** The path below the pod, and the pod. */
function inPod({
  objectKind,
  path,
  object,
}: ManifestCursor): { readonly path: readonly string[]; readonly pod: Outlined } | undefined {
  const prefixes =
    objectKind === ''
      ? [...Object.values(templates), usual].sort((a, b) => b.length - a.length)
      : [Object.hasOwn(templates, objectKind) ? (templates[objectKind] ?? usual) : usual];
  const prefix = prefixes.find((keys) => keys.every((key, index) => path[index] === key));
  const pod = prefix && below(object, ...prefix);
  return pod && { path: path.slice(prefix.length), pod };
}

function podPlace(cursor: ManifestCursor, surroundings: Surroundings, file: ManifestFile): Offer[] {
  const found = inPod(cursor);
  if (!found) return [];
  const { path, pod } = found;
  const { target } = surroundings;
  if (cursor.kind === 'value' && is(path, 'spec', 'runtimeClassName')) return classOffers(file, surroundings);
  const className = below(pod, 'spec', 'runtimeClassName')?.value ?? '';
  const profile = className === '' ? undefined : surroundings.resolve(className).profile;
  const kata = className !== '' && isKata(className, profile);
  const key = path.at(-1) ?? '';
  const annotations = ['metadata', 'annotations'];
  const labels = ['spec', 'nodeSelector'];
  if (cursor.kind === 'value') {
    if (is(path, ...annotations, key)) return annotationValueOffers(key, profile);
    return kata && is(path, ...labels, key) ? labelValueOffers(key) : [];
  }
  const typed = file.text.slice(cursor.span.start, cursor.span.end).replace(/["']/g, '');
  const there = taken(cursor);
  const offers =
    is(path, ...annotations) && (kata || typed.startsWith('io.kata'))
      ? annotationOffers(profile, target)
      : kata && is(path, ...labels)
        ? labelOffers(profile, target)
        : [];
  return offers.filter(({ name }) => !there.has(name));
}

const isKata = (className: string, profile: HandlerProfile | undefined): boolean =>
  profile ? profile.origin !== 'foreign' : isKataName(className);
