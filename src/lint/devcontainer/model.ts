/** A devcontainer.json as far as Kata is concerned: the runtime that it asks for, and what else it asks Docker for. */
import {
  itemsOfJson,
  jsonSpan,
  jsonText,
  parseJson,
  properties,
  property,
  removalIn,
  valueSpan,
  type JsonNode,
  type Property,
  type Span,
} from '../../documents';
import { isKata, runOptions, type RunOption } from '../../knowledge';
import { t } from '../../text';
import { removal, type Ask, type AskedOption } from '../containers/ask';
import { isKataRuntime, runtimeIn } from '../containers/runtime';
import { wishOf } from './features';

/** A `--runtime` among `runArgs`. */
export interface RuntimeOption extends RunOption {
  /** The elements that it takes. */
  readonly span: Span;
  /** The name with its variables as they are, where docker takes the argument. */
  readonly name: 'runtime';
}

/** What the container is made from; the Dev Container CLI looks in this order (configContainer.ts, 0.89.0). */
export type Source = 'dockerfile' | 'image' | 'compose' | 'nothing';

/** Options of `docker run` that the rules know by another name. */
const names: Readonly<Record<string, AskedOption>> = {
  privileged: 'privileged',
  network: 'network',
  net: 'network',
  link: 'link',
  gpus: 'gpus',
  device: 'device',
  pid: 'pid',
  ipc: 'ipc',
  uts: 'uts',
  userns: 'userns',
  mount: 'mount',
  volume: 'mount',
  memory: 'memory',
  cpus: 'cpus',
  'blkio-weight': 'blkio-weight',
  'blkio-weight-device': 'blkio-weight',
  'security-opt': 'security-opt',
};

export class DevcontainerFile {
  readonly root: JsonNode | undefined;
  readonly source: Source;
  /** `runArgs`, whatever its value. */
  readonly runArgs: Property | undefined;
  readonly runtimes: readonly RuntimeOption[];
  /** The last one that Docker would take; undefined where there is none, or a variable leaves it open. */
  readonly runtime: string | undefined;
  /** Whether the container will be one of Kata's. */
  readonly kata: boolean;
  readonly asks: readonly Ask[];
  private readonly options: readonly RunOption[];

  /** `assumed`: the runtime that the container gets, whatever the file says. */
  constructor(
    readonly text: string,
    assumed?: string,
  ) {
    ({ root: this.root } = parseJson(text, { comments: true }));
    this.source = sourceOf(this.root);
    this.runArgs = property(this.root, 'runArgs');
    this.options = runOptions(itemsOfJson(this.runArgs?.value).map((item) => jsonText(item) ?? ''));
    this.runtimes = this.options.flatMap((option) =>
      option.name === 'runtime' ? [{ ...option, name: 'runtime', span: this.spanOf(option) }] : [],
    );
    const last = this.runtimes.findLast(({ value }) => value !== undefined)?.value;
    const said = last === undefined ? undefined : runtimeIn(last);
    this.runtime = assumed ?? (this.source === 'compose' ? undefined : said);
    this.kata =
      this.source === 'compose' && assumed === undefined
        ? this.composeFiles.some(isKata)
        : isKataRuntime(this.runtime ?? '');
    this.asks = [...this.ownAsks(), ...(this.source === 'compose' ? [] : this.argumentAsks())];
  }

  /** The names of the Compose files. */
  get composeFiles(): readonly string[] {
    const value = property(this.root, 'dockerComposeFile')?.value;
    return [...itemsOfJson(value), ...(value ? [value] : [])].flatMap((node) => jsonText(node) ?? []);
  }

  /** The edit that takes out an option of `runArgs`. */
  without({ index, count }: RunOption): Span | undefined {
    return this.runArgs && removalIn(this.text, this.runArgs.value, index, count);
  }

  private spanOf({ index, count }: RunOption): Span {
    const items = itemsOfJson(this.runArgs?.value);
    const [first, last] = [items[index], items[index + count - 1]];
    return { start: first?.offset ?? 0, end: last ? last.offset + last.length : 0 };
  }

  private removeProperty(owner: JsonNode | undefined, { key, node }: Property): ReturnType<typeof removal> {
    const index = owner?.children?.indexOf(node) ?? -1;
    return removal(
      t('Remove {0}', key),
      owner && index >= 0 ? removalIn(this.text, owner, index) : undefined,
    );
  }

  private argumentAsks(): readonly Ask[] {
    return this.options.flatMap((option) => {
      const name = names[option.name];
      if (!name || !Object.hasOwn(names, option.name)) return [];
      const remove = removal(t('Remove --{0}', option.name), this.without(option));
      return [{ option: name, value: option.value ?? '', span: this.spanOf(option), ...remove }];
    });
  }

  private ownAsks(): readonly Ask[] {
    const { root } = this;
    const asks: Ask[] = [];
    const privileged = property(root, 'privileged');
    if (privileged?.value.value === true)
      asks.push({
        option: 'privileged',
        value: 'true',
        span: privileged.span,
        ...this.removeProperty(root, privileged),
      });
    for (const [key, option, valueOf] of lists) {
      const list = property(root, key)?.value;
      for (const [index, item] of itemsOfJson(list).entries()) {
        const value = valueOf(item);
        if (value === undefined || !list) continue;
        const remove = removal(t('Remove it from {0}', key), removalIn(this.text, list, index));
        asks.push({ option, value, span: jsonSpan(item), ...remove });
      }
    }
    const workspace = property(root, 'workspaceMount');
    if (workspace && this.source !== 'compose')
      asks.push({ option: 'mount', value: jsonText(workspace.value) ?? '', span: valueSpan(workspace) });
    const requirements = property(root, 'hostRequirements')?.value;
    const gpu = property(requirements, 'gpu');
    if (gpu && gpu.value.value !== false && gpu.value.type !== 'null')
      asks.push({
        option: 'gpus',
        value: jsonText(gpu.value) ?? 'all',
        span: gpu.span,
        ...this.removeProperty(requirements, gpu),
      });
    const features = property(root, 'features')?.value;
    for (const feature of properties(features)) {
      const wish = wishOf(feature.key);
      if (wish) asks.push({ ...wish, span: feature.keySpan, ...this.removeProperty(features, feature) });
    }
    return asks;
  }
}

/** Keys with a list of options of one kind. */
const lists: readonly (readonly [string, AskedOption, (node: JsonNode) => string | undefined])[] = [
  ['mounts', 'mount', mountText],
  ['securityOpt', 'security-opt', jsonText],
];

/** A mount, which may be an object, too, in the form of `--mount`. */
function mountText(node: JsonNode): string | undefined {
  if (node.type !== 'object') return jsonText(node);
  return properties(node)
    .flatMap(({ key, value }) => {
      const text = jsonText(value);
      return text === undefined ? [] : [`${key}=${text}`];
    })
    .join(',');
}

function sourceOf(root: JsonNode | undefined): Source {
  if (property(root, 'dockerFile') || property(property(root, 'build')?.value, 'dockerfile'))
    return 'dockerfile';
  if (property(root, 'image')) return 'image';
  return property(root, 'dockerComposeFile') ? 'compose' : 'nothing';
}
