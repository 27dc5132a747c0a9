/** Annotations that Kata reads: those that are not enabled, and those with a wrong value. */
import { scalarType, textOf, type YamlEntry } from '../../../documents';
import { annotation, enabledAnnotations, type Annotation } from '../../../knowledge';
import { t } from '../../../text';
import { valueFault } from '../annotation-value';
import { replace } from './edits';
import { initDataKeys } from './embedded';
import { consequence, hypervisor, isRead, lastPart, ownAnnotations } from './pod-annotation-names';
import { kata, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';

/** What a pod could do with annotations that no shipped configuration enables. */
const reach = (): Readonly<Record<string, string>> => ({
  kernel: t('boot any file of the host as kernel'),
  image: t('boot any file of the host as image'),
  initrd: t('boot any file of the host as initrd'),
  firmware: t('start the guest with any file of the host as firmware'),
  firmware_volume: t('start the guest with any file of the host as firmware volume'),
  machine_accelerators: t("add to QEMU's command line"),
  cpu_features: t("add to QEMU's command line"),
  virtio_fs_extra_args: t('give virtiofsd, which runs on the host, options of its own'),
});

/** Whether the shipped configuration enables it; undefined: another configuration may stand behind the class. */
function isEnabled({ upstream, version }: KataPod, name: string): boolean | undefined {
  const enabled = upstream && enabledAnnotations(upstream.name, version);
  // the entries are regular expressions that may match anywhere
  return enabled?.some((word) => name.slice(hypervisor.length).includes(word));
}

function checkEnabled(found: KataPod, entry: YamlEntry, known: Annotation, report: PodReport): boolean {
  if (!known.gated || known.name === initDataKeys[0]) return true;
  const enabled = isEnabled(found, known.name);
  const short = known.name.slice(hypervisor.length);
  const effect = consequence(found);
  const can = Object.hasOwn(reach(), short) ? reach()[short] : undefined;
  if (enabled) return true;
  if (known.allowList !== undefined || (can !== undefined && found.upstream?.hypervisor !== 'remote')) {
    const list = known.allowList === undefined ? '' : t(' and the value in {0}', known.allowList);
    const risk = can ?? t('choose a program or device of the host');
    report(
      'pod-annotation-unsafe',
      entry.key.span,
      t(
        '{0} lets a pod {1}, so no shipped configuration enables it: {2}, unless enable_annotations has the name{3}. Set it in configuration.toml instead.',
        short,
        risk,
        effect,
        list,
      ),
    );
    return false;
  }
  if (enabled === undefined) return true;
  const names = enabledAnnotations(found.upstream?.name ?? '', found.version) ?? [];
  const those = names.length === 0 ? t('no annotation') : t('only {0}', names.join(', '));
  report(
    'pod-annotation-not-enabled',
    entry.key.span,
    t(
      '{0} enables {1} for {2}: {3}. Add "{4}" to enable_annotations in its configuration, or remove the annotation.',
      kata(found),
      those,
      found.upstream?.name ?? '',
      effect,
      short,
    ),
  );
  return false;
}

function checkValue(found: KataPod, entry: YamlEntry, known: Annotation, report: PodReport): void {
  const value = textOf(entry.value);
  if (value === undefined || /[${}<>@%]/.test(value)) return;
  const fault = valueFault(known, value, found.runtime);
  if (fault === undefined) return;
  report(
    'pod-annotation-value',
    entry.value.span,
    t('{0} {1}, not "{2}".', lastPart(known.name), fault, value.slice(0, 100)),
  );
}

/** Kubernetes takes texts only; what YAML reads as something else has to be in quotes. */
function checkText(entry: YamlEntry, report: PodReport): void {
  const { value } = entry;
  if (value.kind !== 'scalar' || value.unknown) return;
  const type = scalarType(value);
  if (type !== 'boolean' && type !== 'number') return;
  report(
    'pod-annotation-quotes',
    value.span,
    t(
      'Annotations are texts, but YAML reads {0} as a {1}, and Kubernetes refuses the object. Put it in quotes.',
      value.value.slice(0, 40),
      type,
    ),
    { fixes: [replace(value.span, `"${value.value}"`, t('Put it in quotes'), true)] },
  );
}

const sample = `${hypervisor}kernel_params: agent.log=debug\n`;

export const annotationFamily: PodFamily = {
  rules: [
    {
      id: 'pod-annotation-not-enabled',
      summary: "The annotation is not enabled in the class's configuration",
      severity: 'warning',
      about:
        'A pod may set what `enable_annotations` in the configuration of its handler lists, and nothing else below `io.katacontainers.config.hypervisor.`. The Go runtime refuses the pod; runtime-rs, the default since 4.0, writes a line into the journal of the node and goes on without the annotation. The rule knows the shipped configurations of each release. An installation may enable more (`allowedHypervisorAnnotations` in the values of the Helm chart): silence the rule there. The NVIDIA classes of runtime-rs enable nothing, or only `cc_init_data`, since 4.1.0.',
      bad: podExample({
        annotations: '«io.katacontainers.config.hypervisor.default_vcpus»: "4"\n',
      }),
      good: podExample({
        className: 'kata-qemu-runtime-rs',
        annotations: 'io.katacontainers.config.hypervisor.default_vcpus: "4"\n',
      }),
      source:
        'src/runtime/pkg/oci/utils.go@4.1.0 (addAnnotations), src/libs/kata-types/src/annotations/mod.rs@4.1.0, src/runtime/Makefile@4.1.0 and src/runtime-rs/Makefile@4.1.0 (DEFENABLEANNOTATIONS)',
    },
    {
      id: 'pod-annotation-unsafe',
      summary: 'The annotation lets a pod choose what runs on the host',
      severity: 'warning',
      about:
        'Annotations for programs and devices of the host (`path`, `jailer_path`, `virtio_fs_daemon`, `vhost_user_store_path`, `entropy_source`) need their name in `enable_annotations` and their value in a list such as `valid_hypervisor_paths`; those for kernel, image and firmware, and for options of QEMU and virtiofsd, need the name only. No shipped configuration enables them, because whoever may create a pod could use them. A peer pod may choose its image.',
      bad: podExample({
        annotations: '«io.katacontainers.config.hypervisor.kernel»: /opt/kata/vmlinux\n',
      }),
      good: podExample({ annotations: sample }),
      source: 'docs/how-to/how-to-set-sandbox-config-kata.md@4.1.0 (Restricted annotations)',
    },
    {
      id: 'pod-annotation-value',
      summary: 'The value of an annotation is not one that Kata takes',
      severity: 'warning',
      about:
        'Annotations are texts, which Kata reads as numbers, booleans or names. Where it can not, the pod fails to start, or the value is passed over. The Go runtime takes `1` and `T` for true, runtime-rs only `true`.',
      bad: podExample({
        className: 'kata-qemu-runtime-rs',
        annotations: 'io.katacontainers.config.hypervisor.default_vcpus: «"many"»\n',
      }),
      good: podExample({
        className: 'kata-qemu-runtime-rs',
        annotations: 'io.katacontainers.config.hypervisor.default_vcpus: "1.5"\n',
      }),
      source: 'src/runtime/pkg/oci/utils.go@4.1.0, src/libs/kata-types/src/annotations/mod.rs@4.1.0',
    },
    {
      id: 'pod-annotation-quotes',
      summary: 'The value of an annotation is not a text',
      severity: 'error',
      about:
        'Kubernetes takes texts as values of annotations, and refuses the object where YAML reads a number or a boolean. Kata has many annotations for both: put them in quotes.',
      bad: podExample({
        annotations: 'io.katacontainers.config.runtime.disable_guest_seccomp: «false»\n',
      }),
      good: podExample({
        annotations: 'io.katacontainers.config.runtime.disable_guest_seccomp: "false"\n',
      }),
      source: 'k8s.io/apimachinery meta/v1 ObjectMeta.annotations (map of strings)',
    },
  ],
  check(found, report) {
    for (const entry of ownAnnotations(found)) {
      checkText(entry, report);
      const known = annotation(entry.key.value);
      if (!known || !isRead(found, known)) continue;
      if (checkEnabled(found, entry, known, report)) checkValue(found, entry, known, report);
    }
  },
};
