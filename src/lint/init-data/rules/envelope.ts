/** The annotation's value: base64 of gzip, and how much of it. */
import { t } from '../../../text';
import type { InitDataFamily } from '../model';
import { kata, top } from '../model';
import { encoded, pod } from './samples';

/** All annotations of an object together, in bytes (Kubernetes, TotalAnnotationSizeLimitB). */
const objectLimit = 256 * 1024;
/** Above it the second copy that `kubectl apply` keeps in an annotation no longer fits. */
const applyLimit = 120_000;

const oversized = 'A'.repeat(120_004);

export const envelopeFamily: InitDataFamily = {
  rules: [
    {
      id: 'init-data-encoding',
      summary: 'The init-data annotation can not be decoded',
      severity: 'error',
      about:
        'The value is the TOML text, compressed with gzip, in standard base64 with padding, on one line: `gzip -c initdata.toml | base64 -w0`. The Go runtime refuses the pod where that fails; the shim of runtime-rs ends with a panic, and all that is seen is a timeout. The Go runtime takes line breaks in the value, runtime-rs does not. Values that a template fills in later are left alone, and so is Kata before 3.16.0, where the value had no fixed form.',
      bad: pod('«dmVyc2lvbiA9ICIwLjEuMCIKYWxnb3JpdGhtID0gInNoYTI1NiIKCltkYXRhXQo=»'),
      good: pod(encoded.sha256),
      source: 'src/runtime/pkg/oci/utils.go@4.1.0, src/libs/kata-types/src/initdata.rs@4.1.0',
    },
    {
      id: 'init-data-size',
      summary: 'The init-data is too large',
      severity: 'warning',
      about:
        'Kubernetes takes 256 KiB for all annotations of an object, and `kubectl apply` keeps a second copy of the manifest in one of them, so that about half remains. Kata itself has no limit. A value over 1 MB is not decoded, what unpacks to over 32 MiB is not read, and text over 1 MB is not checked.',
      bad: pod(`«${oversized}»`),
      good: pod(encoded.sha256),
      source: 'Kubernetes, staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go',
    },
  ],
  check(model, report) {
    const { envelope, target } = model;
    if (!envelope) return;
    const { value, decoded } = envelope;
    if (value.length > objectLimit) {
      const all = decoded.ok || decoded.problem.code !== 'too-large' ? undefined : decoded.problem.message;
      report(
        'init-data-size',
        'annotation',
        top,
        all ??
          t(
            'The value has {0} characters; Kubernetes takes 256 KiB for all annotations together.',
            value.length,
          ),
        { severity: 'error' },
      );
    } else if (value.length > applyLimit) {
      report(
        'init-data-size',
        'annotation',
        top,
        t(
          'The value has {0} characters: "kubectl apply" stores the manifest twice and may go over the 256 KiB that Kubernetes takes. Use "kubectl create" or "apply --server-side".',
          value.length,
        ),
      );
    }
    if (decoded.ok) {
      const { quirks } = decoded.value;
      if (target.runtime === 'rs' && quirks.length > 0) {
        const what = quirks.includes('line-break')
          ? t('line breaks in the base64')
          : t('left-over bits at the end of the base64');
        report(
          'init-data-encoding',
          'annotation',
          top,
          t(
            'runtime-rs refuses {0}, which the Go runtime reads over. Write the value on one line, as "base64 -w0" does.',
            what,
          ),
        );
      }
      return;
    }
    const { code, message } = decoded.problem;
    if (code === 'bomb') report('init-data-size', 'annotation', top, message, { severity: 'error' });
    else if (code === 'empty')
      report('init-data-encoding', 'annotation', top, message, { severity: 'warning' });
    else if (code !== 'too-large') {
      report(
        'init-data-encoding',
        'annotation',
        top,
        t('{0} {1} does not start the pod.', message, kata(model)),
      );
    }
  },
};
