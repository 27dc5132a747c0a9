import assert from 'node:assert/strict';
import { peerPodInstance } from '../../../src/cluster';
import { CommandFailure, type Command, type Runner } from '../../../src/engines';

const pod = { namespace: 'shop', name: 'web', uid: 'uid-web' };

/** A kubectl that prints this, or fails with it; what it was asked stands in `asked`. */
function kubectl(answer: unknown, asked: string[] = []): Runner {
  return {
    run: <T>(command: Command<T>): Promise<T> => {
      asked.push(command.args.join(' '));
      if (answer instanceof CommandFailure) return Promise.reject(answer);
      return Promise.resolve(command.parse({ stdout: JSON.stringify(answer), stderr: '', exitCode: 0 }));
    },
    lines: () => Promise.reject(new Error('not asked for')),
  };
}

const list = (...items: readonly unknown[]) => ({ metadata: { resourceVersion: '1' }, items });
const peer = (uid: string, spec: unknown) => ({
  metadata: { name: 'p', ownerReferences: [{ kind: 'Pod', uid }] },
  spec,
});

describe('the VM of a peer pod', () => {
  it('is that of the object which the pod owns', async () => {
    const asked: string[] = [];
    const runner = kubectl(
      list(
        peer('uid-other', { instanceID: 'i-0', cloudProvider: 'aws' }),
        peer('uid-web', { instanceID: 'i-0123456789abcdef0', cloudProvider: 'aws' }),
      ),
      asked,
    );
    const found = await peerPodInstance(runner, pod, { context: 'test' });
    assert.deepEqual(found, { id: 'i-0123456789abcdef0', provider: 'aws' });
    assert.deepEqual(asked, [
      '--context test get --raw /apis/confidentialcontainers.org/v1alpha1/namespaces/shop/peerpods?limit=1000',
    ]);
  });

  it('is not told where there is no such object, or nobody may see it', async () => {
    for (const answer of [
      list(),
      list(peer('uid-web', {})),
      list(peer('uid-web', { instanceID: 7 }), 'x', { metadata: [] }),
      failure('Error from server (NotFound): the server could not find the requested resource'),
      failure('Error from server (Forbidden): peerpods is forbidden: User "dev" cannot list'),
    ])
      assert.equal(await peerPodInstance(kubectl(answer), pod, {}), undefined);
  });

  it('is an error where the cluster does not answer', async () => {
    await assert.rejects(
      peerPodInstance(kubectl(failure('Unable to connect to the server: EOF')), pod, {}),
      CommandFailure,
    );
  });
});

const failure = (said: string): CommandFailure =>
  new CommandFailure('failed', 'kubectl', `failed: ${said}`, said, 1);
