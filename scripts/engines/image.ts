import { execa } from 'execa';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../programs';

/** Name of the image that all engines have: BusyBox with its applets, users `root` and `dev` (1000). */
export const image = 'kata-test/busybox:1';

/** Its archive, inside the folder of all engines. */
export const archiveName = 'busybox.tar';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes the image as an archive that `docker load` and `ctr images import` take: no registry is asked, and no other
 * engine. It is the same, bit for bit, at each run on a machine.
 */
export async function buildImage(file: string): Promise<void> {
  const work = mkdtempSync(`${file}.`);
  try {
    const tree = join(work, 'tree');
    await layOut(tree);
    const layer = join(work, 'layer.tar');
    await pack(tree, layer, ['.']);
    const digest = createHash('sha256').update(readFileSync(layer)).digest('hex');
    const created = '1970-01-01T00:00:00Z';
    const config = {
      architecture: architectures[process.arch] ?? process.arch,
      os: 'linux',
      created,
      // BusyBox as process 1 has no ear for SIGTERM: `docker stop` would wait for ten seconds.
      config: { Env: ['PATH=/bin'], Cmd: ['/bin/sh'], StopSignal: 'SIGKILL' },
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
      history: [{ created }],
    };
    const manifest = [{ Config: 'config.json', RepoTags: [image], Layers: ['layer.tar'] }];
    writeFileSync(join(work, 'config.json'), JSON.stringify(config));
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
    await pack(work, file, ['manifest.json', 'config.json', 'layer.tar']);
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function layOut(tree: string): Promise<void> {
  const busybox = findProgram(['busybox']);
  if (busybox === undefined) throw new Error('There is no busybox on PATH.');
  for (const folder of ['bin', 'dev', 'etc', 'home/dev', 'proc', 'root', 'sys', 'tmp', 'var'])
    mkdirSync(join(tree, folder), { recursive: true });
  // As everywhere: another user than root writes there, too.
  chmodSync(join(tree, 'tmp'), 0o1777);
  copyFileSync(busybox, join(tree, 'bin/busybox'));
  const { stdout } = await execa(busybox, ['--list']);
  for (const applet of stdout.split('\n').filter((name) => name !== 'busybox'))
    symlinkSync('busybox', join(tree, 'bin', applet));
  const users = ['root:x:0:0:root:/root:/bin/sh', 'dev:x:1000:1000:dev:/home/dev:/bin/sh'];
  writeFileSync(join(tree, 'etc/passwd'), `${users.join('\n')}\n`);
  writeFileSync(join(tree, 'etc/group'), 'root:x:0:\ndev:x:1000:\n');
  writeFileSync(join(tree, 'etc/os-release'), 'ID=busybox\nPRETTY_NAME="BusyBox for tests"\n');
}

async function pack(folder: string, file: string, names: readonly string[]): Promise<void> {
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  await execa('tar', ['-C', folder, ...same, '-cf', file, ...names]);
}
