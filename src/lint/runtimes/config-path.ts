/** Judges the path to a Kata configuration in a container engine's file: for the handler, the shim and the release. */
import {
  classifyHandler,
  filledInLater,
  knownIn,
  runtimeClass,
  type KataTarget,
  type Runtime,
  type RuntimeClass,
} from '../../knowledge';
import { t } from '../../text';
import type { Severity } from '../finding';

/** What an engine's file says about one runtime. */
export interface Registration {
  /** The name that RuntimeClasses and `--runtime` use. */
  readonly handler: string;
  readonly configPath: string;
  /** Whose shim it starts, where the file tells. */
  readonly shim?: Runtime;
}

export interface ConfigPathProblem {
  readonly message: string;
  readonly severity: Severity;
}

/** Kata's own folders, where only its releases put configurations. */
const shippedFolder = /\/share\/defaults\/kata-containers\/(?:runtime-rs\/)?(?:runtimes\/[^/]+\/)?[^/]+$/;

/** `qemu-snp` of `.../configuration-qemu-snp.toml`. */
const flavourOf = (path: string): string | undefined =>
  /(?:^|\/)configuration-([\w-]+)\.toml$/.exec(path)?.[1];

/** The upstream class that a configuration is named after. */
const classOf = (path: string): RuntimeClass | undefined => {
  const flavour = flavourOf(path);
  return flavour === undefined ? undefined : runtimeClass(`kata-${flavour}`);
};

/** Which runtime a configuration is for, as far as its place and name tell. */
export function runtimeOfConfig(path: string): Runtime | undefined {
  if (/\/runtime-rs\/|-runtime-rs\.toml$/.test(path)) return 'rs';
  const runtime = classOf(path)?.runtime;
  return runtime === 'rs' || shippedFolder.test(path) ? runtime : undefined;
}

/** One hypervisor, one TEE, one stack: the two runtimes' classes for it count as the same. */
const sameFlavour = (a: RuntimeClass, b: RuntimeClass): boolean => {
  const plain = ({ name, hypervisor }: RuntimeClass): string =>
    name === 'kata-cloud-hypervisor' ? `kata-${hypervisor}` : name.replace(/-runtime-rs$/, '');
  return plain(a) === plain(b);
};

/** What is wrong with the path; the gravest first, at most one. `key`: what the engine calls it. */
export function configPathProblem(
  { handler, configPath, shim }: Registration,
  key: string,
  { version }: KataTarget,
): ConfigPathProblem | undefined {
  if (configPath === '' || filledInLater(configPath)) return undefined;
  if (!configPath.startsWith('/')) {
    const message = t(
      '{0} is relative: the shim looks for it below the folder that it is started in. Give the absolute path.',
      key,
    );
    return { severity: 'error', message };
  }
  const config = classOf(configPath);
  return (
    teeProblem(handler, config) ??
    runtimeProblem(shim, configPath) ??
    flavourProblem(handler, config) ??
    releaseProblem(configPath, config, version)
  );
}

function teeProblem(handler: string, config: RuntimeClass | undefined): ConfigPathProblem | undefined {
  const { confidential, tee, runtimeClass: own } = classifyHandler(handler);
  if (confidential !== 'yes' || !config || config.tee === tee || config === own) return undefined;
  const message = config.confidential
    ? t(
        'The handler {0} is called after another TEE than the configuration {1}.',
        handler,
        config.name.slice(5),
      )
    : t(
        'The handler {0} promises a TEE, but its configuration is {1}, which starts an ordinary VM: pods that count on it are not protected.',
        handler,
        config.name.slice(5),
      );
  return { severity: 'error', message };
}

function runtimeProblem(shim: Runtime | undefined, configPath: string): ConfigPathProblem | undefined {
  const config = runtimeOfConfig(configPath);
  if (shim === undefined || config === undefined || shim === config) return undefined;
  return shim === 'rs'
    ? {
        severity: 'error',
        message: t(
          'The shim is that of runtime-rs, the configuration one of the Go runtime: the shim refuses it. Those of runtime-rs are in share/defaults/kata-containers/runtime-rs.',
        ),
      }
    : {
        severity: 'warning',
        message: t(
          'The shim is that of the Go runtime, the configuration one of runtime-rs: the shim ignores most of it or refuses it.',
        ),
      };
}

function flavourProblem(handler: string, config: RuntimeClass | undefined): ConfigPathProblem | undefined {
  const { origin, runtimeClass: own } = classifyHandler(handler);
  if ((origin !== 'upstream' && origin !== 'variant') || !own || !config || sameFlavour(own, config))
    return undefined;
  return {
    severity: 'warning',
    message: t(
      'The handler {0} starts Kata with the configuration {1}: pods get another sandbox than the name says.',
      handler,
      config.name.slice(5),
    ),
  };
}

/** A configuration that the release does not bring; one that somebody put elsewhere is their own. */
function releaseProblem(
  configPath: string,
  config: RuntimeClass | undefined,
  version: string,
): ConfigPathProblem | undefined {
  const flavour = flavourOf(configPath);
  if (flavour === undefined || !configPath.includes('/kata-containers/')) return undefined;
  const file = `configuration-${flavour}.toml`;
  if (!config) {
    const { origin, note } = classifyHandler(`kata-${flavour}`);
    if (origin !== 'never' || note === undefined) return undefined;
    return { severity: 'warning', message: t('No Kata release has a {0}: {1}.', file, note) };
  }
  const there = knownIn(config, version);
  if (there === 'yes') return undefined;
  const when =
    there === 'gone'
      ? t('the last release with it is {0}', config.until ?? '')
      : t('it comes with {0}', config.since ?? '');
  const instead =
    there === 'gone' && config.replacement !== undefined
      ? t(' Its successor is configuration-{0}.toml.', config.replacement.slice(5))
      : '';
  return { severity: 'warning', message: t('Kata {0} brings no {1}; {2}.{3}', version, file, when, instead) };
}
