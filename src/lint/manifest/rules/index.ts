/** All families of rules over manifests. A new one is added here and nowhere else. */
import type { Rule } from '../../rule';
import { documentRules } from './document';
import { embeddedFamily } from './embedded';
import type { ManifestFamily } from './family';
import { annotationNameFamily } from './pod-annotation-names';
import { annotationPlaceFamily } from './pod-annotation-place';
import { annotationFamily } from './pod-annotations';
import { claimFamily } from './pod-claims';
import { classFamily, classNameFamily } from './pod-class';
import { distributionFamily, operatorFamily } from './pod-distributions';
import { podFamily } from './pod-family';
import { genpolicyFamily } from './pod-genpolicy';
import { hostFamily } from './pod-host';
import { imageFamily } from './pod-images';
import { initDataFamily } from './pod-init-data';
import { nodeLabelFamily } from './pod-node-labels';
import { resourceFamily } from './pod-resources';
import { schedulingFamily } from './pod-scheduling';
import { secretFamily } from './pod-secrets';
import { volumeFamily } from './pod-volumes';
import { handlerFamily } from './runtime-class-handler';
import { overheadFamily } from './runtime-class-overhead';
import { placementFamily } from './runtime-class-placement';
import { shapeFamily } from './runtime-class-shape';

export const families: readonly ManifestFamily[] = [
  shapeFamily,
  handlerFamily,
  overheadFamily,
  placementFamily,
  classNameFamily,
  podFamily([
    classFamily,
    schedulingFamily,
    nodeLabelFamily,
    hostFamily,
    volumeFamily,
    imageFamily,
    resourceFamily,
    annotationNameFamily,
    annotationFamily,
    annotationPlaceFamily,
    claimFamily,
    secretFamily,
    initDataFamily,
    genpolicyFamily,
    distributionFamily,
  ]),
  embeddedFamily,
  operatorFamily,
];

/** The rules of all families, and those about a file as a whole. */
export const manifestRules: readonly Rule[] = [...documentRules, ...families.flatMap(({ rules }) => rules)];
