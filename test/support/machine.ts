/** A machine in a temporary folder, as a map of its files. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Check, Probe } from '../../src/host/check';
import { createSavedHostReader } from '../../src/host/disk-reader';
import { readMachine } from '../../src/host/machine';
import { runProbes } from '../../src/host/run';
import type { HostReader } from '../../src/host/reader';

/** An empty folder. */
export const folder = { folder: true } as const;
/** Contents by absolute path. */
export type MachineFiles = Readonly<
  Record<string, string | Buffer | { readonly link: string } | typeof folder>
>;

export class SavedMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'kata-workbench-machine-'));

  constructor(files: MachineFiles = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** Where a path of the machine is on this one. */
  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: MachineFiles[string]): void {
    const here = this.path(path);
    mkdirSync(dirname(here), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(here, content);
    else if ('link' in content) symlinkSync(content.link, here);
    else mkdirSync(here, { recursive: true });
  }

  reader(): Promise<HostReader> {
    return createSavedHostReader(this.folder);
  }

  /** What these probes find here, by id. */
  async checks(probes: readonly Probe[]): Promise<ReadonlyMap<string, Check>> {
    const reader = await this.reader();
    const checks = await runProbes(probes, reader, await readMachine(reader));
    return new Map(checks.map((check) => [check.id, check]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
