/** A devcontainer.json: what kind it is, and which runtime it asks for. */
import type { Span } from '../documents';
import { t } from '../text';
import { endOf, parseObject, property, spanOf, stringOf, type Node, type Property } from './jsonc';
import { refusalAt } from './refusal';
import { readRunArguments, type RunArguments } from './run-args';

/** What the container is made from. */
export type Kind = 'image' | 'dockerfile' | 'compose';

/** A text of the file and where it stands. */
export interface Placed {
  readonly value: string;
  readonly span: Span;
}

/** Something that is worth saying and stops nothing. */
export interface Note {
  readonly message: string;
  readonly span: Span;
}

/** `runArgs` where it counts. */
export interface RunArgs extends RunArguments {
  readonly property: Property;
  /** The array; undefined where the value is null, which is the same as none. */
  readonly array: Node | undefined;
}

/** What a devcontainer.json says, as far as the runtime goes. Places are in `text`, which has no byte order mark. */
export interface DevContainer {
  readonly path: string;
  readonly text: string;
  readonly root: Node;
  readonly kind: Kind;
  /** The property that makes it this kind. */
  readonly source: Property;
  readonly name?: string;
  /** The image, where the kind is `image`. */
  readonly image?: string;
  /** Where the kind is not `compose`; there the Dev Container CLI does not read it. */
  readonly runArgs?: RunArgs;
  /** The files of Compose in their order, as they stand; empty for other kinds. */
  readonly composeFiles: readonly Placed[];
  /** The service of Compose that is the dev container; only there. */
  readonly service?: Placed;
  readonly notes: readonly Note[];
}

/** Files above this are refused, in characters. */
export const maxConfiguration = 1_000_000;

/**
 * Reads the text of a devcontainer.json, without a byte order mark. Throws a Refusal at the place of what is wrong:
 * invalid JSONC, no kind of container, arguments that are no texts, Compose without a service.
 */
export function readDevContainer(text: string, path: string): DevContainer {
  if (text.length > maxConfiguration)
    throw refusalAt(t('The file has more than a million characters.'), path, text, { start: 0, end: 0 });
  const root = parseObject(text, path);
  const [kind, source] = kindOf(root) ?? [];
  if (!kind || !source)
    throw refusalAt(
      t(
        'The Dev Container CLI starts nothing from this file: it has no "image", no "build" with a "dockerfile" and no "dockerComposeFile". Add one, such as "image": "mcr.microsoft.com/devcontainers/base:bookworm".',
      ),
      path,
      text,
      { start: root.offset, end: root.offset + 1 },
    );
  const name = stringOf(property(root, 'name')?.value);
  const notes: Note[] = [];
  const common = { path, text, root, kind, source, ...(name !== undefined && { name }) };
  if (kind === 'compose') return { ...common, ...readCompose(text, path, root, source, notes), notes };
  const image = kind === 'image' ? stringOf(source.value) : undefined;
  const runArgs = readRunArgs(text, path, root, notes);
  return {
    ...common,
    ...(image !== undefined && { image }),
    ...(runArgs && { runArgs }),
    composeFiles: [],
    notes,
  };
}

/** The kind, as the Dev Container CLI decides (spec-node/configContainer.ts, 0.89.0): Compose comes last. */
function kindOf(root: Node): [Kind, Property] | undefined {
  const legacy = property(root, 'dockerFile');
  const build = property(root, 'build');
  const dockerfile = legacy ?? (property(build?.value, 'dockerfile') && build);
  if (dockerfile) return ['dockerfile', dockerfile];
  const image = property(root, 'image');
  if (image) return ['image', image];
  const compose = property(root, 'dockerComposeFile');
  return compose && ['compose', compose];
}

const types = (): Readonly<Record<string, string>> => ({
  array: t('an array'),
  object: t('an object'),
  number: t('a number'),
  boolean: t('true or false'),
  null: 'null',
  string: t('a text'),
});
const typeOf = ({ type }: Node): string => types()[type] ?? type;

function readRunArgs(text: string, path: string, root: Node, notes: Note[]): RunArgs | undefined {
  const found = property(root, 'runArgs');
  if (!found) return undefined;
  const { value } = found;
  if (value.type === 'null') return { property: found, array: undefined, runtimes: [], end: 0 };
  if (value.type !== 'array')
    throw refusalAt(
      t('runArgs is {0}; it must be an array of texts.', typeOf(value)),
      path,
      text,
      spanOf(value),
    );
  const elements = value.children ?? [];
  const other = elements.find(({ type }) => type !== 'string');
  if (other)
    throw refusalAt(
      t('An element of runArgs is {0}; all must be texts in double quotes.', typeOf(other)),
      path,
      text,
      spanOf(other),
    );
  const said = readRunArguments(text, elements);
  for (const { runtime, node } of said.runtimes)
    if (runtime === undefined)
      notes.push({
        message: `docker run refuses ${text.slice(node.offset, endOf(node))}; write "--runtime=NAME".`,
        span: spanOf(node),
      });
  return { property: found, array: value, ...said };
}

function readCompose(
  text: string,
  path: string,
  root: Node,
  { value }: Property,
  notes: Note[],
): Pick<DevContainer, 'composeFiles' | 'service'> {
  const nodes = value.type === 'array' ? (value.children ?? []) : [value];
  const wrong = nodes.find((node) => !stringOf(node));
  if (wrong)
    throw refusalAt(
      t('dockerComposeFile must be the path of a file, or an array of them.'),
      path,
      text,
      spanOf(wrong),
    );
  if (nodes.length === 0)
    throw refusalAt(
      t('dockerComposeFile is empty; name the files of Docker Compose in it.'),
      path,
      text,
      spanOf(value),
    );
  const service = property(root, 'service');
  const serviceName = stringOf(service?.value);
  if (!service || !serviceName)
    throw refusalAt(
      t('With dockerComposeFile the file needs a "service": the one that is the dev container.'),
      path,
      text,
      service ? spanOf(service.value) : spanOf(value),
    );
  const ignored = property(root, 'runArgs')?.value;
  const said = ignored?.children?.find((node) => stringOf(node)?.startsWith('--runtime'));
  if (said)
    notes.push({
      message: t(
        'runArgs is not read with Docker Compose: its --runtime has no effect. The runtime of the service counts.',
      ),
      span: spanOf(said),
    });
  return {
    composeFiles: nodes.map((node) => ({ value: stringOf(node) ?? '', span: spanOf(node) })),
    service: { value: serviceName, span: spanOf(service.value) },
  };
}

/** What the arguments make of the runtime: the last one that docker takes; null where none is named. */
export function runtimeOf({ runArgs }: DevContainer): string | null {
  const last = runArgs?.runtimes.findLast(({ runtime }) => runtime !== undefined)?.runtime;
  // Docker takes an empty one for its default
  return last === undefined || last === '' ? null : last;
}
