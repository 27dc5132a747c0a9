/** All probes. The order within a topic is that of the report. */
import type { Probe } from './check';

export const probes: readonly Probe[] = [];
