/** Whether a value is one that its key takes: the width of numbers, silent limits, lists of values. */
import type { Span, TomlValue } from '../../../documents';
import { enumAt, integerRange, migrationsFor, runtimeEquivalent, type ConfigKey } from '../../../knowledge';
import { t } from '../../../text';
import { flag, text, type ConfigFile, type Entry, type KataConfig } from '../model';
import { nearest } from '../../suggest';
import { kata, type Report } from './family';

const isBeyondToml = (number: bigint): boolean => number > 2n ** 63n - 1n || number < -(2n ** 63n);

/** Whole numbers that no TOML parser takes, whatever the key. */
export function checkWidth(file: ConfigFile, value: TomlValue, report: Report): void {
  if (value.kind === 'array') for (const item of value.items) checkWidth(file, item, report);
  else if (value.kind === 'integer' && isBeyondToml(value.value)) {
    report(
      'toml-out-of-range',
      file,
      value.span,
      t(
        '{0} is beyond 64 bits, the largest whole number of TOML; Kata refuses the file.',
        String(value.value),
      ),
    );
  }
}

export function checkRange(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const { file, key } = entry;
  const values = entry.value.kind === 'array' ? entry.value.items : [entry.value];
  const range = integerRange(fact, config.target.version);
  const unit = fact.unit === undefined ? '' : ` ${fact.unit}`;
  for (const value of values) {
    if (value.kind !== 'integer') continue;
    const number = value.value;
    if (isBeyondToml(number)) continue;
    if (range?.wraps && number < range.min) {
      report(
        'toml-out-of-range',
        file,
        value.span,
        t(
          '{0} is not meant to be negative: the Go runtime turns {1} into {2}.',
          key.name,
          String(number),
          String(2n ** 64n + number),
        ),
        { severity: 'warning' },
      );
    } else if (range && (number < range.min || number > range.max)) {
      report(
        'toml-out-of-range',
        file,
        value.span,
        t(
          '{0} takes {1} to {2}{3}, not {4}; {5} refuses the file.',
          key.name,
          String(range.min),
          String(range.max),
          unit,
          String(number),
          kata(config),
        ),
      );
    } else checkClamp(config, entry, fact, value.span, Number(number), report);
  }
  if (entry.value.kind === 'float')
    checkClamp(config, entry, fact, entry.value.span, entry.value.value, report);
}

function checkClamp(
  config: KataConfig,
  entry: Entry,
  fact: ConfigKey,
  span: Span,
  value: number,
  report: Report,
): void {
  const { clamp } = fact;
  if (!clamp) return;
  const [, hypervisor] = entry.section.path;
  if (
    fact.readBy &&
    hypervisor !== undefined &&
    entry.section.path[0] === 'hypervisor' &&
    !fact.readBy.includes(hypervisor)
  )
    return;
  const low = clamp.min !== undefined && value < clamp.min;
  const high = clamp.max !== undefined && value > clamp.max;
  if (!low && !high) return;
  const becomes = clamp.to ?? (low ? clamp.min : clamp.max) ?? value;
  report(
    'toml-clamped-value',
    entry.file,
    span,
    t(
      '{0} takes {1} instead of {2}: {3} is {4}.',
      kata(config),
      String(becomes),
      String(value),
      entry.key.name,
      low ? t('at least {0}', String(clamp.min)) : t('at most {0}', String(clamp.max)),
    ),
    {
      fixes: [{ title: t('Change to {0}', String(becomes)), edits: [{ span, newText: String(becomes) }] }],
    },
  );
}

/**
 * Values that the loader does not look at because of another key: Go checks port names on q35 and virt machines only
 * (src/runtime/pkg/katautils/config.go@4.1.0, checkPCIeConfig), runtime-rs no block driver where block devices are off
 * (src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0, BlockDeviceInfo).
 */
function isSwitchedOff(config: KataConfig, { section, name }: Entry): boolean {
  if (config.target.runtime === 'rs') {
    return (
      name === 'block_device_driver' && flag(config.get(section.path, 'disable_block_device_use')) === true
    );
  }
  const machine = text(config.get(section.path, 'machine_type')) ?? '';
  return /^(?:hot|cold)_plug_vfio$/.test(name) && !['', 'q35', 'virt'].includes(machine);
}

export function checkEnum(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const [container, name] = entry.section.path;
  const hypervisor = container === 'hypervisor' ? name : undefined;
  const allowed = enumAt(fact, config.target, hypervisor);
  if (!allowed) return;
  if (hypervisor !== undefined && fact.readBy && !fact.readBy.includes(hypervisor)) return;
  const check = isSwitchedOff(config, entry) ? 'off' : allowed.check;
  const items = entry.value.kind === 'array' ? entry.value.items : [entry.value];
  for (const item of items) {
    if (
      item.kind !== 'string' ||
      allowed.values.includes(item.value) ||
      allowed.tolerated.includes(item.value)
    )
      continue;
    const value = item.value;
    const change = migrationsFor(fact.runtime, fact.section, fact.name).find(
      ({ values }) => values?.[value] !== undefined,
    )?.values?.[value];
    const foreign = runtimeEquivalent(fact.runtime === 'go' ? 'rs' : 'go', fact.section, fact.name)?.values?.[
      value
    ];
    const meant =
      [change, foreign].find((candidate) => candidate !== undefined && allowed.values.includes(candidate)) ??
      nearest(value, allowed.values);
    const severity = ({ load: 'error', start: 'warning', none: 'warning', off: 'information' } as const)[
      check
    ];
    const consequence = {
      load: t('{0} refuses the file', kata(config)),
      start: t('the sandbox does not start'),
      none: t('nobody checks it, and it has no meaning'),
      off: t('nobody looks at it here'),
    }[check];
    const hint = meant === undefined ? '' : t(' Did you mean "{0}"?', meant);
    const values = allowed.values.map((each) => `"${each}"`).join(', ');
    report(
      'toml-invalid-value',
      entry.file,
      item.span,
      t(
        '"{0}" is no value of {1}{2}: {3}. It takes {4}.{5}',
        value,
        entry.key.name,
        hypervisor === undefined ? '' : t(' for {0}', hypervisor),
        consequence,
        values,
        hint,
      ),
      {
        severity,
        ...(meant !== undefined && {
          fixes: [
            {
              title: t('Change to "{0}"', meant),
              edits: [{ span: item.span, newText: `"${meant}"` }],
              preferred: true,
            },
          ],
        }),
      },
    );
  }
}
