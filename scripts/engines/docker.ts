import { execa } from 'execa';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { findProgram, findPrograms } from '../programs';
import { Daemon, enginePath } from './daemon';
import { image } from './image';
import { commandLine, removeControlGroups, signal, until } from './processes';
import { addShim } from './shim';

export interface DockerOptions {
  /** Keys of daemon.json on top of the tests' own, such as `live-restore`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface DockerCall {
  /** The program to run, one of `clients`; the first one on PATH where it is missing. */
  readonly client?: string;
  readonly input?: string;
}

/** A Docker daemon of the tests' own, in a network namespace of its own. */
export class DockerUnderTest extends Daemon {
  protected override readonly title = 'Docker';
  /** The image that it has: BusyBox. */
  readonly image = image;

  /** Its version, such as `20.10.24+dfsg1`. */
  get version(): string {
    return readFileSync(join(this.folder, 'version'), 'utf8');
  }

  /** Where it listens: `unix:///...`. */
  get host(): string {
    return `unix://${join(this.folder, 'docker.sock')}`;
  }

  /** What programs need to talk to it and to nobody else, and to leave nothing outside its folder. */
  get environment(): Readonly<Record<'DOCKER_HOST' | 'DOCKER_CONFIG' | 'TMPDIR', string>> {
    const TMPDIR = join(this.folder, 'tmp');
    return { DOCKER_HOST: this.host, DOCKER_CONFIG: join(this.folder, 'client'), TMPDIR };
  }

  /** Path of its daemon.json. */
  get configFile(): string {
    return join(this.folder, 'daemon.json');
  }

  /** The number before the first dot of its version. */
  get major(): number {
    return Number.parseInt(this.version);
  }

  /** Whether it takes shims as runtimes (`io.containerd.kata.v2`, `runtimeType`); since Docker 23. */
  get takesShims(): boolean {
    return this.major >= 23;
  }

  /** Every `docker` program on PATH: the first is what a shell takes, others may be of other versions. */
  get clients(): readonly string[] {
    const files = findPrograms(['docker']);
    const programs = files.map((file) => realpathSync(file));
    return files.filter((_file, at) => programs.indexOf(programs[at] ?? '') === at);
  }

  /** Runs `docker ARGS`; its standard output without the last line break. Throws with what it said where it fails. */
  async docker(args: readonly string[], { client = 'docker', input }: DockerCall = {}): Promise<string> {
    const { stdout } = await execa(client, args, {
      env: this.environment,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      // Removing hundreds of containers takes its time.
      timeout: 120_000,
    });
    return stdout;
  }

  /** `docker inspect` of one container, image or network. */
  async inspect(name: string): Promise<unknown> {
    const [first] = JSON.parse(await this.docker(['inspect', name])) as readonly unknown[];
    return first;
  }

  override async start(): Promise<void> {
    await this.forgetContainerd();
    // One that was killed leaves it, and its number may belong to another process by now
    rmSync(join(this.folder, 'dockerd.pid'), { force: true });
    await super.start();
  }

  override async removeContainers(): Promise<void> {
    const ids = await this.docker(['ps', '-aq', '--no-trunc']);
    if (ids !== '') await this.docker(['rm', '-f', '-v', ...ids.split('\n')]);
    await this.docker(['network', 'prune', '-f']);
  }

  /** Changes keys of daemon.json (null removes one) and has the running daemon read it again (SIGHUP). */
  async reload(config: Readonly<Record<string, unknown>>): Promise<void> {
    const before = this.log.length;
    this.configure(config);
    const { pid } = this;
    if (pid === undefined) throw new Error('Docker does not run, so it can reload nothing.');
    signal(pid, 'SIGHUP');
    if (!(await until(() => this.log.includes('Reloaded configuration', before), 10_000)))
      throw new Error(`Docker did not take its configuration: ${this.log.slice(before)}`);
  }

  /** Changes keys of daemon.json (null removes one), for the next start. */
  configure(config: Readonly<Record<string, unknown>>): void {
    const { configFile } = this;
    const old = existsSync(configFile) ? (JSON.parse(readFileSync(configFile, 'utf8')) as object) : {};
    const entries = Object.entries({ ...old, ...config }).filter(([, value]) => value !== null);
    writeFileSync(configFile, JSON.stringify(Object.fromEntries(entries), null, 2));
  }

  override async discard(): Promise<void> {
    await super.discard();
    removeControlGroups(controlGroup(this.folder));
  }

  /** After a crash Docker would wait for its old containerd, which died with it but is still a process's number. */
  private async forgetContainerd(): Promise<void> {
    const file = join(this.folder, 'exec', 'containerd', 'containerd.pid');
    if (!existsSync(file)) return;
    const pid = Number(readFileSync(file, 'utf8'));
    await until(() => !commandLine(pid)?.includes(`${this.folder}/`), 5_000);
    rmSync(file);
  }

  protected override command(): readonly [string, ...string[]] {
    const inside = (name: string) => join(this.folder, name);
    const places = [
      '--config-file',
      this.configFile,
      '--data-root',
      inside('data'),
      '--exec-root',
      inside('exec'),
    ];
    // Not "ip netns exec": that mounts a new /sys, without the control groups.
    const daemon = ['dockerd', ...places, '--pidfile', inside('dockerd.pid'), '-H', this.host];
    return ['nsenter', `--net=${inside('netns')}`, ...daemon];
  }

  protected override answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const request = get({ socketPath: join(this.folder, 'docker.sock'), path: '/_ping', timeout: 1000 });
      request.once('response', (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      request.once('timeout', () => request.destroy());
      request.once('error', () => {
        resolve(false);
      });
    });
  }
}

/** Starts a Docker daemon with its data in a new folder of `root`, and gives it the image of `archive`. */
export async function startDocker(
  root: string,
  archive: string,
  { config = {} }: DockerOptions = {},
): Promise<DockerUnderTest> {
  const folder = mkdtempSync(join(root, 'docker-'));
  for (const name of ['client', 'tmp']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'version'), await dockerVersion());
  const plugins = composePlugins();
  writeFileSync(
    join(folder, 'client', 'config.json'),
    JSON.stringify(plugins === undefined ? {} : { cliPluginsExtraDirs: [plugins] }),
  );
  addShim(folder);
  await addNetwork(folder);
  const docker = new DockerUnderTest(folder);
  // Kata itself can't run on every machine that runs the tests: what answers to its names is runc.
  const runc = { path: findProgram(['runc'], enginePath()) };
  docker.configure({
    runtimes: {
      kata: runc,
      'kata-qemu': runc,
      ...(docker.takesShims && { 'kata-shim': { runtimeType: 'io.containerd.kata.v2' } }),
    },
    // Docker 20.10 would put one into /etc/docker.
    ...(!docker.takesShims && { 'deprecated-key-path': join(folder, 'key.json') }),
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': `/${controlGroup(folder)}`,
    ...config,
  });
  try {
    await docker.start();
    await docker.docker(['load', '-q', '-i', archive]);
  } catch (error) {
    await docker.discard();
    throw error;
  }
  return docker;
}

/** A network namespace held by the file `netns`: two daemons would share the bridge docker0, and the firewall's rules. */
async function addNetwork(folder: string): Promise<void> {
  const file = join(folder, 'netns');
  writeFileSync(file, '');
  await execa('unshare', [`--net=${file}`, 'busybox', 'ip', 'link', 'set', 'lo', 'up']);
}

async function dockerVersion(): Promise<string> {
  const { stdout } = await execa('dockerd', ['--version'], { env: { PATH: enginePath() } });
  const version = /version (\d[^\s,]*)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`dockerd has no version: ${stdout}`);
  return version;
}

/** Where the daemon's release has its plugins, unless that is where every client looks anyway. */
function composePlugins(): string | undefined {
  const daemon = findProgram(['dockerd'], enginePath());
  const folder = daemon && join(dirname(dirname(daemon)), 'libexec', 'docker', 'cli-plugins');
  return folder && existsSync(folder) ? folder : undefined;
}

function controlGroup(folder: string): string {
  return `kata-workbench-${folder.slice(-6)}`;
}
