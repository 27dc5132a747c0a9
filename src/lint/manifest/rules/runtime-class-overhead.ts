/** What a RuntimeClass asks for beside the pod's own requests: overhead and the TEE's keys. */
import {
  booleanOf,
  entriesOf,
  entryOf,
  nodeAt,
  parseToml,
  scalarType,
  textAt,
  textOf,
  type YamlEntry,
} from '../../../documents';
import {
  compareVersions,
  runtimeClass,
  runtimeClassIn,
  teeKeys,
  teeNames,
  type RuntimeClassVersion,
} from '../../../knowledge';
import type { Fix } from '../../finding';
import { placeOf, type RuntimeClassObject } from '../classes';
import { quantity } from '../quantity';
import type { Surroundings } from '../surroundings';
import { insertBelow, offer, replace, written } from './edits';
import { forClasses, type ClassReport, type ManifestFamily } from './family';
import { classExample, manifestExample, sampleClass } from './samples';

const mebibyte = 1024 ** 2;

/** What kata-deploy's own class asks for: not for handlers that only begin like one of Kata's. */
function shipped({ profile }: RuntimeClassObject, version: string): RuntimeClassVersion | undefined {
  if (!profile?.runtimeClass || profile.origin === 'suffixed') return undefined;
  return runtimeClassIn(profile.runtimeClass, version);
}

/** The chart adds its own overhead to a custom runtime's class (templates/custom-runtimes.yaml@4.1.0). */
function inherits({ customRuntime }: RuntimeClassObject['object']): boolean {
  if (!customRuntime || booleanOf(nodeAt(customRuntime, 'inheritBaseOverhead')) === false) return false;
  const base = textAt(customRuntime, 'baseConfig');
  return base === undefined || runtimeClass(`kata-${base}`) !== undefined;
}

function addOverhead(found: RuntimeClassObject, { overhead }: RuntimeClassVersion): readonly Fix[] {
  const { object, handler, podFixed } = found;
  const lines = [`memory: "${overhead.memory}"`, `cpu: "${overhead.cpu}"`];
  const title = `Add the overhead ${overhead.memory} and ${overhead.cpu}`;
  if (podFixed) {
    const map = podFixed.value;
    if (map.kind !== 'map') return [];
    return offer(title, insertBelow(object.part, map, map.entries.at(-1), lines.slice(0, 1)));
  }
  if (entryOf(object.node, 'overhead')) return [];
  const block = ['overhead:', '  podFixed:', ...lines.map((line) => `    ${line}`)];
  return offer(title, insertBelow(object.part, object.node, handler, block));
}

function checkMissing(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const { object, podFixed, profile } = found;
  if (!object.complete || inherits(object) || entryOf(podFixed?.value, 'memory')) return;
  if (podFixed && podFixed.value.kind !== 'map') return;
  // What stands in the overhead under another name is said elsewhere
  if (!podFixed && entriesOf(nodeAt(object.node, 'overhead')).length > 0) return;
  // Another distribution's operator takes care of its own classes
  if (profile?.origin === 'distribution' && profile.handler !== 'kata') return;
  const usual = shipped(found, version);
  const amount = usual ? ` Kata ${version} installs this class with ${usual.overhead.memory}.` : '';
  report(
    'runtime-class-overhead-missing',
    placeOf(found),
    `The class has no overhead for memory: the scheduler does not count what the VM takes beside its containers, and a full node may kill it.${amount}`,
    { fixes: usual ? addOverhead(found, usual) : [] },
  );
}

/** A value that is a quantity but hardly the one that was meant. */
function slip(
  kind: string,
  text: string,
): { readonly message: string; readonly instead?: string } | undefined {
  const parsed = quantity(text);
  if (!parsed) return undefined;
  const { value, suffix } = parsed;
  const digits = text.slice(0, text.length - suffix.length);
  if (kind === 'memory' && /^[num]$/.test(suffix))
    return {
      message: `${text} of memory is less than one byte; memory is counted in Mi and Gi.`,
      instead: `${digits}Mi`,
    };
  if (kind === 'cpu' && suffix.endsWith('i'))
    return { message: `CPUs are counted in pieces or thousandths (250m), not in ${suffix}.` };
  if (kind === 'cpu' && value >= 100 && suffix === '')
    return {
      message: `cpu: ${text} is ${text} whole CPUs; a thousandth is written with an m.`,
      instead: `${text}m`,
    };
  return undefined;
}

function checkQuantities({ object, podFixed }: RuntimeClassObject, report: ClassReport): void {
  for (const { key, value } of entriesOf(podFixed?.value)) {
    if (value.kind !== 'scalar' || value.unknown || value.style === 'empty') continue;
    const kind = key.value;
    const text = textOf(value) ?? '';
    if (/[${}<>@%]/.test(text)) continue;
    const change = (to: string): Fix =>
      replace(value.span, written(to, object.part, value.span), `Change to ${to}`);
    const wrong = slip(kind, text);
    if (!quantity(text) || scalarType(value) === 'boolean') {
      const instead = /^(\d+)[ ]?(mi?b?|gi?b?)$/i.exec(text);
      const to =
        instead && kind === 'memory'
          ? `${instead[1] ?? ''}${/^m/i.test(instead[2] ?? '') ? 'Mi' : 'Gi'}`
          : undefined;
      report(
        'runtime-class-overhead-quantity',
        value.span,
        `"${text}" is no quantity that Kubernetes understands, such as 320Mi or 250m; it refuses the class.`,
        { fixes: to === undefined ? [] : [change(to)] },
      );
    } else if (wrong) {
      report('runtime-class-overhead-quantity', value.span, wrong.message, {
        fixes: wrong.instead === undefined ? [] : [change(wrong.instead)],
      });
    } else if (kind === 'memory' && /[\d.][MG]$/.test(text)) {
      report(
        'runtime-class-overhead-quantity',
        value.span,
        `${text} counts in thousands, and a VM's memory in 1024s: ${text}i is what Kata's own classes are written in.`,
        { severity: 'information', fixes: [change(`${text}i`)] },
      );
    }
  }
}

function checkLow(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const usual = shipped(found, version);
  if (!usual) return;
  for (const kind of ['memory', 'cpu'] as const) {
    const value = entryOf(found.podFixed?.value, kind)?.value;
    const text = textOf(value) ?? '';
    const wanted = quantity(usual.overhead[kind]);
    const given = quantity(text);
    if (!value || !given || !wanted || given.value >= wanted.value || slip(kind, text)) continue;
    const why =
      kind === 'memory'
        ? 'with less, the node may run out of memory and kill the VM'
        : 'with less, the scheduler puts more pods on a node than it has time for';
    report(
      'runtime-class-overhead-low',
      value.span,
      `Kata ${version} installs ${found.profile?.handler ?? ''} with ${usual.overhead[kind]}: ${why}.`,
      {
        fixes: [
          replace(
            value.span,
            written(usual.overhead[kind], found.object.part, value.span),
            `Change to ${usual.overhead[kind]}`,
          ),
        ],
        ...(kind === 'cpu' && { severity: 'information' }),
      },
    );
  }
}

/** The `overhead_memory` (MiB) in a custom runtime's drop-in, which stands beside its class. */
function dropInMemory(text: string | undefined): number | undefined {
  if (text?.includes('overhead_memory') !== true) return undefined;
  for (const { entries } of parseToml(text).tables) {
    const value = entries.find(({ keys }) => keys.at(-1)?.name === 'overhead_memory')?.value;
    if (value?.kind === 'integer') return Number(value.value);
  }
  return undefined;
}

function checkConfiguration(
  found: RuntimeClassObject,
  surroundings: Surroundings,
  report: ClassReport,
): void {
  const { object, profile, podFixed } = found;
  const memory: YamlEntry | undefined = entryOf(podFixed?.value, 'memory');
  const given = quantity(textOf(memory?.value) ?? '');
  if (!memory || !given || !profile || slip('memory', textOf(memory.value) ?? '')) return;
  const inner = dropInMemory(textAt(object.customRuntime, 'dropIn'));
  const configuration = inner === undefined ? surroundings.configuration(profile.handler) : undefined;
  const guest = inner ?? configuration?.overheadMemory?.value;
  if (guest === undefined || given.value > guest * mebibyte || guest === 0) return;
  report(
    'runtime-class-overhead-vs-config',
    memory.value.span,
    `The configuration gives every guest ${String(guest)} MiB beside its containers (overhead_memory); the overhead must be more, for the VMM and its helpers on the host need memory, too.`,
    configuration?.overheadMemory
      ? {
          related: [
            { path: configuration.path, span: configuration.overheadMemory.span, message: 'overhead_memory' },
          ],
        }
      : {},
  );
}

function checkKeys(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const { object, profile, podFixed } = found;
  if (!profile?.tee || !object.complete || compareVersions(version, '3.23.0') < 0) return;
  const key = teeKeys[profile.tee];
  if (key === undefined || profile.origin === 'distribution' || !podFixed || entryOf(podFixed.value, key))
    return;
  const map = podFixed.value;
  report(
    'runtime-class-tee-key',
    podFixed.key.span,
    `A node can run only so many ${teeNames[profile.tee]} guests. Where Node Feature Discovery counts them, ask for ${key}: "1" here, or more pods are placed on the node than it has keys for.`,
    map.kind === 'map'
      ? { fixes: offer(`Add ${key}`, insertBelow(object.part, map, map.entries.at(-1), [`${key}: "1"`])) }
      : {},
  );
}

const customRuntime = (dropIn: number, memory: string): string => `customRuntimes:
  enabled: true
  runtimes:
    mine:
      baseConfig: qemu-runtime-rs
      dropIn: |
        [hypervisor.qemu]
        overhead_memory = ${String(dropIn)}
      runtimeClass: |
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata:
          name: kata-mine
        handler: kata-mine
        overhead:
          podFixed:
            memory: ${memory}
            cpu: 500m
`;

const snp = { name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' };

export const overheadFamily: ManifestFamily = {
  rules: [
    {
      id: 'runtime-class-overhead-missing',
      summary: 'The class does not say what its VMs cost',
      severity: 'hint',
      about:
        "`overhead.podFixed` is what a pod takes on the node beside its containers: the VMM, the guest's kernel and agent, file sharing. Kubernetes adds it to the pod's requests and to its cgroup. Without it the scheduler puts more pods on a node than fit.",
      bad: manifestExample(
        sampleClass({ name: '«kata-qemu»', handler: 'kata-qemu' }).replace(/overhead:[^]*?cpu: 250m\n/, ''),
      ),
      good: classExample(),
      source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md@4.1.0',
    },
    {
      id: 'runtime-class-overhead-low',
      summary: 'The overhead is less than Kata itself sets for this handler',
      severity: 'warning',
      about:
        "Kata's installer brings every class with an overhead that its own tests run with. It changed over the releases: QEMU's classes went from 160Mi to 320Mi in 4.0.0, because a VMM in the pod's cgroup was killed for lack of memory. A lower value for CPUs is only mentioned.",
      bad: classExample({ memory: '«160Mi»' }),
      good: classExample(),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
    {
      id: 'runtime-class-overhead-quantity',
      summary: 'A quantity in the overhead is none, or not the one that was meant',
      severity: 'error',
      about:
        'Quantities are numbers with a suffix: `320Mi`, `1Gi`, `250m`. `512m` of memory is half a byte, and `250` CPUs are 250 whole ones. `M` counts in thousands, `Mi` in 1024s: only mentioned, for the difference is small.',
      bad: classExample({ memory: '«512m»' }),
      good: classExample({ memory: '512Mi' }),
      source: 'k8s.io/apimachinery pkg/api/resource/quantity.go',
    },
    {
      id: 'runtime-class-overhead-vs-config',
      summary: "The overhead is not more than the guest's own part of it",
      severity: 'warning',
      about:
        "runtime-rs adds `overhead_memory` to the memory of every guest. The class's overhead has to cover that and what the VMM and its helpers take on the host, so it has to be more. Checked against the drop-in of a custom runtime in the same Helm values, and against the handler's configuration where it is open.",
      bad: { kind: 'helm-values', text: customRuntime(512, '«512Mi»') },
      good: { kind: 'helm-values', text: customRuntime(512, '640Mi') },
      source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md@4.1.0',
    },
    {
      id: 'runtime-class-tee-key',
      summary: 'The class does not count the keys of its TEE',
      severity: 'information',
      about:
        "A processor has a fixed number of keys for confidential guests. With Node Feature Discovery and kata-deploy's rule the nodes offer them as the resources `sev-snp.amd.com/esids` and `tdx.intel.com/keys`, and a class that asks for one in its overhead is never placed where none is left. Don't ask for them where no node offers them: such pods stay Pending.",
      bad: manifestExample(sampleClass(snp).replace('podFixed', '«podFixed»')),
      good: classExample({ ...snp, keys: '    sev-snp.amd.com/esids: "1"\n' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
  ],
  check: forClasses((found, surroundings, report) => {
    const { version } = surroundings.target;
    checkMissing(found, version, report);
    checkQuantities(found, report);
    checkLow(found, version, report);
    checkConfiguration(found, surroundings, report);
    checkKeys(found, version, report);
  }),
};
