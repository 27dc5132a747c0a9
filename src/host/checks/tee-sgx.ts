/** Intel SGX: Kata 4.1.0 has no guests in it; the quotes of TDX guests are made in its enclaves. */
import { t } from '../../text';
import type { Evidence, Host } from '../check';
import { entrySeen, otherMachine, seesHost, wordsSeen, type Finding } from './tee';

const maker = {
  arch: 'x86_64',
  vendor: 'GenuineIntel',
  get needs() {
    return t('an Intel processor');
  },
} as const;
const unused = (): string =>
  t('Kata 4.1.0 has no handler that uses it: SGX counts only where TDX guests are to be attested');
const devices = ['/dev/sgx_enclave', '/dev/sgx_provision'] as const;

/** `tdx`: the host has TDX enabled, or could have: then SGX matters. */
export async function sgx({ reader, machine }: Host, tdx: 'on' | 'possible' | 'no'): Promise<Finding> {
  const other = otherMachine(machine, 'Intel SGX', maker);
  if (other) return other;
  const entries = await Promise.all(devices.map((device) => reader.entry(device)));
  const seen: readonly Evidence[] = [
    wordsSeen('/proc/cpuinfo', machine.flags.has('sgx') ? ['sgx'] : []),
    ...devices.map((path, index) => entrySeen(path, entries[index] ?? 'missing')),
  ];
  if (tdx === 'no')
    return {
      status: 'not-applicable',
      detail: t('{0}, and there is no TDX here.', unused()),
      evidence: seen,
    };
  if (entries.every((entry) => typeof entry !== 'string'))
    return {
      status: 'ok',
      detail: t(
        'SGX is enabled, with the devices that the quote generation service opens to sign quotes of TDX guests.',
      ),
      evidence: seen,
    };
  if (!seesHost(machine))
    return {
      status: 'unknown',
      detail: t('The devices of SGX are not shown inside this container.'),
      evidence: seen,
    };
  if (entries.some((entry) => entry === 'denied' || entry === 'unreadable'))
    return {
      status: 'unknown',
      detail: t("Whether the devices of SGX are there can't be read."),
      evidence: seen,
    };
  const provision = typeof entries[0] !== 'string';
  return {
    status: 'warning',
    detail: provision
      ? t('/dev/sgx_enclave is there and /dev/sgx_provision is not: quotes of TDX guests can not be signed.')
      : machine.flags.has('sgx')
        ? t(
            'The processor shows SGX, but /dev/sgx_enclave is missing: the kernel was built without CONFIG_X86_SGX, or the BIOS does not let it choose its launch key. Quotes of TDX guests can not be signed.',
          )
        : t(
            'SGX is off in the BIOS (the kernel then hides its flag), or the kernel was built without it. TDX guests start without it; their quotes can not be signed.',
          ),
    fix: {
      text: t(
        "In the BIOS setup (Intel's names): Socket Configuration > Processor Configuration > SW Guard Extensions (SGX) = Enable, SGX Auto MP Registration = Enable.",
      ),
      command: 'sudo dmesg | grep -i sgx',
    },
    evidence: seen,
  };
}
