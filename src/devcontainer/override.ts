/** The runtime with Docker Compose: what the files say, and the override file that says something else. */
import { dirname, resolve } from 'node:path';
import { LineIndex } from '../documents';
import { t } from '../text';
import type { Files, FileText } from './files';
import type { DevContainer, Placed } from './read';
import { Refusal } from './refusal';
import type { Service } from './service';
import { resolveArgument, type Environment } from './variables';

/** Name of the override file, beside devcontainer.json. */
export const overrideName = 'docker-compose.kata.yml';

const heading = '# The runtime of the dev container. Written by Kata Workbench, which removes it again.\n';

/** What a YAML 1.2 or 1.1 reader takes for a text without quotes. */
const plain = (text: string): string =>
  /^[A-Za-z][\w.-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);

/** The content of the override file. */
export const overrideText = (service: string, runtime: string): string =>
  `${heading}services:\n  ${plain(service)}:\n    runtime: ${plain(runtime)}\n`;

/** A file of Compose as far as the service's runtime goes; `problem` says why nothing can be said about it. */
export interface ComposeFile extends Service {
  readonly entry: Placed;
  /** Undefined where a variable in the name is not known here. */
  readonly path?: string;
  /** Undefined where there is no such file. */
  readonly file?: FileText;
}

/** Reads the files that dockerComposeFile names. What can't be read stops nothing: Compose will say so. */
export async function readComposeFiles(
  model: DevContainer,
  read: Files['read'],
  environment: Environment,
  workspaceFolder?: string,
): Promise<readonly ComposeFile[]> {
  const { serviceIn } = await import('./service');
  const readOne = async (entry: Placed): Promise<ComposeFile> => {
    const name = resolveArgument(entry.value, environment, workspaceFolder);
    if (name === undefined)
      return {
        entry,
        hasService: false,
        problem: t('{0} has a variable that is not known here', entry.value),
      };
    const path = resolve(dirname(model.path), name);
    try {
      const file = await read(path);
      if (!file) return { entry, path, hasService: false, problem: t('{0} is not there', entry.value) };
      const { problem, ...known } = serviceIn(file.text, model.service?.value ?? '');
      return {
        entry,
        path,
        file,
        ...known,
        ...(problem !== undefined && { problem: t("{0} can't be read: {1}", entry.value, problem) }),
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { entry, path, hasService: false, problem: `${entry.value}: ${error.message}` };
    }
  };
  return Promise.all(model.composeFiles.map(readOne));
}

/** The file that decides: the last one that names a runtime. */
export const deciding = (list: readonly ComposeFile[]): ComposeFile | undefined =>
  list.findLast(({ runtime }) => runtime !== undefined);

/** Whether a file holds what `overrideText` writes and nothing else. */
export const isOverride = ({ file, runtime }: ComposeFile, service: string): boolean =>
  file !== undefined && runtime !== undefined && file.text === overrideText(service, runtime);

/** A refusal at the place where a file of Compose names the runtime. */
export function refusalIn({ path, file, place, entry }: ComposeFile, message: string): Refusal {
  const line = file && place && new LineIndex(file.text).position(place.start).line + 1;
  return new Refusal(message, path ?? entry.value, line ?? 1, place);
}

/** The text of an override file with another runtime; undefined where it names none for the service. */
export function withRuntime(file: ComposeFile, service: string, runtime: string): string | undefined {
  const { file: content, place } = file;
  if (!content) return undefined;
  if (isOverride(file, service)) return overrideText(service, runtime);
  if (!place) return undefined;
  return content.text.slice(0, place.start) + plain(runtime) + content.text.slice(place.end);
}

/** A name for a new override file that nothing has yet. */
export async function freeName(folder: string, files: Files): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? overrideName : overrideName.replace('.yml', `-${number}.yml`);
    if (!(await files.exists(resolve(folder, name)))) return name;
  }
}
