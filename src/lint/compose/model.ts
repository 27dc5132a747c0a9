/** A Compose file as far as Kata is concerned: its services, their runtimes, and what they ask Docker for. */
import {
  booleanOf,
  documentPart,
  entriesOf,
  entryAt,
  entryOf,
  itemsOf,
  mapAt,
  nodeAt,
  textAt,
  textOf,
  yamlDocuments,
  type Span,
  type YamlDocument,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
} from '../../documents';
import { t } from '../../text';
import { removal, type Ask, type AskedOption } from '../containers/ask';
import { isKataRuntime, runtimeIn } from '../containers/runtime';
import { linesOf } from '../manifest/rules/pod-edits';

/** A service of a Compose file. Places are places in the file. */
export interface Service {
  readonly name: string;
  /** The runtime that it gets; of a variable the default. Undefined: that of the daemon. */
  readonly runtime: string | undefined;
  /** Where the runtime is named; else where the service is. */
  readonly runtimeSpan: Span;
  readonly kata: boolean;
  readonly asks: readonly Ask[];
  /** It mounts files of the host. */
  readonly binds: boolean;
}

/** Keys with one text each. */
const texts: readonly (readonly [readonly string[], AskedOption])[] = [
  [['network_mode'], 'network'],
  [['pid'], 'pid'],
  [['ipc'], 'ipc'],
  [['uts'], 'uts'],
  [['userns_mode'], 'userns'],
  [['mem_limit'], 'memory'],
  [['deploy', 'resources', 'limits', 'memory'], 'memory'],
  [['cpus'], 'cpus'],
  [['deploy', 'resources', 'limits', 'cpus'], 'cpus'],
  [['blkio_config', 'weight'], 'blkio-weight'],
];

/** Keys with a list of options of one kind. */
const lists: readonly (readonly [readonly string[], AskedOption, (item: YamlNode) => string | undefined])[] =
  [
    [['volumes'], 'mount', mountText],
    [['devices'], 'device', (item) => textOf(item) ?? textAt(item, 'source')],
    [['links'], 'link', textOf],
    [['external_links'], 'link', textOf],
    [['security_opt'], 'security-opt', textOf],
    [['blkio_config', 'weight_device'], 'blkio-weight', () => ''],
    [['deploy', 'resources', 'reservations', 'devices'], 'gpus', gpuText],
  ];

/** The services of a file. `assumed`: services that get this runtime, whatever the file says. */
export function servicesOf(text: string, assumed: Readonly<Record<string, string>> = {}): readonly Service[] {
  return yamlDocuments(text).flatMap((document) => {
    const services = entriesOf(nodeAt(document.yaml.root, 'services'));
    return services.flatMap((entry) =>
      entry.value.kind === 'map' ? [new Reader(document, entry.value).service(entry, assumed)] : [],
    );
  });
}

class Reader {
  constructor(
    private readonly document: YamlDocument,
    private readonly node: YamlMap,
  ) {}

  service({ key }: YamlEntry, assumed: Readonly<Record<string, string>>): Service {
    const named = entryOf(this.node, 'runtime');
    const said = textOf(named?.value);
    const own = said === undefined ? undefined : runtimeIn(said);
    const runtime = Object.hasOwn(assumed, key.value) ? assumed[key.value] : own;
    const asks = [...this.switches(), ...this.texts(), ...this.lists()];
    return {
      name: key.value,
      runtime,
      runtimeSpan: this.document.toFile(named ? named.value.span : key.span),
      kata: runtime !== undefined && isKataRuntime(runtime),
      asks,
      binds: asks.some(
        ({ option, value }) => option === 'mount' && /^(?:[./~]|\$)|(?:^|,)type=bind/.test(value),
      ),
    };
  }

  private switches(): readonly Ask[] {
    const asks: Ask[] = [];
    const privileged = entryOf(this.node, 'privileged');
    if (privileged && booleanOf(privileged.value) === true)
      asks.push(this.ask('privileged', 'true', privileged, this.node));
    const socket = entryOf(this.node, 'use_api_socket');
    if (socket && booleanOf(socket.value) === true)
      asks.push(this.ask('mount', '/var/run/docker.sock:/var/run/docker.sock', socket, this.node));
    const gpus = entryOf(this.node, 'gpus');
    if (gpus && (textOf(gpus.value) !== undefined || itemsOf(gpus.value).length > 0))
      asks.push(this.ask('gpus', 'all', gpus, this.node));
    return asks;
  }

  private texts(): readonly Ask[] {
    return texts.flatMap(([path, option]) => {
      const entry = entryAt(this.node, ...path);
      const value = textOf(entry?.value);
      if (!entry || value === undefined) return [];
      return [this.ask(option, value, entry, mapAt(this.node, ...path.slice(0, -1)) ?? this.node)];
    });
  }

  private lists(): readonly Ask[] {
    return lists.flatMap(([path, option, valueOf]) => {
      const list = nodeAt(this.node, ...path);
      return itemsOf(list).flatMap((item) => {
        const value = valueOf(item);
        if (value === undefined || list?.kind !== 'list') return [];
        const span = this.document.toFile(item.span);
        const edit = this.linesOfItem(list, item);
        const title = t('Remove it from {0}', path.at(-1) ?? '');
        return [{ option, value, span, ...removal(title, edit) }];
      });
    });
  }

  private ask(option: AskedOption, value: string, entry: YamlEntry, owner: YamlMap): Ask {
    const lines = linesOf(documentPart(this.document.yaml), owner, entry);
    return {
      option,
      value,
      span: this.document.toFile(entry.span),
      ...removal(t('Remove {0}', entry.key.value.slice(0, 80)), lines && this.document.toFile(lines)),
    };
  }

  /** The lines of an item; undefined where it is the only one, or something else stands on them. */
  private linesOfItem(list: YamlList, item: YamlNode): Span | undefined {
    if (list.flow || list.items.length < 2) return undefined;
    const { text } = this.document;
    const start = text.lastIndexOf('\n', item.span.start - 1) + 1;
    const eol = text.indexOf('\n', item.span.end);
    const end = eol < 0 ? text.length : eol + 1;
    if (!/^[ \t]*-[ \t]+$/.test(text.slice(start, item.span.start))) return undefined;
    if (text.slice(item.span.end, end).trim() !== '') return undefined;
    return this.document.toFile({ start, end });
  }
}

/** A volume, which may be a map, too, in the form of `--mount`. */
function mountText(item: YamlNode): string | undefined {
  if (item.kind !== 'map') return textOf(item);
  const propagation = textAt(item, 'bind', 'propagation');
  return ['type', 'source', 'target']
    .flatMap((key) => {
      const value = textAt(item, key);
      return value === undefined ? [] : [`${key}=${value}`];
    })
    .concat(propagation === undefined ? [] : [`bind-propagation=${propagation}`])
    .join(',');
}

/** A reserved device that is a GPU: by its capability, or by the only driver that there is. */
function gpuText(item: YamlNode): string | undefined {
  const gpu = itemsOf(nodeAt(item, 'capabilities')).some((capability) => textOf(capability) === 'gpu');
  return gpu || textAt(item, 'driver') === 'nvidia' ? 'all' : undefined;
}
