/** What the probe writes, and the bench reads. */
export interface Seen {
  /**
   * Milliseconds of `activate()`, its files' loading included, of the extension that the window's folder is called
   * like; none where VS Code was first.
   */
  readonly activation?: number;
  /** Quarters of a second: when each ended, in ms since 1970, and the longest time in it that all others had to wait. */
  readonly heldUp: readonly (readonly [end: number, longest: number])[];
}
