/** The rules over a daemon.json. */
import {
  baseName,
  classifyHandler,
  dockerLimit,
  filledInLater,
  isKata,
  isKataRuntimeProgram,
  isKataShim,
  runtimeClass,
  shimOf,
} from '../../knowledge';
import { jsonProblemWords } from '../../json-words';
import { t } from '../../text';
import type { Fix } from '../finding';
import { nearest, Suggestions } from '../suggest';
import { configPathProblem, runtimeOfConfig } from '../runtimes/config-path';
import type { EngineFamily, Report } from '../runtimes/run';
import { change } from '../runtimes/tables';
import { optionKeys, runtimeKeys } from './keys';
import { properties, property, string, valueSpan, type DockerConfig, type DockerRuntime } from './model';
import { ruleTexts } from './rule-texts';

const nearKeys = new Suggestions(runtimeKeys);
const nearOptions = new Suggestions(optionKeys);

const byName = '"io.containerd.kata.v2"';

/** `path`, the way of Kata 1.x. */
function checkPath({ path, type }: DockerRuntime, report: Report): void {
  const program = string(path);
  if (!path || program === undefined || type || filledInLater(program)) return;
  const isShim = isKataShim(baseName(program));
  if (!isShim && !isKataRuntimeProgram(program)) return;
  const shim = isShim && program.startsWith('/') ? JSON.stringify(program) : byName;
  const fix: Fix = {
    title: t('Use "runtimeType": {0}', shim),
    edits: [{ span: path.span, newText: `"runtimeType": ${shim}` }],
    preferred: true,
  };
  report(
    'docker-runtime-path',
    path.span,
    isShim
      ? t(
          'With path Docker starts an OCI runtime, and a shim is none. Name it with runtimeType (Docker 24 and later).',
        )
      : t(
          'kata-runtime has not been an OCI runtime since Kata 2.0: containers fail with Invalid command "create". Name the shim with runtimeType (Docker 24 and later).',
        ),
    { fixes: [fix] },
  );
}

/** Which keys may stand together (moby: daemon/runtime_unix.go, setupRuntimes). */
function checkKeys({ name, entry, path, type, args, options }: DockerRuntime, report: Report): void {
  const rule = 'docker-runtime-keys';
  if (entry.value.type !== 'object') {
    report(rule, valueSpan(entry), t('A runtime is an object: { "runtimeType": {0} }.', byName));
    return;
  }
  const given = (found: typeof path): boolean => string(found) !== undefined && string(found) !== '';
  if (!given(path) && !given(type)) {
    report(
      rule,
      entry.keySpan,
      t('The runtime {0} needs a runtimeType; Docker does not start without one.', name),
    );
  }
  if (path && type && given(path) && given(type)) {
    report(
      rule,
      path.span,
      t('A runtime has either path or runtimeType; Docker does not start with both. Kata needs runtimeType.'),
    );
  }
  if (type && args?.value.type === 'array' && (args.value.children?.length ?? 0) > 0) {
    report(
      rule,
      args.span,
      t(
        'Docker does not start with runtimeArgs beside runtimeType. Settings for Kata belong in its configuration; options.ConfigPath names one.',
      ),
    );
  }
  if (path && !type && properties(options?.value).length > 0 && options) {
    report(
      rule,
      options.keySpan,
      t('Docker does not start with options beside path. They go with runtimeType.'),
    );
  }
  for (const { key, keySpan } of properties(entry.value)) {
    if (runtimeKeys.includes(key)) continue;
    const inside = nearOptions.nearest(key) ?? (key === 'config_path' ? 'ConfigPath' : undefined);
    const meant = nearKeys.nearest(key);
    const hint =
      inside !== undefined
        ? t(' It belongs among the options, as {0}.', inside)
        : meant === undefined
          ? ''
          : t(' Did you mean {0}?', meant);
    report(rule, keySpan, t('Docker has no key {0} for a runtime; it is ignored.{1}', key, hint), {
      severity: 'warning',
      ...(inside === undefined &&
        meant !== undefined && { fixes: [change(keySpan, JSON.stringify(meant), true)] }),
    });
  }
  for (const { key, keySpan } of path && !type ? [] : properties(options?.value)) {
    if (optionKeys.some((option) => option.toLowerCase() === key.toLowerCase())) continue;
    const meant = key === 'config_path' ? 'ConfigPath' : nearOptions.nearest(key);
    report(
      rule,
      keySpan,
      t('Kata reads no option {0}.{1}', key, meant === undefined ? '' : t(' Did you mean {0}?', meant)),
      {
        severity: 'warning',
        ...(meant !== undefined && { fixes: [change(keySpan, JSON.stringify(meant), true)] }),
      },
    );
  }
}

function checkType({ name, type }: DockerRuntime, report: Report): void {
  const said = string(type);
  if (!type || said === undefined || said === '' || filledInLater(said)) return;
  const span = valueSpan(type);
  const say = (message: string, fix = byName): void => {
    report('docker-runtime-type', span, message, { fixes: [change(span, fix, true)] });
  };
  const shim = shimOf(said);
  if (/^io\.containerd\.runc\.v\d+$/.test(said))
    say(t('Containers of {0} run in runc, without a VM around them.', name));
  else if (shim.kind === 'invalid')
    say(
      t(
        '"{0}" is no runtime type: it is a name such as io.containerd.kata.v2, or the absolute path of a shim.',
        said,
      ),
    );
  else if (shim.kind === 'path' && isKataRuntimeProgram(shim.path))
    say(
      t('kata-runtime is no shim. Name the shim, containerd-shim-kata-v2, instead.'),
      JSON.stringify(said.replace(/kata-runtime[\w-]*$/, 'containerd-shim-kata-v2')),
    );
  else if (shim.kind === 'name' && isKata(said) && !isKataShim(shim.binary))
    say(t('For "{0}" Docker looks for a program {1}, which Kata does not have.', said, shim.binary));
}

function checkConfigPath({ target }: DockerConfig, runtime: DockerRuntime, report: Report): void {
  const { name, configPath: entry, flavour } = runtime;
  const configPath = string(entry);
  if (!entry || configPath === undefined) return;
  const registration = { handler: name, configPath, ...(flavour && { shim: flavour }) };
  const problem = configPathProblem(registration, 'ConfigPath', target);
  if (problem)
    report('docker-config-path', valueSpan(entry), problem.message, { severity: problem.severity });
  const kind = /(?:^|\/)configuration-([\w-]+)\.toml$/.exec(configPath)?.[1] ?? '';
  const hypervisor = runtimeClass(`kata-${kind}`)?.hypervisor;
  if (hypervisor === undefined || hypervisor === 'qemu') return;
  if (hypervisor === 'firecracker') {
    report(
      'docker-hypervisor',
      valueSpan(entry),
      t(
        'Firecracker needs root file systems on block devices, which Docker does not give it: containers do not start. Use QEMU.',
      ),
      { severity: 'warning' },
    );
  } else {
    report(
      'docker-hypervisor',
      valueSpan(entry),
      t('Kata tests Docker with QEMU only; with this configuration you are on your own.'),
    );
  }
}

function checkName({ name, entry }: DockerRuntime, report: Report): void {
  if (name === 'runc')
    report(
      'docker-runtime-name',
      entry.keySpan,
      t('The name runc is reserved: Docker does not start. Call it kata.'),
      {
        fixes: [change(entry.keySpan, '"kata"')],
      },
    );
  else if (name === 'io.containerd.runc.v2')
    report(
      'docker-runtime-name',
      entry.keySpan,
      t("This takes the place of Docker's own runc of that name. Call it kata."),
      {
        severity: 'warning',
        fixes: [change(entry.keySpan, '"kata"')],
      },
    );
}

/** Pairs of releases that do not work together. Docker's own version is not in the file. */
function checkNetwork(config: DockerConfig, report: Report): void {
  const first = config.kata.find(({ type }) => type);
  if (!first) return;
  const { version } = config.target;
  const configPath = string(first.configPath) ?? '';
  const runtime = first.flavour ?? runtimeOfConfig(configPath) ?? classifyHandler(first.name).runtime ?? 'go';
  const feature = property(property(config.root, 'features')?.value, 'time-namespaces');
  const known = { kata: version, runtime, timeNamespacesOff: feature?.value.value === false };
  const span = first.entry.keySpan;
  const network = dockerLimit('no-network', known);
  const start = dockerLimit('time-namespace', known);
  if (network)
    report(
      'docker-network',
      span,
      t(
        'With Docker {0} and later containers of Kata {1} have no network. Use Kata {2} or later, or an older Docker.',
        network.docker,
        version,
        network.kata,
      ),
    );
  else if (start)
    report(
      'docker-network',
      span,
      t(
        'With Docker {0} and later no container of Kata {1} starts (invalid namespace type). Use Kata {2} or later, or set "features": { "time-namespaces": false }.',
        start.docker,
        version,
        start.kata,
      ),
      { ...(feature && { fixes: [change(valueSpan(feature), 'false', true)] }) },
    );
}

function checkDefault({ root, runtimes, kata }: DockerConfig, report: Report): void {
  const entry = property(root, 'default-runtime');
  const name = string(entry);
  if (!entry || name === undefined) return;
  if (kata.some((runtime) => runtime.name === name) || isKataShim(binaryOf(name))) {
    report(
      'docker-default-runtime',
      valueSpan(entry),
      t(
        'Every container gets a VM. Those with --privileged or --network host fail in Kata and need --runtime runc.',
      ),
    );
  } else if (isKata(name) && !name.includes('.') && !runtimes.some((runtime) => runtime.name === name)) {
    const meant = nearest(
      name,
      kata.map((runtime) => runtime.name),
    );
    report(
      'docker-default-runtime',
      valueSpan(entry),
      t(
        'There is no runtime {0} in this file: Docker does not start, unless its command line has one.{1}',
        name,
        meant === undefined ? '' : t(' Did you mean {0}?', meant),
      ),
      {
        severity: 'error',
        ...(meant !== undefined && { fixes: [change(valueSpan(entry), JSON.stringify(meant))] }),
      },
    );
  }
}

/** The shim that a name stands for without an entry of its own; empty where it stands for none. */
function binaryOf(name: string): string {
  const shim = shimOf(name);
  return shim.kind === 'name' ? shim.binary : '';
}

const words = (): Readonly<Record<string, string>> => ({
  InvalidCommentToken: t('JSON has no comments: Docker does not start with the file.'),
  PropertyNameExpected: t(
    'A name in double quotes is missing here, or a comma before it is too much: Docker does not start with the file.',
  ),
  ValueExpected: t(
    'A value is missing here, or a comma before it is too much: Docker does not start with the file.',
  ),
});

export const families: readonly EngineFamily<DockerConfig>[] = [
  {
    rules: ruleTexts,
    check(config, report) {
      // Docker reads up to the first one, and what follows is often only its echo
      const [problem] = config.syntax ? config.problems : [];
      if (problem) {
        const { message, span } = problem;
        const said =
          words()[message] ??
          t('Not valid JSON ({0}): Docker does not start with the file.', jsonProblemWords(message));
        report('docker-syntax', span, said);
      }
      for (const runtime of config.kata) {
        checkPath(runtime, report);
        checkKeys(runtime, report);
        checkType(runtime, report);
        checkConfigPath(config, runtime, report);
        checkName(runtime, report);
      }
      checkNetwork(config, report);
      checkDefault(config, report);
    },
  },
];
