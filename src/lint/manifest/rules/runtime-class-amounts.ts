/** Looks at what a RuntimeClass asks for: its overhead and the keys of its TEE. */
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
import { t } from '../../../text';
import type { Fix } from '../../finding';
import { placeOf, type RuntimeClassObject } from '../classes';
import { quantity } from '../quantity';
import type { Surroundings } from '../surroundings';
import { insertBelow, offer, replace, written } from './edits';
import type { ClassReport } from './family';

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
  const title = t('Add the overhead {0} and {1}', overhead.memory, overhead.cpu);
  if (podFixed) {
    const map = podFixed.value;
    if (map.kind !== 'map') return [];
    return offer(title, insertBelow(object.part, map, map.entries.at(-1), lines.slice(0, 1)));
  }
  if (entryOf(object.node, 'overhead')) return [];
  const block = ['overhead:', '  podFixed:', ...lines.map((line) => `    ${line}`)];
  return offer(title, insertBelow(object.part, object.node, handler, block));
}

export function checkMissing(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const { object, podFixed, profile } = found;
  if (!object.complete || inherits(object) || entryOf(podFixed?.value, 'memory')) return;
  if (podFixed && podFixed.value.kind !== 'map') return;
  // What stands in the overhead under another name is said elsewhere
  if (!podFixed && entriesOf(nodeAt(object.node, 'overhead')).length > 0) return;
  // Another distribution's operator takes care of its own classes
  if (profile?.origin === 'distribution' && profile.handler !== 'kata') return;
  const usual = shipped(found, version);
  const amount = usual ? t(' Kata {0} installs this class with {1}.', version, usual.overhead.memory) : '';
  report(
    'runtime-class-overhead-missing',
    placeOf(found),
    t(
      'The class has no overhead for memory: the scheduler does not count what the VM takes beside its containers, and a full node may kill it.{0}',
      amount,
    ),
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
      message: t('{0} of memory is less than one byte; memory is counted in Mi and Gi.', text),
      instead: `${digits}Mi`,
    };
  if (kind === 'cpu' && suffix.endsWith('i'))
    return { message: t('CPUs are counted in pieces or thousandths (250m), not in {0}.', suffix) };
  if (kind === 'cpu' && value >= 100 && suffix === '')
    return {
      message: t('cpu: {0} is {0} whole CPUs; a thousandth is written with an m.', text),
      instead: `${text}m`,
    };
  return undefined;
}

export function checkQuantities({ object, podFixed }: RuntimeClassObject, report: ClassReport): void {
  for (const { key, value } of entriesOf(podFixed?.value)) {
    if (value.kind !== 'scalar' || value.unknown || value.style === 'empty') continue;
    const kind = key.value;
    const text = textOf(value) ?? '';
    if (/[${}<>@%]/.test(text)) continue;
    const change = (to: string): Fix =>
      replace(value.span, written(to, object.part, value.span), t('Change to {0}', to));
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
        t(
          '"{0}" is no quantity that Kubernetes understands, such as 320Mi or 250m; it refuses the class.',
          text,
        ),
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
        t(
          "{0} counts in thousands, and a VM's memory in 1024s: {0}i is what Kata's own classes are written in.",
          text,
        ),
        { severity: 'information', fixes: [change(`${text}i`)] },
      );
    }
  }
}

export function checkLow(found: RuntimeClassObject, version: string, report: ClassReport): void {
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
        ? t('with less, the node may run out of memory and kill the VM')
        : t('with less, the scheduler puts more pods on a node than it has time for');
    report(
      'runtime-class-overhead-low',
      value.span,
      t(
        'Kata {0} installs {1} with {2}: {3}.',
        version,
        found.profile?.handler ?? '',
        usual.overhead[kind],
        why,
      ),
      {
        fixes: [
          replace(
            value.span,
            written(usual.overhead[kind], found.object.part, value.span),
            t('Change to {0}', usual.overhead[kind]),
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

export function checkConfiguration(
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
    t(
      'The configuration gives every guest {0} MiB beside its containers (overhead_memory); the overhead must be more, for the VMM and its helpers on the host need memory, too.',
      String(guest),
    ),
    configuration?.overheadMemory
      ? {
          related: [
            { path: configuration.path, span: configuration.overheadMemory.span, message: 'overhead_memory' },
          ],
        }
      : {},
  );
}

export function checkKeys(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const { object, profile, podFixed } = found;
  if (!profile?.tee || !object.complete || compareVersions(version, '3.23.0') < 0) return;
  const key = teeKeys[profile.tee];
  if (key === undefined || profile.origin === 'distribution' || !podFixed || entryOf(podFixed.value, key))
    return;
  const map = podFixed.value;
  report(
    'runtime-class-tee-key',
    podFixed.key.span,
    t(
      'A node can run only so many {0} guests. Where Node Feature Discovery counts them, ask for {1}: "1" here, or more pods are placed on the node than it has keys for.',
      teeNames[profile.tee],
      key,
    ),
    map.kind === 'map'
      ? {
          fixes: offer(t('Add {0}', key), insertBelow(object.part, map, map.entries.at(-1), [`${key}: "1"`])),
        }
      : {},
  );
}
