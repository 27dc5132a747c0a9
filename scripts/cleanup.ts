/** What a script leaves behind unless it is undone: servers, browsers, folders in the temp folder. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Undo = () => Promise<void> | void;

const undos: Undo[] = [];

/**
 * Has `undo` run by `cleanUp()`, the last one first; also where the script is ended by a signal, or what started it
 * is: the shell between npm and this process does not pass signals on.
 */
export function atEnd(undo: Undo): void {
  if (undos.length === 0) {
    for (const signal of signals) process.on(signal, stopped);
    watch = setInterval(() => {
      if (process.ppid !== parent) stopped();
    }, 500).unref();
  }
  undos.push(undo);
}

let cleaning: Promise<void> | undefined;

/** Undoes everything; what fails is reported and the rest still undone. One that is under way is waited for. */
export function cleanUp(): Promise<void> {
  cleaning ??= undoAll().finally(() => {
    cleaning = undefined;
  });
  return cleaning;
}

async function undoAll(): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error('Cleaning up:', error);
    }
  }
  for (const signal of signals) process.off(signal, stopped);
  clearInterval(watch);
}

/** A new folder in the temp folder, gone at the end. */
export function temporaryFolder(): string {
  // Real path: macOS has its temp folder behind a symbolic link, and VS Code compares paths.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'kata-workbench-'));
  atEnd(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return folder;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const parent = process.ppid;
let watch: NodeJS.Timeout | undefined;
let stopping = false;

function stopped(): void {
  if (stopping) return;
  stopping = true;
  void cleanUp().finally(() => process.exit(130));
}
