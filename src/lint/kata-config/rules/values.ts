/** Values: type, range and the values that a key takes, for this release, runtime and hypervisor. */
import type { Span, TomlValue } from '../../../documents';
import {
  enumAt,
  integerRange,
  knownIn,
  migrationsFor,
  nativeTypeAt,
  runtimeEquivalent,
  sectionPattern,
  type ConfigKey,
} from '../../../knowledge';
import type { Fix } from '../../finding';
import {
  containers,
  flag,
  keyAt,
  text,
  type ConfigFile,
  type Entry,
  type KataConfig,
  type Section,
} from '../model';
import { nearest } from '../suggest';
import { kata, placeOf, type ConfigFamily, type Report } from './family';

const called = {
  string: 'a text in quotes',
  integer: 'a whole number',
  float: 'a number with a fraction',
  boolean: 'true or false',
  datetime: 'a date',
  array: 'a list',
  table: 'a table',
  placeholder: 'a placeholder',
} as const;

/** What a native type of Go or Rust wants as TOML. */
function wanted(
  fact: ConfigKey,
  version: string,
): { kind: 'string' | 'integer' | 'number' | 'boolean'; list: boolean; tables: boolean } {
  if (fact.type === 'tables') return { kind: 'string', list: true, tables: true };
  if (fact.type === 'array') return { kind: fact.items ?? 'string', list: true, tables: false };
  const native = nativeTypeAt(fact, version);
  // a fraction was not always allowed where a number is wanted today
  const kind = fact.type === 'number' && !/^(?:float|f)\d/.test(native) ? 'integer' : fact.type;
  return { kind, list: false, tables: false };
}

const fits = (value: TomlValue, kind: 'string' | 'integer' | 'number' | 'boolean'): boolean =>
  value.kind === 'placeholder' ||
  (kind === 'number' ? value.kind === 'integer' || value.kind === 'float' : value.kind === kind);

/** Quotes or unquotes a scalar where that makes it right. */
function requote(value: TomlValue, kind: string): Fix | undefined {
  const change = (newText: string): Fix => ({
    title: `Change to ${newText}`,
    edits: [{ span: value.span, newText }],
    preferred: true,
  });
  if (value.kind === 'string' && kind === 'boolean' && /^(?:true|false)$/i.test(value.value))
    return change(value.value.toLowerCase());
  if (
    value.kind === 'string' &&
    (kind === 'integer' || kind === 'number') &&
    /^[+-]?\d{1,18}$/.test(value.value)
  )
    return change(value.value);
  if (value.kind === 'integer' && kind === 'boolean' && (value.value === 0n || value.value === 1n))
    return change(value.value === 1n ? 'true' : 'false');
  if (value.kind === 'float' && kind === 'integer' && Number.isSafeInteger(value.value))
    return change(String(value.value));
  if (value.kind === 'integer' && kind === 'string') return change(`"${String(value.value)}"`);
  if (value.kind === 'boolean' && kind === 'string') return change(`"${String(value.value)}"`);
  return undefined;
}

const words = {
  string: 'a text in quotes',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
} as const;

function checkType(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): boolean {
  const { value, file, key } = entry;
  const { kind, list, tables } = wanted(fact, config.target.version);
  const wrong = (span: Span, found: TomlValue, want: string, fix?: Fix): false => {
    report(
      'toml-wrong-type',
      file,
      span,
      `${key.name} wants ${want}, not ${called[found.kind]}; ${kata(config)} refuses the file.`,
      {
        ...(fix && { fixes: [fix] }),
      },
    );
    return false;
  };
  if (value.kind === 'placeholder') return true;
  if (tables) {
    const odd = value.kind === 'array' ? value.items.find((item) => item.kind !== 'table') : value;
    return odd ? wrong(odd.span, odd, 'a list of tables') : true;
  }
  if (!list) {
    if (fits(value, kind)) return true;
    return wrong(value.span, value, words[kind], requote(value, kind));
  }
  if (value.kind !== 'array') {
    const inList = fits(value, kind)
      ? {
          title: 'Put it in a list',
          preferred: true,
          edits: [
            { span: { start: value.span.start, end: value.span.start }, newText: '[' },
            { span: { start: value.span.end, end: value.span.end }, newText: ']' },
          ],
        }
      : undefined;
    return wrong(value.span, value, `a list of ${kind === 'string' ? 'texts' : 'numbers'}`, inList);
  }
  const odd = value.items.find((item) => !fits(item, kind));
  return odd
    ? wrong(odd.span, odd, `a list of ${kind === 'string' ? 'texts' : 'numbers'}`, requote(odd, kind))
    : true;
}

const isBeyondToml = (number: bigint): boolean => number > 2n ** 63n - 1n || number < -(2n ** 63n);

/** Whole numbers that no TOML parser takes, whatever the key. */
function checkWidth(file: ConfigFile, value: TomlValue, report: Report): void {
  if (value.kind === 'array') for (const item of value.items) checkWidth(file, item, report);
  else if (value.kind === 'integer' && isBeyondToml(value.value)) {
    report(
      'toml-out-of-range',
      file,
      value.span,
      `${String(value.value)} is beyond 64 bits, the largest whole number of TOML; Kata refuses the file.`,
    );
  }
}

function checkRange(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
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
        `${key.name} is not meant to be negative: the Go runtime turns ${String(number)} into ${String(2n ** 64n + number)}.`,
        { severity: 'warning' },
      );
    } else if (range && (number < range.min || number > range.max)) {
      report(
        'toml-out-of-range',
        file,
        value.span,
        `${key.name} takes ${String(range.min)} to ${String(range.max)}${unit}, not ${String(number)}; ${kata(config)} refuses the file.`,
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
    `${kata(config)} takes ${String(becomes)} instead of ${String(value)}: ${entry.key.name} is ${low ? `at least ${String(clamp.min)}` : `at most ${String(clamp.max)}`}.`,
    {
      fixes: [{ title: `Change to ${String(becomes)}`, edits: [{ span, newText: String(becomes) }] }],
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

function checkEnum(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
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
      load: `${kata(config)} refuses the file`,
      start: 'the sandbox does not start',
      none: 'nobody checks it, and it has no meaning',
      off: 'nobody looks at it here',
    }[check];
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    const values = allowed.values.map((each) => `"${each}"`).join(', ');
    report(
      'toml-invalid-value',
      entry.file,
      item.span,
      `"${value}" is no value of ${entry.key.name}${hypervisor === undefined ? '' : ` for ${hypervisor}`}: ${consequence}. It takes ${values}.${hint}`,
      {
        severity,
        ...(meant !== undefined && {
          fixes: [
            {
              title: `Change to "${meant}"`,
              edits: [{ span: item.span, newText: `"${meant}"` }],
              preferred: true,
            },
          ],
        }),
      },
    );
  }
}

/** A table where a value is wanted, a value where a table is wanted, a list of tables where one table is wanted. */
function checkShape(config: KataConfig, report: Report): void {
  const { runtime } = config.target;
  for (const section of config.sections) {
    const fact =
      section.pattern === undefined && section.path.length > 1 ? keyAt(section.path, runtime) : undefined;
    const span = placeOf(section);
    if (fact && fact.type !== 'tables' && knownIn(fact, config.target.version) === 'yes') {
      const { kind, list } = wanted(fact, config.target.version);
      report(
        'toml-wrong-type',
        section.file,
        span,
        `${fact.name} wants ${list ? 'a list' : words[kind]}, not a table; ${kata(config)} refuses the file.`,
      );
    } else if (
      section.table?.header &&
      isListed(section) !== section.array &&
      section.path.length > 0 &&
      isOurs(section)
    ) {
      const want = section.array
        ? 'one table, not a list of tables'
        : 'a list of tables, [[...]], not one table';
      report(
        'toml-wrong-type',
        section.file,
        span,
        `[${section.path.join('.')}] is ${want}; ${kata(config)} refuses the file.`,
      );
    }
  }
  for (const entry of config.entries) {
    const { section, value, key, file } = entry;
    const top =
      section.path.length === 0 &&
      (containers.includes(entry.name) || sectionPattern([entry.name], runtime) !== undefined);
    const inContainer = section.path.length === 1 && containers.includes(section.path[0] ?? '');
    if ((top || inContainer) && value.kind !== 'placeholder') {
      report(
        'toml-wrong-type',
        file,
        key.span,
        `${key.name} is a table here, not ${called[value.kind]}; ${kata(config)} refuses the file.`,
      );
    }
  }
}

const isListed = ({ pattern }: Section): boolean => pattern?.endsWith('[]') === true;

const isOurs = ({ pattern, path }: Section): boolean =>
  pattern !== undefined || (path.length === 1 && containers.includes(path[0] ?? ''));

export const valueFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-wrong-type',
      summary: 'The value has another type than the key',
      severity: 'error',
      about:
        'Both loaders are exact about types and refuse the whole file: `"true"` and `1` are no booleans, `2048.0` is no whole number, one text is no list. (A whole number is fine where a fraction is allowed: `default_vcpus = 2`.)',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_memory = «"2048"»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_memory = 2048\n' },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (hypervisor, runtime, agent), src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-out-of-range',
      summary: 'The number is outside what the key can hold',
      severity: 'error',
      about:
        'Each number has a width in the source, mostly 32 bits without a sign. A number that does not fit is refused with the whole file. The Go runtime wraps a negative number in a 64-bit field round to a huge one without a word, which is reported as a warning.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\nmemory_slots = «-1»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\nmemory_slots = 10\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-invalid-value',
      summary: 'The value is none that the key takes',
      severity: 'error',
      about:
        'The key takes one of a list of values, which can depend on release, runtime and hypervisor. An error where the loader refuses the file; a warning where the configuration loads and the sandbox then does not start, or where nobody checks the value.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = «"virtiofs"»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-clamped-value',
      summary: 'Kata silently takes another number',
      severity: 'information',
      about:
        'The number is outside what Kata works with. It does not refuse it: it takes the nearest number it can use, and says nothing.',
      bad: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_bridges = «9»\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\ndefault_bridges = 5\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (defaultBridges, defaultMemSz)',
    },
  ],
  check(config, report) {
    checkShape(config, report);
    for (const entry of config.entries) {
      const { fact } = entry;
      checkWidth(entry.file, entry.value, report);
      if (!fact || knownIn(fact, config.target.version) !== 'yes') continue;
      if (!checkType(config, entry, fact, report)) continue;
      checkRange(config, entry, fact, report);
      checkEnum(config, entry, fact, report);
    }
  },
};
