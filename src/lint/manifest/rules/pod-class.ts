/** A pod's runtimeClassName: names that are gone, are not there yet, never were, or have a slip in them. */
import {
  distributionClass,
  distributionClasses,
  knownIn,
  releaseAfter,
  runtimeClasses,
} from '../../../knowledge';
import { t } from '../../../text';
import { distance } from '../../suggest';
import type { Fix } from '../../finding';
import type { ManifestFamily } from './family';
import { replace, written } from './edits';
import { kataPod, placeOf, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';

const rename = ({ pod }: KataPod, to: string): readonly Fix[] => {
  const value = pod.runtimeClassName?.value;
  if (!value) return [];
  return [replace(value.span, written(to, pod.object.part, value.span), t('Change to {0}', to))];
};

function checkRelease(found: KataPod, report: PodReport): void {
  const { profile, upstream, className, version } = found;
  const at = placeOf(found);
  const elsewhere = distributionClass(className);
  const instead = profile?.replacement ?? elsewhere?.replacement;
  const fixes = instead === undefined ? [] : rename(found, instead);
  if (elsewhere) {
    if (elsewhere.ended === undefined && instead === undefined) return;
    const what =
      elsewhere.ended === undefined ? t('renamed this class') : t('ended this class in {0}', elsewhere.ended);
    const next = instead === undefined ? t('Nothing takes its place.') : t('Use {0}.', instead);
    const message = `${elsewhere.distribution} ${what}. ${next}`;
    report('pod-runtime-class-removed', at, message, { fixes, tags: ['deprecated'] });
  } else if (profile?.origin === 'never') {
    const next = instead === undefined ? '' : t(' Use {0}.', instead);
    const message = t('No release of Kata has a class {0}: {1}.{2}', className, profile.note ?? '', next);
    report('pod-runtime-class-never', at, message, { fixes });
  } else if (upstream) {
    const known = knownIn(upstream, version);
    if (known === 'gone') {
      const removed = releaseAfter(upstream.until ?? '');
      const next = instead === undefined ? t('Nothing takes its place.') : t('Use {0}.', instead);
      report(
        'pod-runtime-class-removed',
        at,
        t(
          'Kata removed {0}{1}: where no class of that name is left, the pod is refused. {2}',
          upstream.name,
          removed === undefined ? '' : t(' in {0}', removed),
          next,
        ),
        { fixes, tags: ['deprecated'] },
      );
    } else if (known === 'not-yet') {
      report(
        'pod-runtime-class-not-yet',
        at,
        t(
          'Kata {0} does not have {1} yet; it comes with {2}.',
          version,
          upstream.name,
          upstream.since ?? t('a later release'),
        ),
      );
    }
  }
}

/** The class that a name with a slip in it most likely means. */
function meant(className: string, version: string): string | undefined {
  const limit = className.length < 16 ? 1 : 2;
  const names = [
    ...[...runtimeClasses().values()]
      .filter((entry) => knownIn(entry, version) === 'yes')
      .map(({ name }) => name),
    // `kata` itself is near to too much
    ...distributionClasses.filter((name) => name.length > 4),
  ];
  return names
    .map((name) => ({ name, cost: distance(className, name, limit) }))
    .filter(({ cost }) => cost <= limit)
    .sort((a, b) => a.cost - b.cost)[0]?.name;
}

export const classFamily: PodFamily = {
  rules: [
    {
      id: 'pod-runtime-class-removed',
      summary: 'The RuntimeClass is not offered any more',
      severity: 'warning',
      about:
        "Kata's installer writes one RuntimeClass for each of its handlers, and removes those that a release no longer has: `kata-qemu-sev` went after 3.18.0, `kata-cloud-hypervisor` after 3.29.0. A pod whose class does not exist is refused; a Deployment then waits without pods, and the reason stands in the events of its ReplicaSet. Where a class of that name is in the file or the workspace, nothing is said here.",
      bad: podExample({ className: '«kata-qemu-sev»' }),
      good: podExample({ className: 'kata-qemu-sev', version: '3.18.0' }),
      source: 'tools/packaging/kata-deploy/runtimeclasses@3.18.0, @3.19.0',
    },
    {
      id: 'pod-runtime-class-not-yet',
      summary: 'The RuntimeClass comes with a later release',
      severity: 'warning',
      about:
        'The release of Kata that the manifest is for does not have this class yet, so that the pod is refused. Say which release is meant with `# kata: version=4.1.0` at the top of the file.',
      bad: podExample({ className: '«kata-qemu-runtime-rs»', version: '3.3.0' }),
      good: podExample({ className: 'kata-qemu-runtime-rs' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml@4.1.0',
    },
    {
      id: 'pod-runtime-class-never',
      summary: 'No release of Kata has a RuntimeClass of this name',
      severity: 'warning',
      about:
        'Some names are often written and were never shipped. Kata has no SGX runtime: pods under `kata-qemu` or `kata-clh` get SGX memory through the resource `sgx.intel.com/epc`. `kata-clh-tdx` was part of early previews of Confidential Containers only.',
      bad: podExample({ className: '«kata-qemu-sgx»' }),
      good: podExample(),
      source: 'docs/use-cases/using-Intel-SGX-and-kata.md@4.1.0',
    },
  ],
  check(found, report) {
    if (found.resolved.from === 'knowledge') checkRelease(found, report);
  },
};

/** Apart from the others: a slip may make the name one that is not like Kata's at all. */
export const classNameFamily: ManifestFamily = {
  rules: [
    {
      id: 'pod-runtime-class-unknown',
      summary: 'The RuntimeClass is not known, and looks like a slip',
      severity: 'warning',
      about:
        'The name differs by a letter or two from a class that Kata brings, and neither the file nor the workspace has a class of that name. Classes of your own may have any name: where the class is only in the cluster, and is not near to a known one, this is a hint.',
      bad: podExample({ className: '«kata-qemu-spn»' }),
      good: podExample({
        className: 'kata-qemu-snp',
        spec: 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n',
      }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml@4.1.0',
    },
  ],
  check(model, surroundings, report) {
    for (const pod of model.pods) {
      const { className, runtimeClassName } = pod;
      if (className === undefined || !runtimeClassName) continue;
      const { from, profile } = surroundings.resolve(className);
      if (from !== 'unknown' && profile?.origin !== 'suffixed') continue;
      if (from === 'file' || from === 'workspace') continue;
      const near = meant(className, surroundings.target.version);
      const { part } = pod.object;
      const { span } = runtimeClassName.value;
      if (near !== undefined) {
        report(
          'pod-runtime-class-unknown',
          part,
          span,
          t('Neither Kata nor this workspace has a class {0}; did you mean {1}?', className, near),
          { fixes: [replace(span, written(near, part, span), t('Change to {0}', near))] },
        );
      } else if (kataPod(pod, surroundings) && from === 'unknown') {
        report(
          'pod-runtime-class-unknown',
          part,
          span,
          t(
            'The class {0} is not in this workspace, and Kata does not bring it: only the cluster can tell whether it exists.',
            className,
          ),
          { severity: 'hint' },
        );
      }
    }
  },
};
