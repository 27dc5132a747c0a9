/** All families of rules over a Kata configuration. A new one is added here and nowhere else. */
import { acceleratorFamily } from './accelerators';
import { agentFamily } from './agent';
import { annotationFamily } from './annotations';
import { bootFamily } from './boot';
import { confidentialFamily } from './confidential';
import { confidentialKindFamily } from './confidential-kind';
import { deviceFamily } from './devices';
import { dropInFamily } from './drop-ins';
import type { ConfigFamily } from './family';
import { fileSharingFamily } from './file-sharing';
import { hostFamily } from './host';
import { limitFamily } from './hypervisor-limits';
import { kernelFamily } from './kernel';
import { keyFamily } from './keys';
import { listFamily } from './lists';
import { networkFamily } from './network';
import { sectionFamily } from './sections';
import { syntax } from './syntax';
import { templateFamily } from './template';
import { valueFamily } from './values';

export const families: readonly ConfigFamily[] = [
  syntax,
  sectionFamily,
  keyFamily,
  valueFamily,
  dropInFamily,
  bootFamily,
  templateFamily,
  fileSharingFamily,
  deviceFamily,
  networkFamily,
  agentFamily,
  confidentialFamily,
  confidentialKindFamily,
  acceleratorFamily,
  kernelFamily,
  listFamily,
  limitFamily,
  annotationFamily,
  hostFamily,
];
