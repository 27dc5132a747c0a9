/** A plan of a switch: what is known before it, what will be done, and what several kinds of plans share. */
import { applyEdits, type TextEdit } from '../documents';
import type { FileChange, Files, FileText } from './files';
import { hashOf, replacement, type Former, type Memory } from './memory';
import type { ComposeFile } from './override';
import type { DevContainer, Kind } from './read';
import type { Environment } from './variables';

/** Where a switch takes place. */
export interface Place {
  readonly files: Files;
  /** Where memories are, see `stateFolder`; undefined where there is no folder for them. */
  readonly stateFolder: string | undefined;
  readonly environment: Environment;
  /** The folder that is opened in the container. */
  readonly workspaceFolder?: string;
}

/** The runtime that a container gets; null: none is named, the engine takes its default. */
export interface RuntimeState {
  /** As it stands, with its variables. */
  readonly runtime: string | null;
  /** With the variables' values in this environment, where it has some and they are known. */
  readonly resolved?: string;
}

/** Which runtime is wanted. */
export interface Wanted {
  readonly runtime: string;
  /** Each developer chooses by the variable DEVCONTAINER_RUNTIME, and `runtime` is for all others. */
  readonly perDeveloper?: boolean;
}

/** A configuration as it is read for a switch. */
export interface Configuration {
  readonly model: DevContainer;
  readonly file: FileText;
  /** The files of Compose, in their order. */
  readonly composeFiles: readonly ComposeFile[];
  /** The file that remembers what a switch replaces; undefined where nobody asked for it. */
  readonly memoryPath: string | undefined;
  /** What the last switch replaced. */
  readonly memory: Memory | undefined;
}

/** What was remembered of a configuration, and what will be. */
export interface MemoryChange {
  readonly path: string;
  readonly before: Memory | undefined;
  readonly after: Memory | undefined;
}

/** What will be done. Nothing happened yet. */
export interface Plan {
  /** Path of the devcontainer.json. */
  readonly config: string;
  readonly kind: Kind;
  readonly before: RuntimeState;
  readonly after: RuntimeState;
  /** In the order in which they are made; none where nothing has to change. */
  readonly changes: readonly FileChange[];
  /** What is remembered; undefined where that stays as it is. */
  readonly memory: MemoryChange | undefined;
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/** What a plan for one kind of configuration consists of. */
export type Steps = Pick<Plan, 'changes' | 'warnings'> & { readonly remember: Memory | undefined };

/** The change of the devcontainer.json itself; none where the edits change nothing. */
export function configChange({ model, file }: Configuration, edits: readonly TextEdit[]): FileChange[] {
  const after = applyEdits(model.text, edits);
  return after === model.text ? [] : [{ path: model.path, before: file, after, edits }];
}

/** The edits that make the text exactly what it was, where nothing changed since the switch. */
export function exactUndo({ model }: Configuration, memory: Memory): readonly TextEdit[] | undefined {
  const { start, end, text } = memory.undo;
  return hashOf(model.text) === memory.written ? [{ span: { start, end }, newText: text }] : undefined;
}

/** The memory of a switch that makes `text` of `original`. */
export const remember = (
  { model }: Configuration,
  runtime: string,
  text: string,
  original: string,
  former: Former,
): Memory => ({
  version: 1,
  path: model.path,
  runtime,
  written: hashOf(text),
  undo: replacement(text, original),
  former,
});
