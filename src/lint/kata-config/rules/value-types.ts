/** Whether a value has the type that its key wants, and whether tables stand where tables are wanted. */
import type { Span, TomlValue } from '../../../documents';
import { knownIn, nativeTypeAt, sectionPattern, type ConfigKey } from '../../../knowledge';
import { t } from '../../../text';
import type { Fix } from '../../finding';
import { containers, keyAt, type Entry, type KataConfig, type Section } from '../model';
import { kata, placeOf, type Report } from './family';

const called = () => ({
  string: t('a text in quotes'),
  integer: t('a whole number'),
  float: t('a number with a fraction'),
  boolean: t('true or false'),
  datetime: t('a date'),
  array: t('a list'),
  table: t('a table'),
  placeholder: t('a placeholder'),
});

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
    title: t('Change to {0}', newText),
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

const words = () => ({
  string: t('a text in quotes'),
  integer: t('a whole number'),
  number: t('a number'),
  boolean: t('true or false'),
});

export function checkType(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): boolean {
  const { value, file, key } = entry;
  const { kind, list, tables } = wanted(fact, config.target.version);
  const wrong = (span: Span, found: TomlValue, want: string, fix?: Fix): false => {
    report(
      'toml-wrong-type',
      file,
      span,
      t('{0} wants {1}, not {2}; {3} refuses the file.', key.name, want, called()[found.kind], kata(config)),
      {
        ...(fix && { fixes: [fix] }),
      },
    );
    return false;
  };
  if (value.kind === 'placeholder') return true;
  if (tables) {
    const odd = value.kind === 'array' ? value.items.find((item) => item.kind !== 'table') : value;
    return odd ? wrong(odd.span, odd, t('a list of tables')) : true;
  }
  if (!list) {
    if (fits(value, kind)) return true;
    return wrong(value.span, value, words()[kind], requote(value, kind));
  }
  if (value.kind !== 'array') {
    const inList = fits(value, kind)
      ? {
          title: t('Put it in a list'),
          preferred: true,
          edits: [
            { span: { start: value.span.start, end: value.span.start }, newText: '[' },
            { span: { start: value.span.end, end: value.span.end }, newText: ']' },
          ],
        }
      : undefined;
    return wrong(
      value.span,
      value,
      kind === 'string' ? t('a list of texts') : t('a list of numbers'),
      inList,
    );
  }
  const odd = value.items.find((item) => !fits(item, kind));
  return odd
    ? wrong(
        odd.span,
        odd,
        kind === 'string' ? t('a list of texts') : t('a list of numbers'),
        requote(odd, kind),
      )
    : true;
}

/** A table where a value is wanted, a value where a table is wanted, a list of tables where one table is wanted. */
export function checkShape(config: KataConfig, report: Report): void {
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
        t(
          '{0} wants {1}, not a table; {2} refuses the file.',
          fact.name,
          list ? t('a list') : words()[kind],
          kata(config),
        ),
      );
    } else if (
      section.table?.header &&
      isListed(section) !== section.array &&
      section.path.length > 0 &&
      isOurs(section)
    ) {
      const want = section.array
        ? t('one table, not a list of tables')
        : t('a list of tables, [[...]], not one table');
      report(
        'toml-wrong-type',
        section.file,
        span,
        t('[{0}] is {1}; {2} refuses the file.', section.path.join('.'), want, kata(config)),
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
        t(
          '{0} is a table here, not {1}; {2} refuses the file.',
          key.name,
          called()[value.kind],
          kata(config),
        ),
      );
    }
  }
}

const isListed = ({ pattern }: Section): boolean => pattern?.endsWith('[]') === true;

const isOurs = ({ pattern, path }: Section): boolean =>
  pattern !== undefined || (path.length === 1 && containers.includes(path[0] ?? ''));
