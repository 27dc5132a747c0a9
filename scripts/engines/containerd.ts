import { execa } from 'execa';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from './daemon';
import { image } from './image';
import { removeControlGroups } from './processes';
import { addShim } from './shim';

/** The namespaces that have the image: that of `ctr`, and that of Kubernetes. */
const namespaces = ['default', 'k8s.io'] as const;

export interface CtrCall {
  /** `default` where it is missing. */
  readonly namespace?: string;
}

/** A containerd of the tests' own, without CRI. The shim of `io.containerd.kata.v2` is runc's. */
export class ContainerdUnderTest extends Daemon {
  protected override readonly title = 'containerd';
  /** The image that it has: BusyBox. It goes by its full name here. */
  readonly image = `docker.io/${image}`;

  /** Path of its socket. */
  get address(): string {
    return join(this.folder, 'containerd.sock');
  }

  /** What `ctr` needs to talk to it. */
  get environment(): { readonly CONTAINERD_ADDRESS: string } {
    return { CONTAINERD_ADDRESS: this.address };
  }

  /** Runs `ctr ARGS`; its standard output without the last line break. Throws with what it said where it fails. */
  async ctr(args: readonly string[], { namespace = 'default' }: CtrCall = {}): Promise<string> {
    const { stdout } = await execa('ctr', ['--namespace', namespace, ...args], {
      env: this.environment,
      stdin: 'ignore',
      timeout: 60_000,
    });
    return stdout;
  }

  override async removeContainers(): Promise<void> {
    for (const namespace of await this.list(['namespaces', 'list'], 'default')) {
      for (const task of await this.list(['tasks', 'list'], namespace))
        await this.ctr(['tasks', 'delete', '--force', task], { namespace });
      for (const container of await this.list(['containers', 'list'], namespace))
        await this.ctr(['containers', 'delete', container], { namespace });
    }
  }

  override async discard(): Promise<void> {
    await super.discard();
    namespaces.forEach(removeControlGroups);
  }

  protected override command(): readonly [string, ...string[]] {
    return ['containerd', '--config', join(this.folder, 'config.toml')];
  }

  protected override async answers(): Promise<boolean> {
    const env = this.environment;
    const { failed } = await execa('ctr', ['version'], {
      env,
      stdin: 'ignore',
      reject: false,
      timeout: 1000,
    });
    return !failed;
  }

  private async list(args: readonly string[], namespace: string): Promise<string[]> {
    const names = await this.ctr([...args, '--quiet'], { namespace });
    return names.split('\n').filter((name) => name !== '');
  }
}

/** Starts a containerd with its data in a new folder of `root`, and gives it the image of `archive`. */
export async function startContainerd(root: string, archive: string): Promise<ContainerdUnderTest> {
  const folder = mkdtempSync(join(root, 'containerd-'));
  addShim(folder);
  const containerd = new ContainerdUnderTest(folder);
  // CRI by its names in containerd 1 and 2.
  const config = `version = 2
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]
[grpc]
address = "${containerd.address}"
`;
  writeFileSync(join(folder, 'config.toml'), config);
  try {
    await containerd.start();
    for (const namespace of namespaces) await containerd.ctr(['images', 'import', archive], { namespace });
  } catch (error) {
    await containerd.discard();
    throw error;
  }
  return containerd;
}
