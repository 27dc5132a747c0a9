/** Why a cluster does not answer, and what would help. */
import { CommandFailure } from '../engines';
import { t } from '../text';

/**
 * `expired`: the list is too old to be followed and is read again. `login`: the credentials are no longer good.
 * `forbidden`: this user may not. `no-kubectl`, `no-config`: nothing to ask with, or nobody to ask.
 */
export type TroubleKind =
  'expired' | 'login' | 'forbidden' | 'unreachable' | 'no-kubectl' | 'no-config' | 'not-served' | 'other';

export interface ClusterTrouble {
  readonly kind: TroubleKind;
  /** Cause, subject and next step. */
  readonly message: string;
  /** What kubectl or the server said. */
  readonly said: string;
  /** Trying again does not help before the user has done something. */
  readonly final: boolean;
}

/** `pods` of `/api/v1/namespaces/x/pods`, with its scope for a sentence. */
function subject(path: string): { readonly resource: string; readonly scope: string } {
  const words = path.split('/');
  const at = words.indexOf('namespaces');
  const namespace = at >= 0 && words.length > at + 2 ? words[at + 1] : undefined;
  return {
    resource: words.at(-1) ?? path,
    scope: namespace === undefined ? t('in the whole cluster') : t('in the namespace {0}', namespace),
  };
}

/** What an error of a list or a watch means. (Sentences recorded with kubectl 1.32.) */
export function troubleOf(error: unknown, path: string): ClusterTrouble {
  const said = (error instanceof CommandFailure ? error.said || error.message : String(error)).slice(-2_000);
  const trouble = (kind: TroubleKind, message: string, final = false): ClusterTrouble => ({
    kind,
    message,
    said,
    final,
  });
  const { resource, scope } = subject(path);
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (code === 410 || /\((?:Expired|Gone)\)|too old resource version|too large resource version/i.test(said))
    return trouble('expired', t('The list was too old to be followed and is read again.'));
  if (error instanceof CommandFailure && error.kind === 'missing')
    return trouble('no-kubectl', t('{0} Install kubectl, or set kata.paths.kubectl.', error.message), true);
  if (error instanceof CommandFailure && error.kind === 'not-permitted' && error.said === '')
    return trouble('other', error.message, true);
  if (/exec: executable \S+ not found/i.test(said))
    return trouble(
      'login',
      t('The program that your kubeconfig names for the login is not installed, or not on the PATH.'),
      true,
    );
  if (
    code === 401 ||
    /\(Unauthorized\)|must be logged in|token (?:has|is) expired|getting credentials: exec/i.test(said)
  )
    return trouble(
      'login',
      t('The cluster does not accept the login (any more). Log in again as you usually do, then refresh.'),
      true,
    );
  if (code === 403 || /\(Forbidden\)|is forbidden:/i.test(said))
    return trouble(
      'forbidden',
      t('This user may not list {0} {1}: it takes the verbs get, list and watch on {0}.', resource, scope),
      true,
    );
  if (
    /localhost:8080|no configuration has been provided|context was not found|context "[^"]*" does not exist|error loading config file|invalid configuration|stat \S+: no such file or directory/i.test(
      said,
    )
  )
    return trouble(
      'no-config',
      'kubectl has no such cluster to talk to. Choose a context of your kubeconfig.',
      true,
    );
  if (/x509:|tls: failed to verify/i.test(said))
    return trouble(
      'other',
      t(
        'The certificate of the cluster is not accepted. See what kubectl says of it, and correct the kubeconfig.',
      ),
      true,
    );
  if (/\(NotFound\)|could not find the requested resource|doesn't have a resource type/i.test(said))
    return trouble('not-served', t('The cluster does not know {0}.', resource), true);
  if (
    error instanceof CommandFailure &&
    (error.kind === 'unreachable' ||
      error.kind === 'timed-out' ||
      /EOF|reset by peer|TLS handshake|ServiceUnavailable|unable to handle the request/i.test(said))
  )
    return trouble('unreachable', t('The cluster does not answer. It is tried again.'));
  if (error instanceof SyntaxError)
    return trouble('other', t('What came as a change of {0} is no JSON; the list is read again.', resource));
  return trouble('other', error instanceof Error ? error.message : String(error));
}
