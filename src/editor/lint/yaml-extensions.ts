/**
 * Red Hat's extension for YAML. Where it knows a schema for Kubernetes (the user's, or one of the Kubernetes extension),
 * it reports what is wrong with the form of an object, too: what it says at a place, the workbench does not repeat.
 */
import * as vscode from 'vscode';

/** Rules about the form of an object, which a schema for Kubernetes holds as well. */
const formRules: ReadonlySet<unknown> = new Set([
  'pod-annotation-quotes',
  'runtime-class-api-version',
  'runtime-class-handler-invalid',
  'runtime-class-handler-missing',
  'runtime-class-overhead-quantity',
  'runtime-class-spec-wrapper',
  'runtime-class-string-value',
  'runtime-class-unknown-field',
]);

const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

/** What schemas say of a document. Its source is the extension's own: `yaml-schema: NAME`. */
const ofSchemas = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('yaml-schema') === true);

/** Whether one of them says it: at the same place, or, of a member that is missing, at the start of the object. */
const isSaid = (problem: vscode.Diagnostic, by: readonly vscode.Diagnostic[]): boolean =>
  by.some(({ range, message }) =>
    ruleOf(problem) === 'runtime-class-handler-missing'
      ? message.includes('"handler"') && range.start.isBeforeOrEqual(problem.range.start)
      : range.intersection(problem.range) !== undefined,
  );

/** A document with problems that a schema may say, too. */
interface Watched {
  readonly problems: readonly vscode.Diagnostic[];
  /** Those of them that are in the collection. */
  readonly shown: readonly vscode.Diagnostic[];
}

/** Shows the problems of documents without those that a schema says. The quick fixes of these stay. */
export class Unrepeated implements vscode.Disposable {
  private readonly watched = new Map<string, Watched>();
  private readonly listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) {
      const known = this.watched.get(uri.toString());
      if (known) this.show(uri, known.problems, known.shown);
    }
  });

  constructor(private readonly collection: vscode.DiagnosticCollection) {}

  dispose(): void {
    this.listener.dispose();
  }

  set(uri: vscode.Uri, problems: readonly vscode.Diagnostic[]): void {
    this.watched.delete(uri.toString());
    if (problems.some((problem) => formRules.has(ruleOf(problem)))) this.show(uri, problems);
    else this.collection.set(uri, problems);
  }

  delete(uri: vscode.Uri): void {
    this.watched.delete(uri.toString());
    this.collection.delete(uri);
  }

  private show(
    uri: vscode.Uri,
    problems: readonly vscode.Diagnostic[],
    before?: readonly vscode.Diagnostic[],
  ): void {
    const said = ofSchemas(uri);
    const shown = problems.filter((problem) => !(formRules.has(ruleOf(problem)) && isSaid(problem, said)));
    this.watched.set(uri.toString(), { problems, shown });
    // Setting it tells everybody, and this class, that problems have changed
    const isSame =
      shown.length === before?.length && shown.every((problem, index) => problem === before[index]);
    if (!isSame) this.collection.set(uri, shown);
  }
}
