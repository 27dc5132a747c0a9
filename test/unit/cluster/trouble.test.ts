import assert from 'node:assert/strict';
import { troubleOf, type TroubleKind } from '../../../src/cluster/trouble';
import { WatchError } from '../../../src/cluster/follow';
import { CommandFailure, type FailureKind } from '../../../src/engines';
import { kindOf } from '../../../src/engines/failure';
import { itWithRecordings } from '../../support/recordings';

const failed = (said: string, kind: FailureKind = kindOf(said)): CommandFailure =>
  new CommandFailure(kind, 'kubectl', '`kubectl get --raw` failed.', said, 1);
const of = (said: string, path = '/api/v1/pods') => troubleOf(failed(said), path);

/** What kubectl and API servers say: kind, and whether trying again is in vain. */
const sentences: readonly (readonly [said: string, kind: TroubleKind, final: boolean])[] = [
  ['error: You must be logged in to the server (Unauthorized)', 'login', true],
  [
    'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
    'login',
    true,
  ],
  [
    'Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255',
    'login',
    true,
  ],
  [
    'Unable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin not found',
    'login',
    true,
  ],
  [
    'Error from server (Forbidden): pods is forbidden: User "dev" cannot list resource "pods"',
    'forbidden',
    true,
  ],
  ['Error from server (Expired): The provided continue parameter is too old', 'expired', false],
  ['Error from server (Gone): too old resource version: 1 (2)', 'expired', false],
  ['Error from server (Timeout): Timeout: Too large resource version: 9, current: 8', 'expired', false],
  ['Error from server (NotFound): the server could not find the requested resource', 'not-served', true],
  [
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    'no-config',
    true,
  ],
  [
    'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
    'unreachable',
    false,
  ],
  ['Error in configuration: context was not found for specified context: nope', 'no-config', true],
  ['error: context "nope" does not exist', 'no-config', true],
  [
    'error: error loading config file "/home/u/.kube/config": yaml: line 1: did not find expected node content',
    'no-config',
    true,
  ],
  ['error: invalid configuration: no configuration has been provided', 'no-config', true],
  ['error: stat /home/u/.kube/gone: no such file or directory', 'no-config', true],
  [
    'Unable to connect to the server: dial tcp: lookup api.example on 10.0.0.2:53: no such host',
    'unreachable',
    false,
  ],
  ['Unable to connect to the server: net/http: TLS handshake timeout', 'unreachable', false],
  ['Unable to connect to the server: EOF', 'unreachable', false],
  [
    'Unable to connect to the server: read tcp 10.0.0.1:1: read: connection reset by peer',
    'unreachable',
    false,
  ],
  [
    'Error from server (ServiceUnavailable): the server is currently unable to handle the request',
    'unreachable',
    false,
  ],
  [
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired',
    'other',
    true,
  ],
  ['Error from server (InternalError): an error on the server', 'other', false],
  ['error: the volume "x" does not exist', 'other', false],
  ['', 'other', false],
];

describe('trouble with a cluster', () => {
  for (const [said, kind, final] of sentences)
    it(`${kind}: ${said}`, () => {
      const trouble = of(said);
      assert.deepEqual([trouble.kind, trouble.final], [kind, final]);
      assert.match(trouble.message, /[.]$/);
    });

  for (const [file, kind] of [
    ['err-unauthorized', 'login'],
    ['err-forbidden', 'forbidden'],
    ['err-forbidden-rc', 'forbidden'],
    ['err-refused', 'unreachable'],
    ['err-no-context', 'no-config'],
    ['err-no-kubeconfig', 'no-config'],
  ] as const)
    itWithRecordings(`${kind}: recorded as ${file}`, [`kubernetes/${file}.txt`], (said = '') => {
      assert.equal(of(said.trim()).kind, kind);
    });

  it('names what may not be listed, where, and the verbs', () => {
    const said = 'Error from server (Forbidden): x is forbidden: y';
    assert.equal(
      of(said).message,
      'This user may not list pods in the whole cluster: it takes the verbs get, list and watch on pods.',
    );
    assert.match(
      of(said, '/api/v1/namespaces/team-a/events').message,
      /list events in the namespace team-a:/,
    );
    assert.match(
      of(said, '/apis/node.k8s.io/v1/runtimeclasses').message,
      /list runtimeclasses in the whole cluster:/,
    );
    assert.match(of(said, '/api/v1/namespaces').message, /list namespaces in the whole cluster:/);
  });

  for (const [code, kind, final] of [
    [410, 'expired', false],
    [401, 'login', true],
    [403, 'forbidden', true],
    [500, 'other', false],
    [0, 'other', false],
  ] as const)
    it(`${kind}: an error of a watch with the code ${code}`, () => {
      const trouble = troubleOf(new WatchError(code, 'so it is'), '/api/v1/pods');
      assert.deepEqual([trouble.kind, trouble.final], [kind, final]);
    });

  it('is about the program where that is missing, or may not be run', () => {
    const missing = new CommandFailure('missing', 'kubectl', 'There is no program `kubectl` on the PATH.');
    const { kind, final, message } = troubleOf(missing, '/api/v1/pods');
    assert.deepEqual([kind, final], ['no-kubectl', true]);
    assert.equal(
      message,
      'There is no program `kubectl` on the PATH. Install kubectl, or set kata.paths.kubectl.',
    );
    const denied = new CommandFailure('not-permitted', 'kubectl', '`kubectl` may not be run by this user.');
    assert.equal(troubleOf(denied, '/api/v1/pods').final, true);
  });

  it('keeps 2,000 characters of what was said, and takes anything that was thrown', () => {
    assert.equal(of('x'.repeat(10_000)).said.length, 2_000);
    for (const thrown of [undefined, null, 'text', 5, {}, new TypeError('t')])
      assert.equal(troubleOf(thrown, '').kind, 'other');
    assert.match(troubleOf(new SyntaxError('Unexpected token'), '/api/v1/pods').message, /no JSON/);
  });
});
