/** CRI-O's configuration: the runtimes of Kata in it, and what there is to say about them. */
import { parseToml } from '../../documents';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { lintEngineFile, type EngineFile, type EngineOptions, type RegisteredRuntime } from '../runtimes/run';
import { tablesOf, text } from '../runtimes/tables';
import { CrioConfig, readRuntimes } from './model';
import { families } from './rules';

/** The rules, in order of id. */
export const crioRules: readonly Rule[] = families
  .flatMap(({ rules }) => rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Findings of a `crio.conf` or one of its drop-ins, in order of place. */
export function lintCrio(file: EngineFile, options: EngineOptions = {}): readonly Finding[] {
  const read = ({ text: source, target }: EngineFile, { syntax = true }: EngineOptions) => {
    const document = parseToml(source);
    return { model: new CrioConfig(document, target, syntax), comments: document.comments };
  };
  return lintEngineFile({ families, limitRule: 'toml-not-checked', read }, file, options);
}

/** The runtimes of a CRI-O configuration, Kata's or not, for definitions and completion. */
export const crioRuntimes = (source: string): readonly RegisteredRuntime[] =>
  readRuntimes(tablesOf(parseToml(source))).map((runtime) => {
    const configPath = text(runtime.get('runtime_config_path'));
    const type = text(runtime.get('runtime_type'));
    const program = text(runtime.get('runtime_path'));
    return {
      handler: runtime.handler,
      span: runtime.span,
      ...(configPath !== undefined && { configPath }),
      ...(type !== undefined && { type }),
      ...(program !== undefined && program !== '' && { program }),
    };
  });
