/** What a configuration asks of the host: worth saying before a container from a foreign repository is opened. */
import { readRunOptions } from '../knowledge';
import type { Span } from '../documents';
import { t } from '../text';
import { properties, property, spanOf, stringOf, type Node } from './jsonc';
import { deciding, type ComposeFile } from './override';
import { runtimeOf, type DevContainer } from './read';
import { isKataRuntime } from './runtime-name';
import { developerVariable, resolveArgument, type Environment } from './variables';

/** One thing that a configuration asks for. */
export interface Exposure {
  /** A sentence that names what is asked for, and what it opens. */
  readonly message: string;
  /** The file that asks. */
  readonly path: string;
  /** The place in it, where it is known. */
  readonly span?: Span;
}

/** Something asked for, by the name that `docker run` has for it. */
interface Asked {
  readonly option: string;
  readonly value: string;
  readonly path: string;
  readonly span?: Span;
}

interface Judgement {
  readonly options: readonly string[];
  readonly value: RegExp;
  readonly says: (value: string) => string;
}

/** What is said, and of which values. Only what reaches out of an ordinary container. */
const judgements: readonly Judgement[] = [
  {
    options: ['privileged'],
    value: /^(?!false$)/,
    says: () => t('It asks to be privileged: all devices of the host and no confinement.'),
  },
  {
    options: ['cap-add'],
    value: /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH|BPF)$/i,
    says: (value) => t('It asks for the capability {0}, which reaches beyond the container.', value),
  },
  {
    options: ['security-opt'],
    value: /unconfined|label[=:]disable/,
    says: (value) => t('It switches off a confinement: {0}.', value),
  },
  {
    options: ['network', 'net', 'pid', 'ipc', 'uts', 'userns', 'cgroupns'],
    value: /^host$/,
    says: () => t('It asks for a namespace of the host instead of its own.'),
  },
  { options: ['device'], value: /./, says: (value) => t('It asks for the device {0} of the host.', value) },
  {
    options: ['volume', 'mount'],
    value: /(?:docker|containerd|podman|crio)\.sock/,
    says: () => t("It mounts a container engine's socket: whoever has it is root on the host."),
  },
  {
    options: ['volume', 'mount'],
    value:
      /(?:^|source=|src=)(?:~|\$\{(?:localEnv|env):(?:HOME|USERPROFILE)\b[^}]*\}|\$\{?HOME\}?|\/(?:etc|root|home|proc|sys|dev|boot|var)?(?=[:/,]|$))/,
    says: (value) => t('It mounts files of the host from outside the workspace: {0}.', value),
  },
];

/** Keys of devcontainer.json that are options of `docker run`. */
const keys: Readonly<Record<string, string>> = {
  privileged: 'privileged',
  capAdd: 'cap-add',
  securityOpt: 'security-opt',
  mounts: 'mount',
  workspaceMount: 'mount',
};

/** A mount, a flag or a name as `docker run` would have it. */
function written(node: Node): string | undefined {
  if (node.type === 'boolean') return node.value === true ? '' : undefined;
  if (node.type !== 'object') return stringOf(node);
  const source = stringOf(property(node, 'source')?.value);
  return source === undefined ? undefined : `source=${source}`;
}

function askedByFile({ root, path, kind, runArgs }: DevContainer): readonly Asked[] {
  const own = properties(root).flatMap(({ key, value }) => {
    const option = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (option === undefined) return [];
    const nodes = value.type === 'array' ? (value.children ?? []) : [value];
    return nodes.flatMap((node): Asked[] => {
      const said = written(node);
      return said === undefined ? [] : [{ option, value: said, path, span: spanOf(node) }];
    });
  });
  const elements = kind === 'compose' ? [] : (runArgs?.array?.children ?? []);
  const options = readRunOptions(elements.map((node) => stringOf(node) ?? '')).options;
  const args = options.flatMap(({ name, value = '', index, count }): Asked[] => {
    const [first, last] = [elements[index], elements[index + count - 1]];
    const span = first && last && { start: first.offset, end: spanOf(last).end };
    return [{ option: name, value, path, ...(span && { span }) }];
  });
  return [...own, ...args];
}

const askedByCompose = ({ options, path, entry }: ComposeFile): readonly Asked[] =>
  (options ?? []).map((asked) => ({ ...asked, path: path ?? entry.value }));

/** Commands that run on the host, before there is a container. */
function hostCommand({ root, path }: DevContainer): readonly Exposure[] {
  const command = property(root, 'initializeCommand');
  if (!command || command.value.type === 'null') return [];
  return [
    {
      message: t('It has an initializeCommand: that runs on the host, not in the container.'),
      path,
      span: spanOf(command.node),
    },
  ];
}

/** Features that need what an ordinary container does not have. */
function features({ root, path }: DevContainer): readonly Exposure[] {
  return properties(property(root, 'features')?.value).flatMap(({ key, keySpan }) => {
    const [, name] =
      /\/(docker-in-docker|docker-outside-of-docker|docker-from-docker)(?::|@|$)/.exec(key) ?? [];
    if (name === undefined) return [];
    const why =
      name === 'docker-in-docker'
        ? t('makes the container privileged')
        : t("mounts the socket of the host's Docker: whoever has it is root on the host");
    return [{ message: t('Its feature {0} {1}.', name, why), path, span: keySpan }];
  });
}

/** A runtime that is named and is not Kata's: the engine's default may be safer. */
function runtime(
  model: DevContainer,
  composeFiles: readonly ComposeFile[],
  environment: Environment,
): readonly Exposure[] {
  const file = model.kind === 'compose' ? deciding(composeFiles) : undefined;
  const said = model.kind === 'compose' ? file?.runtime : runtimeOf(model);
  // Where each developer chooses, it is not the file that does
  if (said === undefined || said === null || said.includes(developerVariable)) return [];
  const name = resolveArgument(said, environment) ?? said;
  if (name === '' || isKataRuntime(name)) return [];
  const node = model.runArgs?.runtimes.findLast(({ runtime }) => runtime === said)?.node;
  const span = file ? file.place : node && spanOf(node);
  return [
    {
      message: t(
        "It chooses the runtime {0} itself, which is not Kata, whatever the engine's default is.",
        name,
      ),
      path: file?.path ?? model.path,
      ...(span && { span }),
    },
  ];
}

/** What a configuration asks of the host beyond an ordinary container; Compose files included. */
export function exposures(
  model: DevContainer,
  composeFiles: readonly ComposeFile[],
  environment: Environment,
): readonly Exposure[] {
  const asked = [...askedByFile(model), ...composeFiles.flatMap(askedByCompose)];
  const said = asked.flatMap(({ option, value, path, span }): Exposure[] => {
    const judgement = judgements.find((one) => one.options.includes(option) && one.value.test(value));
    return judgement
      ? [{ message: judgement.says(value.replace(/\s+/g, ' ')), path, ...(span && { span }) }]
      : [];
  });
  return [...runtime(model, composeFiles, environment), ...said, ...features(model), ...hostCommand(model)];
}
