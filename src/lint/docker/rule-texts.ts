/** What the pages of Docker's rules say. */
import type { Rule } from '../rule';

const file = { kind: 'docker-daemon', path: 'daemon.json' } as const;
const shim = '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2';
const folder = '/opt/kata/share/defaults/kata-containers';
const rs = `${folder}/runtime-rs/configuration-qemu-runtime-rs.toml`;

/** A daemon.json with one runtime. */
const runtimes = (content: string, name = 'kata', more = ''): string =>
  `{\n  "runtimes": {\n    "${name}": {\n      ${content}\n    }\n  }${more}\n}\n`;
const good = {
  ...file,
  text: runtimes(`"runtimeType": "${shim}",\n      "options": { "ConfigPath": "${rs}" }`),
};

export const ruleTexts: readonly Rule[] = [
  {
    id: 'docker-syntax',
    summary: "The text of a daemon.json with Kata's runtimes is not valid JSON",
    severity: 'error',
    about:
      'Docker does not start with a file that is not JSON: no comments and no comma after the last entry. On a reload it keeps what it had and only logs the error. Everything else in the file is still checked. Not reported where the editor already reports it.',
    bad: { ...file, text: runtimes(`"runtimeType": "${shim}",`).replace(',\n    }', ',\n    «}»') },
    good,
    source: 'moby: daemon/config/config.go@29.0.0 (getConflictFreeConfiguration)',
  },
  {
    id: 'docker-not-checked',
    summary: 'The file is too large to be checked, or to be reported on in full',
    severity: 'information',
    about:
      'A file over 1 MB, or with a line over 64 kB, is no configuration that somebody wrote. Of a file with more than 1,000 findings the first 1,000 are shown.',
    bad: { ...file, text: `«»{ "kata": "${'x'.repeat(64_100)}" }\n` },
    good,
    source: 'README.md of Kata Workbench, needs and limits',
  },
  {
    id: 'docker-runtime-path',
    summary: 'A Kata runtime is registered as an OCI runtime',
    severity: 'error',
    about:
      'With `path` Docker starts an OCI runtime as if it were runc. Kata has had none since 2.0: `kata-runtime` answers `Invalid command "create"`, and a shim does not understand the call either. `runtimeType` names the shim (Docker 24 and later).',
    bad: { ...file, text: runtimes('«"path": "/usr/bin/kata-runtime"»') },
    good,
    source: 'docs/how-to/how-to-use-kata-with-docker.md@4.1.0, docs/Limitations.md@4.1.0 (OCI CLI commands)',
  },
  {
    id: 'docker-runtime-keys',
    summary: 'The keys of a Kata runtime exclude each other, are unknown or missing',
    severity: 'error',
    about:
      'Docker wants exactly one of `runtimeType` and `path`; `options` go with the first, `runtimeArgs` with the second. A mixture keeps the daemon from starting. Keys that Docker does not know are ignored without a word; that is a warning.',
    bad: {
      ...file,
      text: runtimes(`"runtimeType": "${shim}",\n      «"runtimeArgs": ["--debug"]»`),
    },
    good,
    source: 'moby: daemon/runtime_unix.go@29.0.0 (setupRuntimes)',
  },
  {
    id: 'docker-runtime-type',
    summary: "The runtimeType of a Kata runtime does not start Kata's shim",
    severity: 'error',
    about:
      'It is the absolute path of the shim, or a name: of `io.containerd.kata.v2` the last two parts make the program `containerd-shim-kata-v2`, which Docker looks for in its PATH. With the type of runc containers run without a VM.',
    bad: { ...file, text: runtimes('"runtimeType": «"containerd-shim-kata-v2"»') },
    good,
    source:
      'moby: daemon/runtime_unix.go@29.0.0 (setupRuntimes); containerd: pkg/shim/util.go@2.3.4 (BinaryName)',
  },
  {
    id: 'docker-runtime-name',
    summary: 'A Kata runtime has a name that Docker keeps for runc',
    severity: 'error',
    about:
      'Docker refuses to start with a runtime called `runc`. An entry called `io.containerd.runc.v2` takes the place of the one that Docker has under that name.',
    bad: {
      ...file,
      text: runtimes('"runtimeType": "io.containerd.kata.v2"', 'runc').replace('"runc"', '«"runc"»'),
    },
    good,
    source: 'moby: daemon/runtime_unix.go@29.0.0 (setupRuntimes)',
  },
  {
    id: 'docker-config-path',
    summary: 'The Kata configuration does not fit the name, the shim or the release',
    severity: 'warning',
    about:
      '`ConfigPath` among the `options` decides which Kata a container gets. A path must be absolute. A configuration of the Go runtime with the shim of runtime-rs is an error: the shim refuses it. One that the release does not bring (any more), or that the name of the runtime contradicts, is a warning.',
    bad: {
      ...file,
      text: runtimes(
        `"runtimeType": "${shim}",\n      "options": { "ConfigPath": «"${folder}/configuration-qemu.toml"» }`,
      ),
    },
    good,
    source: 'docs/installation.md@4.1.0 (Use Kata Containers with Docker)',
  },
  {
    id: 'docker-hypervisor',
    summary: 'Docker with this hypervisor is not tested, or can not work',
    severity: 'information',
    about:
      'Kata tests Docker with QEMU. Firecracker can not share folders and needs root file systems on block devices, which Docker does not give it; that is a warning.',
    bad: {
      ...file,
      text: runtimes(
        `"runtimeType": "/opt/kata/bin/containerd-shim-kata-v2",\n      "options": { "ConfigPath": «"${folder}/configuration-clh.toml"» }`,
      ),
    },
    good,
    source: 'docs/installation.md@4.1.0, docs/how-to/README.md@4.1.0',
  },
  {
    id: 'docker-network',
    summary: 'Containers of this Kata have no network, or do not start, with newer releases of Docker',
    severity: 'information',
    about:
      'Docker 26 sets the network up after Kata looks for it: guests have only `lo` until Kata 3.29.0 (Go) and 3.30.0 (runtime-rs). Docker 29.5 gives containers a time namespace, and the shim fails with `invalid namespace type` until Kata 3.32.0; `"features": { "time-namespaces": false }` in daemon.json helps. Which Docker there is the file does not say.',
    bad: {
      ...file,
      version: '3.31.0',
      text: runtimes('"runtimeType": "io.containerd.kata.v2"').replace('"kata"', '«"kata"»'),
    },
    good: {
      ...file,
      version: '3.31.0',
      text: runtimes(
        '"runtimeType": "io.containerd.kata.v2"',
        'kata',
        ',\n  "features": { "time-namespaces": false }',
      ),
    },
    source: 'kata-containers issues 9340 and 13080, pull request 12754',
  },
  {
    id: 'docker-default-runtime',
    summary: 'Kata is the runtime of containers that ask for none, or that runtime does not exist',
    severity: 'information',
    about:
      'With Kata as `default-runtime` every container gets a VM, those with `--privileged` or `--network host` included, which fail. `docker build` still uses runc. A name that `runtimes` does not have is an error: Docker does not start.',
    bad: {
      ...file,
      text: runtimes('"runtimeType": "io.containerd.kata.v2"', 'kata', ',\n  "default-runtime": «"kata"»'),
    },
    good,
    source: 'moby: daemon/runtime_unix.go@29.0.0 (setupRuntimes); docs/Limitations.md@4.1.0',
  },
];
