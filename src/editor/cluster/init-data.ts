/** What is said of a pod's init-data: its digest, which evidence has to show. */
import * as vscode from 'vscode';
import type { Pod } from '../../cluster';
import type { ClusterModel } from './model';
import { initDataIn, readPod } from './objects';

/** The digest with its algorithm, read from the pod now; undefined where it has no init-data. Rejects never. */
export async function initDataWord(model: ClusterModel, pod: Pod): Promise<string | undefined> {
  if (pod.initData === undefined) return undefined;
  const { t } = vscode.l10n;
  try {
    const value = initDataIn(await readPod(model, pod));
    if (value === undefined) return t('gone by now');
    const { decodeInitData, digestOf, isAlgorithm, readInitData } = await import('../../attestation');
    const decoded = decodeInitData(value);
    if (!decoded.ok) return t('present, but unreadable: {0}', decoded.problem.message);
    const { top, items } = readInitData(decoded.value.text);
    const named = top.find(({ name }) => name === 'algorithm')?.value;
    const policy = items.some(({ name }) => name === 'policy.rego')
      ? t('with a policy')
      : t('without a policy');
    if (named?.kind !== 'string' || !isAlgorithm(named.value))
      return t('present, {0}; it names no algorithm that Kata accepts', policy);
    const digest = digestOf(decoded.value.bytes, named.value).toString('hex');
    return t('{0} {1}, {2}', named.value, digest, policy);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return t('present; it could not be read now: {0}', said);
  }
}

/** All of it as Markdown; undefined where there is none to be read. */
export async function initDataPage(value: string | undefined): Promise<string | undefined> {
  if (value === undefined) return undefined;
  const { decodeInitData, explainInitData } = await import('../../attestation');
  const decoded = decodeInitData(value);
  return decoded.ok ? explainInitData(decoded.value) : undefined;
}
