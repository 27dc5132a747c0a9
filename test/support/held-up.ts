/** For how long something holds up everything else in this process. */

/**
 * Looks every ms until it is ended. A gap counts as far as this process has computed in it: one in which another
 * process had the processor is not its fault.
 */
export class HeldUp {
  private longest = 0;
  private at = performance.now();
  private computed = process.cpuUsage();
  private readonly timer = setInterval(() => {
    this.look();
  }, 1);

  private look(): void {
    const now = performance.now();
    const computed = process.cpuUsage(this.computed);
    this.longest = Math.max(this.longest, Math.min(now - this.at, (computed.user + computed.system) / 1_000));
    this.at = now;
    this.computed = process.cpuUsage();
  }

  /** The longest time in ms. */
  end(): number {
    clearInterval(this.timer);
    this.look();
    return this.longest;
  }
}
