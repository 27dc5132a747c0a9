/** The way in for one file of any kind but Kata's own configuration, which is judged as a set (`lintKataConfig`). */
import type { Kind } from './classify';
import { lintCompose } from './compose';
import { lintContainerd } from './containerd';
import { lintCrio } from './crio';
import { lintDevcontainer } from './devcontainer';
import { lintDocker } from './docker';
import type { Finding } from './finding';
import { lintInitData } from './init-data';
import { lintManifest } from './manifest/lint';
import type { LintRequest } from './request';

type Linter = (request: LintRequest) => Generator<undefined, readonly Finding[]>;

/** For a kind whose files are small. */
const inOneStep = (lint: (request: LintRequest) => readonly Finding[]): Linter =>
  function* (request) {
    yield;
    return lint(request);
  };

const linters: Readonly<Record<Exclude<Kind, 'kata-config'>, Linter>> = {
  'init-data': inOneStep(({ text, target, options }) => lintInitData(text, target, options)),
  containerd: inOneStep((request) => lintContainerd(request, request.options)),
  crio: inOneStep((request) => lintCrio(request, request.options)),
  'docker-daemon': inOneStep((request) => lintDocker(request, request.options)),
  devcontainer: inOneStep((request) => lintDevcontainer(request, request.options)),
  compose: inOneStep((request) => lintCompose(request, request.options)),
  manifest: lintManifest,
  'helm-values': lintManifest,
};

/**
 * Findings of a file in order of place, found in small steps: ask for the next one as long as there is time, and let
 * others work in between. None for Kata's own configuration. Never throws because of the text.
 */
export function* lintSteps(request: LintRequest): Generator<undefined, readonly Finding[]> {
  return request.kind === 'kata-config' ? [] : yield* linters[request.kind](request);
}

/** As `lintSteps`, in one go. */
export function lintFile(request: LintRequest): readonly Finding[] {
  const steps = lintSteps(request);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
