/** Kata's own programs: the shims of both runtimes, and what kata-runtime and kata-ctl say of their environment. */
import { parse as parseToml } from '@iarna/toml';
import type { Runtime } from '../knowledge';
import type { Command } from './command';
import { record, strings, text, type Json } from './json';

/** What a shim says of itself. */
export interface ShimVersion {
  readonly version: string;
  readonly runtime: Runtime;
}

/**
 * The release and the runtime of a shim; `path` is absolute. Both runtimes answer `--version` with `... containerd shim
 * (Golang): id: ..., version: ...`, Kata 2 without the bracket (src/runtime/cmd/containerd-shim-kata-v2/main.go and
 * src/runtime-rs/crates/shim/src/bin/main.rs, 3.2.0 to 4.1.0).
 */
export const shimVersion = (path: string): Command<ShimVersion> => ({
  command: path,
  args: ['--version'],
  timeLimit: 2_000,
  parse: ({ stdout, stderr }) => {
    const said = /containerd shim(?: \((Golang|Rust)\))?: id[^\n]*?\bversion: ([\w.+~-]{1,60})/.exec(
      stdout || stderr,
    );
    if (!said) throw new Error('no version of a shim');
    return { version: said[2] ?? '', runtime: said[1] === 'Rust' ? 'rs' : 'go' };
  },
});

/** What kata-runtime or kata-ctl say about the machine. */
export interface KataEnvironment {
  /** TEEs of the host by Kata's names: `tdx`, `snp`, `sev`, `se`; empty: none. */
  readonly protections: readonly string[];
  readonly vmCapable?: boolean;
  readonly vsock?: boolean;
}

/** `kata-runtime env` (keys in PascalCase) or `kata-ctl env` (snake_case), as JSON or as TOML. Throws for other texts. */
export function parseKataEnvironment(output: string): KataEnvironment {
  const source = output.trim();
  const root = record(source.startsWith('{') ? JSON.parse(source) : parseToml(source));
  if (!('Meta' in root) && !('meta' in root)) throw new Error('no Meta section');
  // Lower case without underscores makes the two the same
  const at = (table: Json, name: string): unknown =>
    Object.entries(table).find(([key]) => key.replaceAll('_', '').toLowerCase() === name)?.[1];
  const host = record(at(root, 'host'));
  const [vmCapable, vsock] = ['vmcontainercapable', 'supportvsocks'].map((name) => at(host, name));
  return {
    // runtime-rs: `none`, or one with details in brackets
    protections: [
      ...strings(at(host, 'availableguestprotections')),
      text(at(host, 'availableguestprotection')),
    ]
      .flatMap((name) => /^[a-z]+/.exec(name ?? '')?.[0] ?? [])
      .filter((name) => name !== 'none'),
    ...(typeof vmCapable === 'boolean' && { vmCapable }),
    ...(typeof vsock === 'boolean' && { vsock }),
  };
}

/** What kata-runtime (Go) or kata-ctl (runtime-rs) know of their environment. Both want a usable configuration. */
export const kataEnvironment = (
  program: 'kata-runtime' | 'kata-ctl',
  path: string = program,
): Command<KataEnvironment> => ({
  command: path,
  args: ['env', '--json'],
  timeLimit: 5_000,
  parse: ({ stdout }) => parseKataEnvironment(stdout),
});
