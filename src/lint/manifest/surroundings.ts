/** What a document is judged with: the classes of its own file, the workspace, the knowledge. */
import type { ParsedYaml, Span } from '../../documents';
import { classifyHandler, distributionClass, type HandlerProfile, type KataTarget } from '../../knowledge';
import type { ClassFacts, RuntimeClassObject } from './classes';
import type { IndexedClass, IndexedConfiguration, IndexedPod, WorkspaceIndex } from './workspace';

/** A RuntimeClass of the same file. */
export interface OwnClass {
  readonly object: RuntimeClassObject;
  /** The document that it stands in. */
  readonly yaml: ParsedYaml;
}

/** What a `runtimeClassName` stands for. */
export interface ResolvedClass {
  /**
   * Where the class is known from: the same file, another file, upstream's or another distribution's list of classes
   * (which is only a guess: the cluster decides), or nowhere.
   */
  readonly from: 'file' | 'workspace' | 'knowledge' | 'unknown';
  /** What the handler is; undefined where the class is unknown, or known with a handler that can't be told. */
  readonly profile: HandlerProfile | undefined;
  readonly facts?: ClassFacts;
  /** The class in the same file, for a related place. */
  readonly own?: OwnClass;
  /** The class in another file, for a related place. */
  readonly indexed?: IndexedClass;
}

/** A question that was asked while a document was judged, and what the answer was made of. */
interface Asked {
  readonly ask: (file: FileSurroundings) => unknown;
  readonly answer: unknown;
}

/** What does not depend on the document. */
export interface FileSurroundings {
  readonly path: string;
  readonly target: KataTarget;
  readonly index: WorkspaceIndex | undefined;
  /** RuntimeClasses of the file by name; of several the first. */
  readonly classes: ReadonlyMap<string, OwnClass>;
}

const noPods: readonly IndexedPod[] = [];

/**
 * Answers a document's questions and notes them: as long as the answers stay the same, the findings do, too. Whatever
 * a rule wants to know beyond its document it must ask here.
 */
export class Surroundings {
  private readonly asked: Asked[] = [];

  constructor(private readonly file: FileSurroundings) {}

  get target(): KataTarget {
    return this.file.target;
  }

  /** What a runtimeClassName stands for: the same file first, then the workspace, then the knowledge. */
  resolve(className: string): ResolvedClass {
    const own = this.ask(({ classes }) => classes.get(className)?.object);
    if (own?.facts) {
      const yaml = this.file.classes.get(className)?.yaml ?? own.object.part.yaml;
      return { from: 'file', profile: own.profile, facts: own.facts, own: { object: own, yaml } };
    }
    const [indexed] = this.ask(({ index, path }) => index?.runtimeClasses(className, path)) ?? [];
    if (indexed) {
      const profile = indexed.handler === undefined ? undefined : classifyHandler(indexed.handler);
      return { from: 'workspace', profile, facts: indexed, indexed };
    }
    const elsewhere = distributionClass(className);
    if (elsewhere) {
      const [handler, ...more] = elsewhere.handlers;
      const certain = handler !== undefined && more.length === 0;
      return { from: 'knowledge', profile: certain ? classifyHandler(handler) : undefined };
    }
    const profile = classifyHandler(className);
    const shipped = profile.origin !== 'custom' && profile.origin !== 'foreign';
    return shipped ? { from: 'knowledge', profile } : { from: 'unknown', profile: undefined };
  }

  /** The pods of other files that ask for a class. */
  pods(className: string): readonly IndexedPod[] {
    return this.ask(({ index, path }) => index?.pods(className, path)) ?? noPods;
  }

  /** The open configuration of a handler. */
  configuration(handler: string): IndexedConfiguration | undefined {
    return this.ask(({ index }) => index?.configuration(handler));
  }

  /** Whether every question would get the same answer now. */
  stillHold(file: FileSurroundings): boolean {
    return this.asked.every(({ ask, answer }) => ask(file) === answer);
  }

  private ask<Answer>(ask: (file: FileSurroundings) => Answer): Answer {
    const answer = ask(this.file);
    this.asked.push({ ask, answer });
    return answer;
  }
}

/** A related place in the same file: it moves with its document. */
export interface OwnPlace {
  readonly yaml: ParsedYaml;
  /** In the document. */
  readonly span: Span;
  readonly message: string;
}
