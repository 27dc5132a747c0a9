/** The attestation of TDX guests: Intel's quote generation service beside KVM. */
import { t } from '../../text';
import type { Evidence, Host } from '../check';
import { entrySeen, seesHost, type Finding } from './tee';

/** Files that Intel's quote generation service brings; the socket is there while it runs without a port. */
const quoteSocket = '/var/run/tdx-qgs/qgs.socket';
const quoteService = [
  '/usr/lib/systemd/system/qgsd.service',
  '/lib/systemd/system/qgsd.service',
  '/opt/intel/tdx-qgs/qgs',
];

/** Whether the service that signs quotes of TDX guests is there. */
export async function quotes({ reader, machine }: Host): Promise<Finding> {
  const socket = await reader.entry(quoteSocket);
  const seen: Evidence[] = [entrySeen(quoteSocket, socket)];
  if (typeof socket !== 'string')
    return {
      status: 'ok',
      detail: t(
        "The quote generation service is up: its socket is there. A guest's proof of what it runs (its quote) is signed through it.",
      ),
      evidence: seen,
    };
  for (const file of quoteService)
    if (typeof (await reader.entry(file)) !== 'string')
      return {
        status: 'ok',
        detail: t(
          "The quote generation service is installed; that it runs can't be told from files. It signs a guest's proof of what it runs (its quote), through vsock where it has a port.",
        ),
        evidence: [...seen, entrySeen(file, t('is there'))],
      };
  if (!seesHost(machine))
    return {
      status: 'unknown',
      detail: t('Whether the host has a quote generation service is not seen from inside this container.'),
      evidence: seen,
    };
  return {
    status: socket === 'missing' ? 'warning' : 'unknown',
    detail: t(
      'There is no sign of a quote generation service. Guests in TDX will start, but their attestation fails: nothing signs their quotes.',
    ),
    fix: {
      text: t(
        "Install Intel's tdx-qgs with a PCCS or its cache, and register the platform (attestation guide of canonical/tdx).",
      ),
      command: 'systemctl status qgsd pccs mpa_registration_tool',
    },
    evidence: seen,
  };
}
