/** What a tool for a language model is: data that says what it is for, and a function. It reads, and changes nothing. */
import type { KubeConfig, KubeContext, Runner } from '../engines';
import type { HostReader } from '../host';
import type { KataTarget } from '../knowledge';
import type { Finding, Kind, ResolvedTarget } from '../lint';
import type { EngineKind } from '../sandboxes';
import type { InputSchema, ToolInput } from './input';

export const toolNames = [
  'kata_check_host',
  'kata_lint',
  'kata_list_sandboxes',
  'kata_list_confidential_pods',
  'kata_explain',
] as const;
export type ToolName = (typeof toolNames)[number];

export interface Tool {
  readonly name: ToolName;
  /** A few words for people. */
  readonly title: string;
  /** For the model: what it does, when to use it, and what the result does not say. */
  readonly description: string;
  readonly input: InputSchema;
  /** It asks programs about this machine or a cluster. What names a person is taken out of its result. */
  readonly runsPrograms: boolean;
  /** Its result: a page, or data for JSON. Rejects with a ToolError where something is for the caller to mend. */
  readonly run: (input: ToolInput, desk: ToolDesk, signal: AbortSignal) => Promise<unknown>;
}

/** What the tools work with. The editor and the command line each give their own. */
export interface ToolDesk {
  readonly runner: Runner;
  /** This machine. */
  readonly reader: HostReader;
  readonly engines: readonly EngineKind[];
  /** The text of a file of the system; undefined where there is none or it can't be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  /** Lints as the editor or the command line does. Rejects with a ToolError where there is nothing to lint. */
  readonly lint: (request: LintRequest, signal: AbortSignal) => Promise<readonly Linted[]>;
  /** The part of a cluster that the user looks at; without it, the current context with all namespaces. */
  readonly scope?: (config: KubeConfig) => ClusterScope | undefined;
}

export interface ClusterScope {
  readonly context: KubeContext;
  /** Empty: all. */
  readonly namespaces: readonly string[];
}

/** What is to be linted. */
export interface LintRequest {
  readonly path: string;
  /** The path is only a name for a text that stands for no file. */
  readonly unnamed?: true;
  /** What counts in the place of what is on disk; the file need not exist then. */
  readonly text?: string | undefined;
  /** What it is, where path and text need not tell. */
  readonly kind?: Kind | undefined;
  readonly target: Partial<KataTarget>;
}

/** One file as it was linted: the one that was asked for, or a drop-in of it. */
export interface Linted {
  /** As it was named. */
  readonly file: string;
  readonly kind: Kind;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** Several for a drop-in of several main files. */
  readonly targets: readonly ResolvedTarget[];
}

/** Something that the caller of a tool can mend; the message says what and how. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
