import { execa } from 'execa';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineFolder, type DockerUnderTest } from './docker';

/** What the Dev Container CLI printed. */
export interface CliResult {
  readonly exitCode: number | undefined;
  /** Its result, the last line: `outcome`, and `containerId` or `message`. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly stderr: string;
}

/** Path of the Dev Container CLI of this checkout. */
export function devContainerCli(): string {
  const { KATA_TEST_DEVCONTAINER_CLI: cli } = process.env;
  if (cli === undefined) throw new Error('KATA_TEST_DEVCONTAINER_CLI names no Dev Container CLI.');
  return cli;
}

/** Runs `devcontainer ARGS` against a Docker; an error of the CLI is a result, too. */
export async function devContainer(docker: DockerUnderTest, args: readonly string[]): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(devContainerCli(), args, {
    env: docker.environment,
    stdin: 'ignore',
    reject: false,
    timeout: 60_000,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return { exitCode, result: last === '' ? {} : (JSON.parse(last) as CliResult['result']), stderr };
}

/** A new folder for each test of the surrounding `describe`, with these files, by their paths in it. */
export function projects(): (files: Readonly<Record<string, string>>) => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  });
  return (files) => {
    const folder = mkdtempSync(join(engineFolder(), 'project-'));
    made.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
}
