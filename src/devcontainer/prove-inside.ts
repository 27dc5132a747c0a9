/** What a container sees of the kernel that it runs on, read as evidence. */
import { t } from '../text';
import { evidence, nothing, type Evidence } from './prove-evidence';

/** The files that are read in the container. */
export const insideFiles = {
  version: '/proc/version',
  bootId: '/proc/sys/kernel/random/boot_id',
  parameters: '/proc/cmdline',
  mounts: '/proc/self/mountinfo',
  cpu: '/proc/cpuinfo',
  vendor: '/sys/class/dmi/id/sys_vendor',
  product: '/sys/class/dmi/id/product_name',
  tdx: '/sys/devices/virtual/misc/tdx_guest/dev',
  snp: '/sys/devices/virtual/misc/sev-guest/dev',
} as const;

/** The texts of `insideFiles` by path; what could not be read is not there. */
export type Texts = ReadonlyMap<string, string>;

/** What is known of the container's host from outside. */
export interface Outside {
  /** Release of the kernel, from the daemon. */
  readonly kernel?: string;
  /** The daemon's folder for images and containers. */
  readonly dataRoot?: string;
  /** The same files on the host, where that is this machine. */
  readonly files?: Texts;
}

/** Texts of a container at a readable length. */
const short = (text: string, length = 120): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;

/** The release of the kernel, such as 6.12.28. */
export const kernelIn = (texts: Texts): string | undefined =>
  /^Linux version (\S{1,100})/.exec(texts.get(insideFiles.version) ?? '')?.[1];

/** All that the container's own view tells. */
export function insideEvidence(texts: Texts, outside: Outside = {}): readonly Evidence[] {
  return [
    ...kernel(texts, outside),
    ...bootId(texts, outside),
    rootFileSystem(texts, outside),
    bootParameters(texts),
    hypervisor(texts, outside),
    ...firmware(texts, outside),
    ...confidential(texts),
  ];
}

/** gVisor's kernel in user space says this whatever runs below (pkg/sentry/kernel/version.go). */
const gvisorVersion = 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016';

function kernel(texts: Texts, { kernel: host }: Outside): readonly Evidence[] {
  const own = kernelIn(texts);
  if (own === undefined) return [nothing('kernel', t('The kernel of the container could not be read.'))];
  if (texts.get(insideFiles.version)?.startsWith(gvisorVersion))
    return [
      evidence('gvisor', 'not-vm', 'decisive', t('The kernel is that of gVisor, a program of the host.')),
    ];
  if (host === undefined || host === '') {
    const found = t('The container sees {0}; nothing tells the release of the host.', own);
    return [{ ...nothing('kernel', found), witness: 'container' }];
  }
  return [
    own === host
      ? evidence(
          'kernel',
          'not-vm',
          'weak',
          t('Host and container both have {0}. A guest may have the same.', own),
        )
      : evidence('kernel', 'vm', 'strong', t('The container sees {0}, the host has {1}.', own, short(host))),
  ];
}

/** A number that each boot of a kernel draws for itself, and that no namespace hides. */
function bootId(texts: Texts, { files }: Outside): readonly Evidence[] {
  const own = texts.get(insideFiles.bootId)?.trim();
  const host = files?.get(insideFiles.bootId)?.trim();
  if (own === undefined || own === '' || host === undefined || host === '') return [];
  return [
    own === host
      ? evidence(
          'boot-id',
          'not-vm',
          'decisive',
          t('Host and container run on one kernel: the same boot id.'),
        )
      : evidence(
          'boot-id',
          'vm',
          'strong',
          t('Host and container run on two kernels: each has its own boot id.'),
        ),
  ];
}

interface Mount {
  /** The folder of the file system that is mounted. */
  readonly root: string;
  readonly target: string;
  readonly type: string;
  readonly source: string;
  readonly options: string;
}

/** Lines of /proc/self/mountinfo: `36 35 98:0 /root /target rw - type source options`. */
function mountsIn(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ', 2);
    const [, , , root, target] = before.split(' ');
    const [type = '', source = '', options = ''] = after?.split(' ') ?? [];
    return root === undefined || target === undefined || after === undefined
      ? []
      : [{ root, target, type, source, options }];
  });
}

/** The tag of the folder that host and guest share (src/runtime/virtcontainers/kata_agent.go@4.1.0). */
const sharedTag = 'kataShared';
/** Where the guest keeps what it makes itself. */
const guestFolder = /(?:=|:)\/run\/kata-containers\//;
/** Where engines keep the layers of containers on their host. */
const engineFolder = /=[^,]*\/(?:overlay2|io\.containerd\.snapshotter[\w.]*|containers\/storage\/overlay)\//;

function rootFileSystem(texts: Texts, { dataRoot }: Outside): Evidence {
  const mounts = mountsIn(texts.get(insideFiles.mounts) ?? '');
  const root = mounts.findLast(({ target }) => target === '/');
  if (!root) return nothing('root-file-system', t('The mounts of the container could not be read.'));
  const { type, source, options } = root;
  const seen = t('{0} from {1}', short(type, 20), short(source, 60));
  const shared = mounts.find((mount) => mount.source === sharedTag && /^(?:virtiofs|9p)$/.test(mount.type));
  if (shared)
    return evidence(
      'root-file-system',
      'vm',
      'strong',
      t(
        '{0} is {1} ({2}), the folder that Kata shares with a guest.',
        shared === root ? 'It' : short(shared.target, 60),
        sharedTag,
        short(shared.type, 20),
      ),
      true,
    );
  if (type === 'overlay' && guestFolder.test(options))
    return evidence(
      'root-file-system',
      'vm',
      'strong',
      t('It was put together inside a guest of Kata.'),
      true,
    );
  const onHost =
    type === 'overlay'
      ? engineFolder.test(options) || (dataRoot !== undefined && options.includes(`=${dataRoot}/`))
      : dataRoot !== undefined && root.root.startsWith(`${dataRoot}/`);
  if (onHost)
    return evidence(
      'root-file-system',
      'not-vm',
      'strong',
      t(
        'It is a folder of the engine on its host ({0}), mounted by the kernel that the container runs on.',
        seen,
      ),
    );
  return nothing('root-file-system', t('It is {0}, which does not tell.', seen));
}

/** Parameters that Kata gives its guests, and nobody else. */
const kataParameter = /(?:^|\s)(?:systemd\.unit=kata-containers\.target|agent\.[a-z_]+)(?=[=\s]|$)/;

function bootParameters(texts: Texts): Evidence {
  const parameters = texts.get(insideFiles.parameters)?.trim();
  if (parameters === undefined || parameters === '')
    return nothing('boot-parameters', t('They could not be read.'));
  const found = kataParameter.exec(parameters)?.[0].trim();
  return found === undefined
    ? nothing('boot-parameters', t('There are none of Kata among them.'))
    : evidence('boot-parameters', 'vm', 'strong', t('There are those of Kata: {0}.', found), true);
}

/** Whether the first CPU says that a hypervisor is below; only x86 has the flag. */
function hypervisorFlag(texts: Texts | undefined): boolean | undefined {
  const flags = /^flags\s*:(.*)$/m.exec(texts?.get(insideFiles.cpu) ?? '')?.[1];
  return flags?.split(' ').includes('hypervisor');
}

function hypervisor(texts: Texts, { files }: Outside): Evidence {
  const own = hypervisorFlag(texts);
  if (own === undefined) return nothing('hypervisor', t('This CPU does not say whether it is virtual.'));
  if (!own)
    return evidence(
      'hypervisor',
      'not-vm',
      'strong',
      t('The CPU has none, which that of a guest always has.'),
    );
  return hypervisorFlag(files) === false
    ? evidence('hypervisor', 'vm', 'strong', t('The CPU of the container has it, that of the host has not.'))
    : evidence(
        'hypervisor',
        'vm',
        'weak',
        t('The CPU has it. Where the host is a VM, all containers see it.'),
      );
}

function firmware(texts: Texts, { files }: Outside): readonly Evidence[] {
  const name = (from: Texts | undefined): string | undefined => {
    const parts = [from?.get(insideFiles.vendor), from?.get(insideFiles.product)].flatMap(
      (part) => part?.trim() ?? [],
    );
    return parts.length === 0 ? undefined : short(parts.join(', '));
  };
  const [own, host] = [name(texts), name(files)];
  if (own === undefined) return [];
  if (host === undefined || own === host) return [nothing('firmware', t('The container sees {0}.', own))];
  return [evidence('firmware', 'vm', 'weak', t('The container sees {0}, the host has {1}.', own, host))];
}

/** Markers of a confidential guest. What a guest says of itself proves nothing without attestation. */
export function confidentialIn(texts: Texts): string | undefined {
  if (texts.has(insideFiles.tdx) || /^flags\s*:.*\btdx_guest\b/m.test(texts.get(insideFiles.cpu) ?? ''))
    return 'Intel TDX';
  return texts.has(insideFiles.snp) ? 'AMD SEV-SNP' : undefined;
}

function confidential(texts: Texts): readonly Evidence[] {
  const tee = confidentialIn(texts);
  return tee === undefined
    ? []
    : [nothing('tee', t('The guest says that it is one of {0}. That is declared, not verified.', tee))];
}
