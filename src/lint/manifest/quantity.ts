/** Kubernetes quantities: `320Mi`, `250m`, `1e3` (k8s.io/apimachinery pkg/api/resource). */

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,3})?$/;

const decimal = 'numkMGTPE';
const binary = 'KMGTPE';

/** A quantity's suffix, and its value in bytes, CPUs or pieces. */
export interface Quantity {
  readonly value: number;
  readonly suffix: string;
}

/** Undefined: it is none, and the API server refuses it. */
export function quantity(text: string): Quantity | undefined {
  const [, digits, suffix = ''] = pattern.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (suffix.length === 2 && suffix.endsWith('i'))
    return { value: number * 1024 ** (binary.indexOf(suffix.charAt(0)) + 1), suffix };
  if (suffix.length === 1) {
    const place = decimal.indexOf(suffix);
    return { value: number * 1000 ** (place - 3 + (place > 2 ? 1 : 0)), suffix };
  }
  return { value: suffix === '' ? number : Number(digits + suffix), suffix };
}
