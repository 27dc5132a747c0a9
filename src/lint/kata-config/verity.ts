/** dm-verity parameters of a guest image, as both runtimes parse them. */
import type { Runtime } from '../../knowledge';
import { t } from '../../text';

const sizes = ['data_blocks', 'data_block_size', 'hash_block_size'] as const;
const maxUint64 = 2n ** 64n - 1n;

/**
 * What is wrong with `root_hash=...,salt=...,data_blocks=...,data_block_size=...,hash_block_size=...`; undefined where
 * it is right or empty. Sources: ParseKernelVerityParams in src/runtime/virtcontainers/hypervisor.go@4.1.0,
 * parse_kernel_verity_params in src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0.
 */
export function verityProblem(params: string, runtime: Runtime): string | undefined {
  const fields = params.split(',').flatMap((field) => field.trim() || []);
  if (fields.length === 0) return undefined;
  const values = new Map<string, string>();
  for (const field of fields) {
    const equals = field.indexOf('=');
    if (equals < 0 || (equals === 0 && runtime === 'rs')) return t('"{0}" is not NAME=VALUE', field);
    values.set(field.slice(0, equals), field.slice(equals + 1));
  }
  const missing = ['root_hash', 'salt', ...sizes].filter((name) =>
    name === 'root_hash' && runtime === 'rs' ? !values.has(name) : !values.get(name),
  );
  if (missing.length > 0)
    return missing.length > 1
      ? t('{0} are missing', missing.join(', '))
      : t('{0} is missing', missing.join(', '));
  for (const name of sizes) {
    const value = values.get(name) ?? '';
    const whole = (runtime === 'rs' ? /^\+?\d+$/ : /^\d+$/).test(value);
    const number = whole ? BigInt(value) : -1n;
    if (number < 0n || number > maxUint64) return t('{0} is not a whole number: "{1}"', name, value);
    if (number === 0n) return t('{0} must not be 0', name);
    if (name !== 'data_blocks' && number % 512n !== 0n)
      return t('{0} must be a multiple of 512, not {1}', name, value);
  }
  return undefined;
}
