/** How container engines call Kata's shim, and how to tell from a text that a runtime is Kata. */
import { baseName } from './base-name';
import type { Runtime } from './types';

/** `kata` as a word of a name or a path: `kata-qemu`, `io.containerd.kata.v2`, `/opt/kata/bin`; and the debug shim. */
const word = /(?:^|[^a-z0-9])kata(?![a-z])|kata-?(?:containers|dbg)/i;

/** Whether a name or a path is one of Kata's. */
export const isKata = (name: string): boolean => word.test(name);

/** A value that a template, a shell or a chart fills in later: nothing can be said about it. */
export const filledInLater = (value: string): boolean => /\$\{|\$\(|\{\{|<[^<>]*>|@\w+@/.test(value);

/** The file name of one of Kata's shims. */
export const isKataShim = (binary: string): boolean => /^containerd-shim-kata[a-z0-9+-]*-v2$/.test(binary);

/** What an engine starts for a runtime type. */
export type Shim =
  | { readonly kind: 'name'; readonly binary: string }
  | { readonly kind: 'path'; readonly path: string; readonly binary: string }
  /** Neither a name such as `io.containerd.kata.v2` nor an absolute path: the engine refuses it. */
  | { readonly kind: 'invalid' };

/**
 * The shim behind a runtime type: an absolute path stands for itself, of a name the last two parts make the binary's
 * name (containerd's BinaryName and resolveRuntimePath, 1.7.13 and 2.3.4).
 */
export function shimOf(type: string): Shim {
  if (type.startsWith('/')) return { kind: 'path', path: type, binary: baseName(type) };
  const parts = type.split('.');
  const [name, version] = parts.slice(-2);
  if (type.includes('/') || parts.length < 2 || parts[0] === '') return { kind: 'invalid' };
  return { kind: 'name', binary: `containerd-shim-${name ?? ''}-${version ?? ''}` };
}

/** The program of Kata 1.x, which Kata 2 and later have only for administration: it runs no containers. */
export const isKataRuntimeProgram = (path: string): boolean => /(?:^|\/)kata-runtime(?:-[\w-]+)?$/.test(path);

/** Whose shim stands at a path, as far as the release archives' folders tell. */
export function runtimeOfShim(path: string): Runtime | undefined {
  if (/\/runtime-rs\/bin\/[^/]+$/.test(path)) return 'rs';
  return path === '/opt/kata/bin/containerd-shim-kata-v2' ? 'go' : undefined;
}
