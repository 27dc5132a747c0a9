/** Annotations of Kata on a pod: those that are not known, not read, not enabled, or have a wrong value. */
import { textOf, scalarType, type YamlEntry } from '../../../documents';
import {
  annotation,
  annotations,
  enabledAnnotations,
  isHonoured,
  type Annotation,
  type Runtime,
} from '../../../knowledge';
import { Suggestions } from '../../kata-config/suggest';
import { valueFault } from '../annotation-value';
import { replace } from './edits';
import { renameKey } from './pod-edits';
import { kata, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';

const prefix = 'io.katacontainers.';
/** Names that snapshotters give to mounts, not people to pods. */
const mounts = /^io\.katacontainers\.(?:fs-opt|volume)\b/;
const hypervisor = 'io.katacontainers.config.hypervisor.';
/** The annotation of a policy has a rule of its own, and so has init-data where it is not enabled. */
const policy = 'io.katacontainers.config.agent.policy';
const initData = `${hypervisor}cc_init_data`;

/** What a pod could do with annotations that no shipped configuration enables. */
const reach: Readonly<Record<string, string>> = {
  kernel: 'boot any file of the host as kernel',
  image: 'boot any file of the host as image',
  initrd: 'boot any file of the host as initrd',
  firmware: 'start the guest with any file of the host as firmware',
  firmware_volume: 'start the guest with any file of the host as firmware volume',
  machine_accelerators: "add to QEMU's command line",
  cpu_features: "add to QEMU's command line",
  virtio_fs_extra_args: 'give virtiofsd, which runs on the host, options of its own',
};

/** The runtimes that may stand behind the class. */
const runtimes = ({ runtime }: KataPod): readonly Runtime[] =>
  runtime === undefined ? ['go', 'rs'] : [runtime];

const isRead = (found: KataPod, entry: Annotation): boolean =>
  runtimes(found).some((runtime) => isHonoured(entry, { version: found.version, runtime }));

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

let names: Suggestions | undefined;
let lastParts: Suggestions | undefined;

/** The annotation that is read and most likely meant: by its last part, or by the whole name. */
function meant(found: KataPod, name: string): string | undefined {
  const all = [...annotations().values()].filter((entry) => entry.internal !== true);
  const read = all.filter((entry) => isRead(found, entry));
  const part = lastPart(name);
  const same = read.filter((entry) => lastPart(entry.name) === part);
  if (same.length > 0) return same.length === 1 ? same[0]?.name : undefined;
  lastParts ??= new Suggestions(all.map((entry) => lastPart(entry.name)));
  names ??= new Suggestions(all.map((entry) => entry.name));
  const near = lastParts.nearest(part);
  const byPart = read.filter((entry) => lastPart(entry.name) === near);
  if (byPart.length === 1) return byPart[0]?.name;
  const byName = names.nearest(name);
  return read.find((entry) => entry.name === byName)?.name;
}

/** What becomes of a pod with an annotation below `config.hypervisor` that is not enabled. */
function consequence({ runtime }: KataPod): string {
  if (runtime === 'go') return 'the Go runtime refuses the pod ("annotation … is not enabled")';
  if (runtime === 'rs') return 'runtime-rs ignores it without telling the user';
  return 'the Go runtime refuses the pod, and runtime-rs ignores it without telling the user';
}

function checkName(
  found: KataPod,
  entry: YamlEntry,
  known: Annotation | undefined,
  report: PodReport,
): boolean {
  const { part } = found.pod.object;
  const name = entry.key.value;
  if (known && (isRead(found, known) || known.internal)) return true;
  if (known?.name === policy) return false;
  const instead = meant(found, name);
  const fixes = instead === undefined ? [] : renameKey(part, entry, instead, known !== undefined);
  if (known) {
    const { runtime } = found;
    const other =
      runtime && isHonoured(known, { version: found.version, runtime: runtime === 'go' ? 'rs' : 'go' });
    const why = other
      ? `only ${runtime === 'go' ? 'runtime-rs' : 'the Go runtime'} does`
      : lifetime(known, runtimes(found));
    const next = instead === undefined ? '' : ` It is ${instead} now.`;
    report(
      'pod-annotation-not-read',
      entry.key.span,
      `${kata(found)} does not read ${name}: ${why}.${next}`,
      { fixes, tags: ['deprecated'] },
    );
    return false;
  }
  const effect = name.startsWith(hypervisor) ? consequence(found) : 'nothing reads it';
  const hint = instead === undefined ? '' : ` Did you mean ${instead}?`;
  report(
    'pod-annotation-unknown',
    entry.key.span,
    `Kata has no annotation ${name.slice(0, 200)}: ${effect}.${hint}`,
    {
      fixes,
    },
  );
  return false;
}

/** From when to when an annotation is read. */
function lifetime(entry: Annotation, sides: readonly Runtime[]): string {
  const readings = sides.flatMap((side) => entry[side] ?? []).filter(({ unread }) => !unread);
  const [first] = readings;
  if (!first) return 'no release does';
  const { since, until } = first;
  if (since !== undefined && until !== undefined) return `releases from ${since} to ${until} do`;
  return until === undefined ? `releases from ${since ?? ''} on do` : `releases up to ${until} do`;
}

/** Whether the shipped configuration enables it; undefined: another configuration may stand behind the class. */
function isEnabled({ upstream, version }: KataPod, name: string): boolean | undefined {
  const enabled = upstream && enabledAnnotations(upstream.name, version);
  // the entries are regular expressions that may match anywhere
  return enabled?.some((word) => name.slice(hypervisor.length).includes(word));
}

function checkEnabled(found: KataPod, entry: YamlEntry, known: Annotation, report: PodReport): boolean {
  if (!known.gated || known.name === initData) return true;
  const enabled = isEnabled(found, known.name);
  const short = known.name.slice(hypervisor.length);
  const effect = consequence(found);
  const can = Object.hasOwn(reach, short) ? reach[short] : undefined;
  if (enabled) return true;
  if (known.allowList !== undefined || (can !== undefined && found.upstream?.hypervisor !== 'remote')) {
    const list = known.allowList === undefined ? '' : ` and the value in ${known.allowList}`;
    const risk = can ?? 'choose a program or device of the host';
    report(
      'pod-annotation-unsafe',
      entry.key.span,
      `${short} lets a pod ${risk}, so no shipped configuration enables it: ${effect}, unless enable_annotations has the name${list}. Set it in configuration.toml instead.`,
    );
    return false;
  }
  if (enabled === undefined) return true;
  const names = enabledAnnotations(found.upstream?.name ?? '', found.version) ?? [];
  const those = names.length === 0 ? 'no annotation' : `only ${names.join(', ')}`;
  report(
    'pod-annotation-not-enabled',
    entry.key.span,
    `${kata(found)} enables ${those} for ${found.upstream?.name ?? ''}: ${effect}. Add "${short}" to enable_annotations in its configuration, or remove the annotation.`,
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
    `${lastPart(known.name)} ${fault}, not "${value.slice(0, 100)}".`,
  );
}

/** Kubernetes takes texts only; what YAML reads as something else has to be in quotes. */
function checkText(entry: YamlEntry, report: PodReport): void {
  const { value } = entry;
  if (value.kind !== 'scalar' || value.unknown || entry.merged) return;
  const type = scalarType(value);
  if (type !== 'boolean' && type !== 'number') return;
  report(
    'pod-annotation-quotes',
    value.span,
    `Annotations are texts, but YAML reads ${value.value.slice(0, 40)} as a ${type}, and Kubernetes refuses the object. Put it in quotes.`,
    { fixes: [replace(value.span, `"${value.value}"`, 'Put it in quotes', true)] },
  );
}

const known = `${hypervisor}kernel_params: agent.log=debug\n`;

export const annotationFamily: PodFamily = {
  rules: [
    {
      id: 'pod-annotation-unknown',
      summary: 'Kata has no annotation of this name',
      severity: 'warning',
      about:
        'Annotations that begin with `io.katacontainers.` are for Kata alone. A name that it does not know has no effect; below `io.katacontainers.config.hypervisor.` the Go runtime refuses the pod, because the name is not in `enable_annotations`. Some documents have wrong names, such as `default_mem` for `default_memory`.',
      bad: podExample({
        className: 'kata-remote',
        annotations: '«io.katacontainers.config.hypervisor.default_mem»: "2048"\n',
      }),
      good: podExample({
        className: 'kata-remote',
        annotations: 'io.katacontainers.config.hypervisor.default_memory: "2048"\n',
      }),
      source:
        'src/runtime/virtcontainers/pkg/annotations/annotations.go@4.1.0, src/libs/kata-types/src/annotations/mod.rs@4.1.0',
    },
    {
      id: 'pod-annotation-not-read',
      summary: 'This release, or this runtime, does not read the annotation',
      severity: 'warning',
      about:
        'Some annotations came late or are gone, some have moved to another prefix, and some are read by one of the runtimes only. Init-data was `io.katacontainers.config.runtime.cc_init_data` up to 3.19.1 and is `io.katacontainers.config.hypervisor.cc_init_data` since 3.20.0.',
      bad: podExample({
        className: 'kata-qemu-coco-dev',
        spec: 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n',
        annotations: '«io.katacontainers.config.runtime.cc_init_data»: $INITDATA\n',
      }),
      good: podExample({
        className: 'kata-qemu-coco-dev',
        spec: 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n',
        annotations: 'io.katacontainers.config.hypervisor.cc_init_data: $INITDATA\n',
      }),
      source:
        'src/runtime/virtcontainers/pkg/annotations/annotations.go@3.19.1, @3.20.0, src/libs/kata-types/src/annotations/mod.rs@4.1.0',
    },
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
      good: podExample({ annotations: known }),
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
    for (const entry of found.pod.annotations) {
      const { key } = entry;
      const entryKnown = annotation(key.value);
      if (key.unknown || (!key.value.startsWith(prefix) && !entryKnown) || mounts.test(key.value)) continue;
      checkText(entry, report);
      if (entry.merged || !checkName(found, entry, entryKnown, report) || !entryKnown) continue;
      if (checkEnabled(found, entry, entryKnown, report)) checkValue(found, entry, entryKnown, report);
    }
  },
};
