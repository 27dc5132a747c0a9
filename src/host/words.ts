/** Words of the reports. */
import { t } from '../text';
import type { Machine, Status, TopicId } from './check';
import type { Suitability } from './report';

export const topicTitles = (): Readonly<Record<TopicId, string>> => ({
  machine: t('Machine'),
  virtualization: t('Virtualization'),
  devices: t('Devices'),
  kernel: t('Kernel'),
  resources: t('Resources'),
  tee: t('Confidential computing (TEE)'),
  gpu: 'GPU',
  kata: 'Kata',
  engines: t('Container engines'),
  tools: t('Tools'),
});

export const statusWords = (): Readonly<Record<Status, string>> => ({
  ok: t('ok'),
  warning: t('warning'),
  failed: t('failed'),
  unknown: t('unknown'),
  'not-applicable': t('n/a'),
});

export const answerWords = (): Readonly<Record<Suitability, string>> => ({
  yes: t('yes'),
  no: t('no'),
  unknown: t('unknown'),
  'after-setup': t('after setup'),
});

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
  const below = hypervisor !== undefined && hypervisor !== 'unknown' ? t(' on {0}', hypervisor) : '';
  return [
    cpu === undefined ? arch : `${cpu} (${arch})`,
    ...(memory === undefined ? [] : [`${(memory / 2 ** 30).toFixed(1)} GiB`]),
    ...(distribution === undefined ? [] : [distribution]),
    ...(kernel === undefined ? [] : [`Linux ${kernel}`]),
    `${inside}${below}`,
  ].join(', ');
}
