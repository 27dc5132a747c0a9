/** What would go wrong with a dev container in Kata: said before anything is deleted or rebuilt. */
import type { DockerContainer } from '../engines';
import { composeConflicts, devcontainerConflicts, type Finding } from '../lint';
import { t } from '../text';
import { engineProblems } from './preflight-engine';
import type { EngineFacts } from './preflight-facts';
import { notice, type Problem } from './preflight-problem';
import { isKataRuntime } from './runtime-name';

/** A file of the configuration, as it will be. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What is going to be started. */
export interface Intention {
  readonly engine: EngineFacts;
  /** The runtime that the container will get, without variables. */
  readonly runtime: string;
  readonly config: SourceText;
  /** The service of Compose that is the dev container, and the files that name it. */
  readonly compose?: { readonly service: string; readonly files: readonly SourceText[] };
  /** The merged configuration as JSON (`devContainerMerged`), where it was asked for. */
  readonly merged?: string;
}

/** All problems, those that block first. Nothing is run and nothing read. */
export function preflight(intention: Intention): readonly Problem[] {
  const { engine, runtime } = intention;
  const all = [
    ...engineProblems(engine, runtime),
    ...configurationProblems(intention),
    ...engine.containers.flatMap((container) => containerProblems(container, runtime)),
    ...(isKataRuntime(runtime) ? [fileWatchers()] : []),
  ];
  const order = ['error', 'warning', 'information', 'hint'];
  return all.sort(
    (a, b) => Number(b.blocks) - Number(a.blocks) || order.indexOf(a.severity) - order.indexOf(b.severity),
  );
}

/** Conflicts that keep the container from starting; with the others it starts, and something in it does not work. */
const startBreakers = /-(?:privileged|network|gpu|proc-mount)$/;

function configurationProblems({ config, compose, merged, runtime }: Intention): readonly Problem[] {
  const found = [
    ...devcontainerConflicts(config.text, runtime).map((finding) => inFile(config.path, finding)),
    ...(compose?.files ?? []).flatMap(({ path, text }) =>
      composeConflicts(text, compose?.service ?? '', runtime).map((finding) => inFile(path, finding)),
    ),
  ];
  const known = new Set(found.map(({ id }) => id));
  const more = merged === undefined ? [] : devcontainerConflicts(merged, runtime);
  return [
    ...found,
    ...more
      .filter(({ rule }) => !known.has(rule))
      .map(({ rule, severity, message }) => ({
        id: rule,
        severity,
        message: t('The image or a feature of the dev container brings this: {0}', message),
        blocks: severity === 'error' && startBreakers.test(rule),
      })),
  ];
}

const inFile = (path: string, finding: Finding): Problem => ({
  id: finding.rule,
  severity: finding.severity,
  message: finding.message,
  blocks: finding.severity === 'error' && startBreakers.test(finding.rule),
  path,
  finding,
});

/** A container that is there keeps its runtime; the Dev Container CLI only starts it again. */
function containerProblems(
  { id, name, runtime, state }: DockerContainer,
  wanted: string,
): readonly Problem[] {
  if (runtime === wanted) return [];
  return [
    notice(
      'warning',
      'existing-container',
      t(
        'The container {0} ({1}, {2}) of this configuration runs in {3}. Only a rebuild changes that, and it deletes the container with all that is neither in the workspace nor in a volume.',
        name,
        id.slice(0, 12),
        state,
        runtime,
      ),
    ),
  ];
}

const fileWatchers = (): Problem =>
  notice(
    'information',
    'file-watchers',
    t(
      'Programs in the container that watch files do not notice what is changed from outside, only what is changed in the container or in its window. Folders of the host are slower than in runc.',
    ),
  );
