/** `go`: the classic runtime (containerd-shim-kata-v2 in Go); `rs`: runtime-rs, the default since 4.0.0. */
export type Runtime = 'go' | 'rs';

/** The Kata that will read a file. Nearly every fact depends on both. */
export interface KataTarget {
  /** A known release, such as `4.1.0`. */
  readonly version: string;
  readonly runtime: Runtime;
}
