import assert from 'node:assert/strict';
import { explainUp, lastError } from '../../../src/devcontainer/up-errors';

const known: readonly (readonly [string, RegExp])[] = [
  ['docker: Error response from daemon: Unknown runtime specified kata-qemu', /no runtime "kata-qemu"\.$/],
  ['docker: Error response from daemon: Unknown runtime specified nope.', /no runtime "nope"\.$/],
  [
    'Error response from daemon: unknown or invalid runtime name: io.containerd.kata.v2',
    /"io\.containerd\.kata\.v2"/,
  ],
  [
    'failed to start shim: failed to resolve runtime path: runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist',
    /shim containerd-shim-kata-v2 is not installed/,
  ],
  [
    'OCI runtime create failed: unable to retrieve OCI runtime error: fork/exec /nonexistent/kata-runtime: no such file or directory',
    /not there: \/nonexistent\/kata-runtime/,
  ],
  ['Error: OCI runtime error: kata: Invalid command "create"', /since Kata 2\.0/],
  ['Error response: rpc status: INTERNAL "EEXIST: File exists"', /privileged/],
  [
    "host system doesn't support vsock: stat /dev/vhost-vsock: no such file or directory",
    /can not start a Kata VM/,
  ],
  ['Error: spawn /nonexistent/docker ENOENT', /did not find \/nonexistent\/docker/],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    /This user may not talk to Docker/,
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /does not answer/,
  ],
  ['Command failed: docker ps -q -a --filter label=devcontainer.local_folder=/w', /does not answer/],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    /could not be fetched/,
  ],
  ['pull access denied for acme/private, repository does not exist', /the image acme\/private\.$/],
  [
    'Dev container config (vscode-fileHost:/w/.devcontainer/devcontainer.json) is missing one of "image", "dockerFile" or "dockerComposeFile" properties.',
    /neither image nor Dockerfile/,
  ],
  ['Dev container config (/w/.devcontainer/devcontainer.json) not found.', /no configuration \/w\//],
  ["docker: 'compose' is not a docker command.", /Compose is not installed/],
  ['postCreateCommand from devcontainer.json failed with exit code 1.', /its postCreateCommand failed/],
];

describe('Why a dev container did not come up', () => {
  for (const [said, cause] of known)
    it(said.slice(0, 60), () => {
      const problem = explainUp(
        `[2026-11-21T20:38:58.131Z] Start: Run: docker run\n${said}\n    at sW (cli.js:1)`,
      );
      assert.match(problem?.cause ?? '', cause);
      assert.notEqual(problem?.next, '');
    });

  it('is left to the log where the cause is not known', () => {
    assert.equal(explainUp('Something else went wrong.'), undefined);
  });

  it('is said in the last words about an error, not in the summary of the CLI', () => {
    const said =
      'Start: Run\ndocker: Error response from daemon: no space left on device.\n    at async x (file.js:1)';
    assert.equal(
      lastError(`An error occurred setting up the container.\n${said}`),
      'docker: Error response from daemon: no space left on device.',
    );
    assert.equal(lastError('Start\nDone'), undefined);
  });
});
