/** Words of the reports. */
import type { Machine, Status, TopicId } from './check';
import type { Answer } from './report';

export const topicTitles: Readonly<Record<TopicId, string>> = {
  machine: 'Machine',
  virtualization: 'Virtualization',
  devices: 'Devices',
  kernel: 'Kernel',
  resources: 'Resources',
  tee: 'Confidential computing (TEE)',
  gpu: 'GPU',
  kata: 'Kata',
  engines: 'Container engines',
  tools: 'Tools',
};

export const statusWords: Readonly<Record<Status, string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
  unknown: 'unknown',
  'not-applicable': 'n/a',
};

export const answerWords: Readonly<Record<Answer, string>> = { yes: 'yes', no: 'no', unknown: 'unknown' };

/** One line on what the machine is. */
export function machineLine({
  cpu,
  arch,
  inside,
  hypervisor,
  distribution,
  kernel,
  memory,
}: Machine): string {
  const below = hypervisor !== undefined && hypervisor !== 'unknown' ? ` on ${hypervisor}` : '';
  return [
    cpu === undefined ? arch : `${cpu} (${arch})`,
    ...(memory === undefined ? [] : [`${(memory / 2 ** 30).toFixed(1)} GiB`]),
    ...(distribution === undefined ? [] : [distribution]),
    ...(kernel === undefined ? [] : [`Linux ${kernel}`]),
    `${inside}${below}`,
  ].join(', ');
}
