import assert from 'node:assert/strict';
import { devcontainerConflicts } from '../../../../src/lint';
import { devcontainerRules } from '../../../../src/lint/devcontainer';
import { unmark } from '../examples';
import { fixed, lines, lintDevcontainerText } from './found';

const found = (text: string): string[] => lines(text, lintDevcontainerText(text));
const image = '"image": "a"';
/** Findings of a dev container in Kata with more arguments for `docker run`. */
const withArgs = (...args: readonly string[]): string[] =>
  found(JSON.stringify({ image: 'a', runArgs: ['--runtime=kata', ...args] }));
const withKey = (keys: object): string[] =>
  found(JSON.stringify({ image: 'a', runArgs: ['--runtime=kata'], ...keys }));

describe('devcontainer.json', () => {
  for (const rule of devcontainerRules)
    it(`${rule.id}: the bad example has this finding alone, the good one none`, () => {
      const { text, spans } = unmark(rule.bad.text);
      assert.deepEqual(
        lintDevcontainerText(text).map(({ rule: id, severity, span }) => ({ id, severity, ...span })),
        spans.map((span) => ({
          id: rule.id,
          severity: rule.id === 'devcontainer-runtime-repeated' ? 'error' : rule.severity,
          ...span,
        })),
      );
      assert.deepEqual(found(rule.good.text), []);
    });

  describe('without Kata has no finding', () => {
    const everything = {
      privileged: true,
      mounts: ['source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind'],
      features: { 'ghcr.io/devcontainers/features/docker-in-docker:2': {} },
      hostRequirements: { gpu: true },
      securityOpt: ['apparmor=x'],
    };
    const args = ['--privileged', '--network=host', '--gpus', 'all', '--device=/dev/kvm', '--memory=1g'];
    for (const runtime of [[], ['--runtime=runc'], ['--runtime', 'runsc'], ['--runtime=${localEnv:R:runc}']])
      it(`${runtime.join(' ') || 'no runtime'}, whatever else it asks for`, () => {
        const name = 'my kata project';
        assert.deepEqual(
          found(JSON.stringify({ name, image: 'kata', ...everything, runArgs: [...args, ...runtime] })),
          [],
        );
      });
    it('in Compose, where another file names the runtime', () => {
      const compose = { name: 'kata', dockerComposeFile: 'compose.yaml', service: 'a', ...everything };
      assert.deepEqual(found(JSON.stringify(compose)), []);
    });
    it('without an image', () => {
      assert.deepEqual(found('{ "name": "kata", "runArgs": ["--runtime=runc"] }'), []);
    });
  });

  describe('asks for Kata', () => {
    const privileged = (runArgs: string): string[] =>
      found(`{ ${image}, "privileged": true, "runArgs": [${runArgs}] }`);
    for (const args of [
      '"--runtime=kata"',
      '"--runtime", "kata-qemu"',
      '"--runtime=io.containerd.kata.v2"',
      '"--runtime=${localEnv:DEVCONTAINER_RUNTIME:kata}"',
      '"--name", "--runtime=runc", "--runtime=kata-clh"',
      '"-it", "-v", "/a:/b", "--runtime=kata"',
    ])
      it(`by ${args}`, () => {
        assert.deepEqual(privileged(args), ['devcontainer-privileged: error "privileged": true']);
      });
    for (const args of [
      '"--name", "--runtime=kata"',
      '"--name=kata", "--runtime=runc"',
      '"-v", "--runtime=kata"',
      '"--", "--runtime=kata"',
      '"alpine", "--runtime=kata"',
    ])
      it(`not by ${args}`, () => {
        assert.deepEqual(privileged(args), []);
      });
    it('by the name of a Compose file', () => {
      const files = '"dockerComposeFile": ["a.yml", "docker-compose.kata.yml"], "service": "a"';
      assert.deepEqual(found(`{ ${files}, "privileged": true }`), [
        'devcontainer-privileged: error "privileged": true',
      ]);
      assert.deepEqual(found(`{ ${files}, "runArgs": ["--runtime=kata", "--network=host"] }`), [
        'devcontainer-runtime-in-compose: warning "--runtime=kata"',
      ]);
    });
  });

  it('judges arguments in every spelling', () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      'privileged: error "--privileged"': ['--privileged'],
      'privileged: error "--privileged=true"': ['--privileged=true'],
      'network: error "--net","host"': ['--net', 'host'],
      'network: error "--network=container:db"': ['--network=container:db'],
      'link: error "--link","db:db"': ['--link', 'db:db'],
      'gpu: error "--gpus=all"': ['--gpus=all'],
      'gpu: error "--device=nvidia.com/gpu=all"': ['--device=nvidia.com/gpu=all'],
      'gpu: error "--device","/dev/nvidia0"': ['--device', '/dev/nvidia0'],
      'device: warning "--device=/dev/ttyUSB0:/dev/tty:rwm"': ['--device=/dev/ttyUSB0:/dev/tty:rwm'],
      'device: information "--device=/dev/fuse"': ['--device=/dev/fuse'],
      'host-namespace: warning "--ipc=host"': ['--ipc=host'],
      'host-namespace: warning "--uts=host"': ['--uts=host'],
      'host-namespace: warning "--userns=host"': ['--userns=host'],
      'host-namespace: warning "--pid=container:x"': ['--pid=container:x'],
      'docker-socket: error "-v","/var/run/docker.sock:/s"': ['-v', '/var/run/docker.sock:/s'],
      'docker-socket: error "-v/run/docker.sock:/s"': ['-v/run/docker.sock:/s'],
      'docker-socket: error "--mount","type=bind,src=/run/podman/podman.sock,dst=/s"': [
        '--mount',
        'type=bind,src=/run/podman/podman.sock,dst=/s',
      ],
      'host-socket: warning "-v","${localEnv:SSH_AUTH_SOCK}:/agent"': [
        '-v',
        '${localEnv:SSH_AUTH_SOCK}:/agent',
      ],
      'host-socket: warning "--volume=/run/user/1000/wayland-0:/w"': ['--volume=/run/user/1000/wayland-0:/w'],
      'proc-mount: error "--volume=/a:/proc"': ['--volume=/a:/proc'],
      'proc-mount: warning "--volume=/sys/fs/cgroup:/sys/fs/cgroup:ro"': [
        '--volume=/sys/fs/cgroup:/sys/fs/cgroup:ro',
      ],
      'mount-propagation: warning "--mount=type=bind,source=/a,target=/b,bind-propagation=rslave"': [
        '--mount=type=bind,source=/a,target=/b,bind-propagation=rslave',
      ],
      'io-weight: warning "--blkio-weight","10"': ['--blkio-weight', '10'],
      'apparmor: information "--security-opt=apparmor=x"': ['--security-opt=apparmor=x'],
      'resources: information "-m","4g"': ['-m', '4g'],
      'resources: information "--cpus=2"': ['--cpus=2'],
    };
    for (const [line, args] of Object.entries(cases))
      assert.deepEqual(withArgs(...args), [`devcontainer-${line}`]);
  });

  it('has nothing against what works', () => {
    for (const args of [
      ['--privileged=false'],
      ['--network=none'],
      ['--network', 'my_net'],
      ['--ipc=private'],
      ['--pid='],
      ['--device=/dev/vfio/12'],
      ['--device=/dev/sdb'],
      ['--device=${localEnv:DEVICE}'],
      ['--shm-size=1g'],
      ['--init', '--cap-add=SYS_PTRACE', '--security-opt', 'seccomp=unconfined'],
      ['--security-opt=apparmor=unconfined'],
      ['-v', '${localEnv:HOME}/.ssh:/home/me/.ssh:ro'],
      ['-v', 'cache:/cache', '--tmpfs', '/tmp'],
      ['--mount=type=volume,source=docker.sock-data,target=/x'],
      ['-v', '/a:/proc/meminfo'],
      ['-v', '/a:/b:private'],
    ])
      assert.deepEqual(withArgs(...args), [], args.join(' '));
    for (const keys of [
      { init: true, capAdd: ['SYS_ADMIN'], securityOpt: ['seccomp=unconfined'], privileged: false },
      { hostRequirements: { cpus: 4, memory: '8gb', gpu: false } },
      { features: { 'ghcr.io/devcontainers/features/go:1': {}, './docker-in-docker': {} } },
      { mounts: [{ source: 'dind', target: '/var/lib/docker', type: 'volume' }] },
      { workspaceMount: 'source=${localWorkspaceFolder},target=/w,type=bind', workspaceFolder: '/w' },
    ])
      assert.deepEqual(withKey(keys), [], JSON.stringify(keys));
  });

  it('judges keys and features', () => {
    const feature = (id: string): string[] => withKey({ features: { [id]: {} } });
    assert.deepEqual(feature('ghcr.io/devcontainers/features/docker-in-docker:2'), [
      'devcontainer-privileged: error "ghcr.io/devcontainers/features/docker-in-docker:2"',
    ]);
    assert.deepEqual(feature('docker-in-docker'), ['devcontainer-privileged: error "docker-in-docker"']);
    assert.deepEqual(feature('ghcr.io/devcontainers/features/docker-outside-of-docker@sha256:ab'), [
      'devcontainer-docker-socket: error "ghcr.io/devcontainers/features/docker-outside-of-docker@sha256:ab"',
    ]);
    assert.deepEqual(feature('ghcr.io/devcontainers/features/nvidia-cuda:3'), [
      'devcontainer-gpu: warning "ghcr.io/devcontainers/features/nvidia-cuda:3"',
    ]);
    const text = '{"image":"a","features":{"docker-in-docker":{}}}';
    assert.match(
      devcontainerConflicts(text, 'kata')[0]?.message ?? '',
      /^The feature docker-in-docker makes the container privileged\. A privileged container does not start/,
    );
    assert.deepEqual(withKey({ hostRequirements: { gpu: 'optional' } }), [
      'devcontainer-gpu: warning "gpu":"optional"',
    ]);
    assert.deepEqual(
      withKey({
        mounts: [{ source: '/var/run/docker.sock', target: '/s', type: 'bind' }, 'source=a,target=/a'],
      }),
      ['devcontainer-docker-socket: error {"source":"/var/run/docker.sock","target":"/s","type":"bind"}'],
    );
  });

  it('says what of several runtimes Docker takes', () => {
    assert.deepEqual(withArgs('--runtime', 'runc'), [
      'devcontainer-runtime-repeated: error "--runtime","runc"',
    ]);
    assert.deepEqual(withArgs('--init', '--runtime=kata-qemu'), [
      'devcontainer-runtime-repeated: warning "--runtime=kata"',
    ]);
    const text = `{ ${image}, "runArgs": ["--runtime=runc", "--runtime=kata"] }`;
    assert.deepEqual(found(text), ['devcontainer-runtime-repeated: warning "--runtime=runc"']);
    assert.equal(
      fixed(text, lintDevcontainerText(text), 'devcontainer-runtime-repeated'),
      `{ ${image}, "runArgs": ["--runtime=kata"] }`,
    );
    assert.deepEqual(withArgs('--runtime=${localEnv:MINE}'), [
      'devcontainer-runtime-repeated: warning "--runtime=kata"',
    ]);
  });

  it('says which values can be no runtime', () => {
    assert.deepEqual(found(`{ ${image}, "runArgs": ["--init", "--runtime"] } // kata`), [
      'devcontainer-runtime-value: error "--runtime"',
    ]);
    assert.deepEqual(found(`{ ${image}, "runArgs": ["--runtime", "--init"] } // kata`), [
      'devcontainer-runtime-value: error "--runtime", "--init"',
    ]);
    assert.deepEqual(found(`{ ${image}, "runArgs": ["--runtime="] } // kata`), [
      'devcontainer-runtime-value: error "--runtime="',
    ]);
    assert.deepEqual(found(`{ ${image}, "runArgs": ["--runtime=/opt/kata/bin/containerd-shim-kata-v2"] }`), [
      'devcontainer-runtime-value: error "--runtime=/opt/kata/bin/containerd-shim-kata-v2"',
    ]);
    const text = `{ ${image}, "runArgs": ["--runtime kata"] }`;
    assert.equal(
      fixed(text, lintDevcontainerText(text), 'devcontainer-runtime-value'),
      `{ ${image}, "runArgs": ["--runtime=kata"] }`,
    );
  });

  it('takes things out with their comma, and leaves comments alone', () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      [
        `{\n\t${image},\n\t"privileged": true,\n\t"runArgs": ["--runtime=kata"],\n}`,
        `{\n\t${image},\n\t"runArgs": ["--runtime=kata"],\n}`,
      ],
      [
        `{\r\n  "privileged": true,\r\n  ${image}, "runArgs": ["--runtime=kata"]\r\n}`,
        `{\r\n  ${image}, "runArgs": ["--runtime=kata"]\r\n}`,
      ],
      [
        `{${image},"runArgs":["--runtime=kata"],"privileged":true}`,
        `{${image},"runArgs":["--runtime=kata"]}`,
      ],
      [`{ ${image}, // why\n  "privileged": true, // because\n  "runArgs": ["--runtime=kata"] }`, undefined],
      [
        `{ ${image}, "runArgs": [\n    "--runtime=kata",\n    "--privileged",\n  ] }`,
        `{ ${image}, "runArgs": [\n    "--runtime=kata",\n  ] }`,
      ],
    ];
    for (const [before, after] of cases)
      assert.equal(fixed(before, lintDevcontainerText(before), 'devcontainer-privileged'), after);
    const only = `{ ${image}, "runArgs": ["--runtime=kata"], "hostRequirements": { "gpu": true } }`;
    assert.equal(
      fixed(only, lintDevcontainerText(only), 'devcontainer-gpu'),
      `{ ${image}, "runArgs": ["--runtime=kata"], "hostRequirements": {} }`,
    );
  });

  it('is silenced by comments', () => {
    const text = (comment: string): string =>
      `{\n  ${image}, "runArgs": ["--runtime=kata"],\n  ${comment}\n  "privileged": true\n}`;
    assert.deepEqual(found(text('// kata-lint-disable-next-line devcontainer-privileged -- a test')), []);
    assert.deepEqual(found(text('// kata-lint-disable-file devcontainer-privileged')), []);
    assert.equal(found(text('// kata-lint-disable-next-line devcontainer-gpu')).length, 1);
    assert.deepEqual(
      found(
        text(
          '// kata-lint-disable-next-line devcontainer-privileged\n  // kata-lint-disable-next-line devcontainer-gpu',
        ),
      ),
      [],
    );
    assert.equal(found(text('/* "// kata-lint-disable-file devcontainer-privileged" */')).length, 1);
  });

  it('judges before the switch what the new runtime would meet', () => {
    const text = `{ ${image}, "privileged": true, "runArgs": ["--network=host"] }`;
    assert.deepEqual(found(text), []);
    assert.deepEqual(lines(text, devcontainerConflicts(text, 'kata-qemu')), [
      'devcontainer-privileged: error "privileged": true',
      'devcontainer-network: error "--network=host"',
    ]);
    assert.deepEqual(devcontainerConflicts(text, 'runsc'), []);
    assert.deepEqual(lines(text, devcontainerConflicts(`{${image}}`, 'kata-qemu-tdx')), [
      'devcontainer-confidential: error {',
    ]);
    const volume = `{ ${image}, "workspaceMount": "type=volume,source=w,target=/w" }`;
    assert.deepEqual(devcontainerConflicts(volume, 'kata-qemu-tdx'), []);
    const compose =
      '{ "dockerComposeFile": "a.yml", "service": "a", "privileged": true, "runArgs": ["--net=host"] }';
    assert.deepEqual(lines(compose, devcontainerConflicts(compose, 'kata')), [
      'devcontainer-privileged: error "privileged": true',
    ]);
  });
});
