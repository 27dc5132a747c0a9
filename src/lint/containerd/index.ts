/** containerd's configuration: the runtimes of Kata in it, and what there is to say about them. */
import { parseToml } from '../../documents';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { lintEngineFile, type EngineFile, type EngineOptions, type RegisteredRuntime } from '../runtimes/run';
import { tablesOf, text } from '../runtimes/tables';
import { ContainerdConfig, readRuntimes } from './model';
import { families } from './rules';

/** The rules, in order of id. */
export const containerdRules: readonly Rule[] = families
  .flatMap(({ rules }) => rules)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Findings of a `config.toml` of containerd (versions 1 to 4) or one of its drop-ins, in order of place. */
export function lintContainerd(file: EngineFile, options: EngineOptions = {}): readonly Finding[] {
  const read = ({ path, text: source, target }: EngineFile, { syntax = true }: EngineOptions) => {
    const document = parseToml(source);
    return { model: new ContainerdConfig(document, path, target, syntax), comments: document.comments };
  };
  return lintEngineFile({ families, limitRule: 'toml-not-checked', read }, file, options);
}

/** The runtimes of a containerd configuration, Kata's or not, for definitions and completion. */
export const containerdRuntimes = (source: string): readonly RegisteredRuntime[] =>
  readRuntimes(tablesOf(parseToml(source))).map((runtime) => {
    const configPath = text(runtime.option('ConfigPath'));
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
