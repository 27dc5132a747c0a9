/** Whether the runtime that a file names is Kata's. */
import { classifyHandler, isKata } from '../../knowledge';

/** Longer than any name with its variables. */
const longest = 1_000;

/**
 * The runtime that a text stands for: of a variable its default, `${localEnv:NAME:default}` of devcontainer.json and
 * `${NAME:-default}` of Compose; undefined where that leaves nothing.
 */
export function runtimeIn(value: string): string | undefined {
  if (value.length > longest) return undefined;
  const name = value
    .replace(
      /\$\{(?:localEnv|env):[^:}]*(?::([^}]*))?\}/g,
      (_, fallback: string | undefined) => fallback ?? '',
    )
    .replace(/\$\{\w+(?::?-([^}]*))?\}/g, (_, fallback: string | undefined) => fallback ?? '')
    .trim();
  return name === '' || name.includes('$') ? undefined : name;
}

/** Whether a name promises Kata: `kata`, `kata-qemu`, `io.containerd.kata.v2`. */
export const isKataRuntime = (name: string): boolean =>
  isKata(name) || classifyHandler(handlerIn(name)).origin !== 'foreign';

/** Whether a name promises a confidential VM; those share no files with the host. */
export const isConfidentialRuntime = (name: string): boolean =>
  classifyHandler(handlerIn(name)).confidential === 'yes';

/** `kata-qemu-snp` of `io.containerd.kata-qemu-snp.v2`. */
const handlerIn = (name: string): string => /^io\.containerd\.(.+)\.v\d+$/.exec(name)?.[1] ?? name;
