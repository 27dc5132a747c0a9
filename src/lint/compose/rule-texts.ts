/** What the pages of the rules over Compose files say. */
import { conflictRules } from '../containers/rule-texts';
import type { Example, Rule } from '../rule';

const file = { kind: 'compose', path: 'compose.yaml' } as const;

/** A Compose file with a service in Kata and some lines of its own. */
const service = (lines: string, runtime = 'kata'): Example => ({
  ...file,
  text: `services:\n  app:\n    image: alpine:3\n    runtime: ${runtime}\n${lines.replace(/^(?=.)/gm, '    ')}`,
});

const pair = (bad: string, good = ''): { bad: Example; good: Example } => ({
  bad: service(bad),
  good: service(good),
});

export const ruleTexts: readonly Rule[] = [
  ...conflictRules('compose', {
    privileged: pair('«privileged: true»\n', 'cap_add:\n  - SYS_PTRACE\n'),
    network: pair('«network_mode: host»\n', 'ports:\n  - "127.0.0.1:8080:8080"\n'),
    link: pair('links:\n  - «db»\n', 'networks:\n  - backend\n'),
    gpu: pair('«gpus: all»\n'),
    device: pair('devices:\n  - «/dev/snd»\n'),
    'host-namespace': pair('«pid: host»\n'),
    'docker-socket': pair('volumes:\n  - «/var/run/docker.sock:/var/run/docker.sock»\n'),
    'host-socket': pair('volumes:\n  - «/tmp/.X11-unix:/tmp/.X11-unix»\n'),
    'proc-mount': pair('volumes:\n  - «./empty:/proc/sys»\n', 'volumes:\n  - ./info:/proc/meminfo\n'),
    'mount-propagation': pair('volumes:\n  - «/mnt/data:/data:rshared»\n', 'volumes:\n  - /mnt/data:/data\n'),
    'io-weight': pair('blkio_config:\n  «weight: 300»\n'),
    apparmor: pair('security_opt:\n  - «apparmor=app»\n', 'security_opt:\n  - seccomp=unconfined\n'),
    resources: pair('«mem_limit: 4g»\n'),
    confidential: {
      bad: service('volumes:\n  - .:/workspace\n', '«kata-qemu-snp»'),
      good: service('volumes:\n  - .:/workspace\n', 'kata-qemu'),
    },
  }),
  {
    id: 'compose-not-checked',
    summary: 'The file is too large to be checked, or to be reported on in full',
    severity: 'information',
    about:
      'A file over 1 MB, or with a line over 64 kB, is nothing that somebody wrote. Of a file with more than 1,000 findings the first 1,000 are shown.',
    bad: { ...file, text: `«»# kata ${'x'.repeat(64_100)}\n` },
    good: service(''),
    source: 'README.md of Kata Workbench, needs and limits',
  },
];
