/** Judges one file of any kind but Kata's own configuration, in slices, or in another thread where it is heavy. */
import * as vscode from 'vscode';
import type { FileFacts, Finding, Kind, LintRequest } from '../../lint';
import type { HeavyLint } from './heavy';
import { severities, type Judged, type JudgedFile, type Surroundings } from './judge';
import type { ManifestIndex } from './manifest-index';
import { pathOf } from '../places';
import { explicitTarget } from '../settings';
import { inSlices } from './slices';
import { isServedByOther } from './toml-extensions';

/** A file that is judged by itself. */
export interface KindOfFile extends JudgedFile {
  readonly kind: Kind;
  /** The path by which its kind is known. */
  readonly kindPath: string;
}

/** Kinds that other files refer to. */
export const isManifest = (kind: Kind): boolean => kind === 'manifest' || kind === 'helm-values';

/** Judges files; a file that is read or written by others is matched with them through the index. */
export class FileJudge {
  constructor(
    private readonly manifests: ManifestIndex,
    private readonly heavy: HeavyLint,
  ) {}

  /** What the lint says; undefined where the signal says that it is not wanted any more. */
  async judge(
    file: KindOfFile,
    { lint, project, host, explicit }: Pick<Surroundings, 'lint' | 'project' | 'host' | 'explicit'>,
    signal: AbortSignal,
  ): Promise<Judged | undefined> {
    const { uri, text, kind } = file;
    const index = isManifest(kind) ? await this.manifests.prepare(lint) : undefined;
    const target = lint.resolveTarget({
      path: file.kindPath,
      text,
      explicit: { ...explicitTarget(uri), ...explicit },
      ...(project && { project: project.project }),
      host,
    });
    const rules = severities(uri, { lint, project });
    // Every editor reports the syntax of JSON
    const syntax = kind !== 'docker-daemon' && !isServedByOther(uri);
    const options = { rules, syntax };
    const request: LintRequest = { kind, path: pathOf(uri), text, target: target.target, options };
    const found =
      isManifest(kind) && lint.isHeavy(text)
        ? await this.heavy.run({ request, contents: index?.contents }, signal)
        : await inSlices(steps({ ...request, index }, lint), () => !signal.aborted);
    if (!found || signal.aborted) return undefined;
    return { ...found, target, main: uri, project, files: new Map() };
  }
}

function* steps(
  request: LintRequest,
  lint: Surroundings['lint'],
): Generator<undefined, { readonly findings: readonly Finding[]; readonly facts?: FileFacts }> {
  const findings = yield* lint.lintSteps(request);
  if (!isManifest(request.kind)) return { findings };
  yield;
  return { findings, facts: yield* lint.indexSteps(request.path, request.text) };
}

/** A signal that is given when the text of a document is not what it was. */
export class Unchanged implements vscode.Disposable {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  private readonly listeners: vscode.Disposable;

  constructor(document: vscode.TextDocument) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) this.controller.abort();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) this.controller.abort();
      }),
    );
  }

  dispose(): void {
    this.listeners.dispose();
  }
}
