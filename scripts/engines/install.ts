import { execa } from 'execa';
import { canInstallPackages, installPackages } from '../apt';
import { findProgram } from '../programs';
import { Unavailable } from '../unavailable';
import { enginePath } from './daemon';

/** The programs that engines for tests are made of, with the Debian packages that bring them. */
const programs: Readonly<Record<string, string>> = {
  dockerd: 'docker.io',
  containerd: 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  'docker-compose': 'docker-compose',
};

/** Clients, which may be here from elsewhere; `docker` is not in the same package in all of Debian's releases. */
const clients: Readonly<Record<string, string>> = { docker: 'docker-cli', kubectl: 'kubernetes-client' };

/** Has all programs for engines on this machine; throws `Unavailable` where it can't have them. */
export async function installEngines(): Promise<void> {
  const title = "engines of the tests' own (Docker, containerd)";
  if (process.platform !== 'linux') throw new Unavailable(`${title} need Linux`);
  if (process.getuid?.() !== 0) throw new Unavailable(`${title} need root; try "sudo npm test"`);
  // A container's root may not. Better known before anything is installed.
  const { failed, stderr } = await execa('unshare', ['--net', 'true'], { reject: false });
  if (failed) throw new Unavailable(`${title} need network namespaces of their own: ${stderr.trim()}`);
  const packages = missing(programs);
  if (!(await hasPackage('busybox-static'))) packages.push('busybox-static');
  await install(packages);
  // Debian 12 has the client in docker.io.
  await install(missing(clients));
}

async function install(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  const problem = `engines for the tests need ${packages.join(', ')}`;
  if (!canInstallPackages()) throw new Unavailable(`${problem}, and there is no apt-get`);
  await installPackages(packages, problem);
}

function missing(wanted: Readonly<Record<string, string>>): string[] {
  const absent = Object.keys(wanted).filter((program) => findProgram([program], enginePath()) === undefined);
  return [...new Set(absent.map((program) => wanted[program] ?? program))];
}

/** Whether a Debian package is installed: another BusyBox than the static one runs in no container without libraries. */
async function hasPackage(name: string): Promise<boolean> {
  const args = ['--show', '--showformat', '${db:Status-Status}', name];
  const { stdout } = await execa('dpkg-query', args, { reject: false });
  return stdout === 'installed';
}
