/** What an annotation's text has to look like, for those of Kata. */
import type { Annotation, Runtime } from '../../knowledge';
import { t } from '../../text';
import { quantity } from './quantity';

/** Texts that Go's strconv.ParseBool takes; runtime-rs takes `true` and `false` only. */
const goBoolean = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/** runtime-rs reads memory with units (`2Gi`), which Go does not. */
const rsMemory = /^\d+\s*(?:[KMGT]i?B?|B)?$/i;

/** What is wrong with a value, as the end of a sentence; undefined: nothing that is certain. */
export function valueFault(
  entry: Annotation,
  value: string,
  runtime: Runtime | undefined,
): string | undefined {
  const { type, min, max } = entry;
  if (type === 'boolean') {
    if (/^(?:true|false)$/.test(value)) return undefined;
    if (runtime !== 'rs' && goBoolean.test(value)) return undefined;
    return t('takes "true" or "false"');
  }
  if (/^u(?:int|size)/.test(type)) {
    if (runtime !== 'go' && entry.unit === 'MiB' && rsMemory.test(value)) return undefined;
    if (!/^\d+$/.test(value))
      return t('takes a whole number{0}', entry.unit === undefined ? '' : ` (${entry.unit})`);
    return rangeFault(Number(value), min, max);
  }
  if (type.startsWith('float')) {
    if (!/^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value)) return t('takes a number');
    return rangeFault(Number(value), min, max);
  }
  if (type === 'quantity') return quantity(value) ? undefined : t('takes a quantity such as 64Mi');
  const allowed = allowedValues(entry, runtime);
  return allowed === undefined || allowed.includes(value) ? undefined : t('takes {0}', list(allowed));
}

function rangeFault(value: number, min = 0, max = Infinity): string | undefined {
  if (value < min) return t('takes {0} at least', String(min));
  return value > max ? t('takes {0} at most', String(max)) : undefined;
}

function allowedValues(entry: Annotation, runtime: Runtime | undefined): readonly string[] | undefined {
  const go = entry.enumGo ?? entry.enum;
  const rs = entry.enumRs ?? entry.enum;
  if (runtime !== undefined) return runtime === 'go' ? go : rs;
  return go && rs && [...new Set([...go, ...rs])];
}

const list = (values: readonly string[]): string =>
  values.length === 1
    ? (values[0] ?? '')
    : t('{0} or {1}', values.slice(0, -1).join(', '), values.at(-1) ?? '');
