import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure, type Runner } from '../../../src/engines';
import { createHostReader, createSavedHostReader } from '../../../src/host';
import { maxRead } from '../../../src/host/reader';
import { folder, SavedMachine, type MachineFiles } from '../../support/machine';

const onLinux = process.platform === 'linux';
const noRunner: Runner = {
  run: () => Promise.reject(new Error('not in this test')),
  lines: () => Promise.reject(new Error('not in this test')),
};

describe('Host check: readers', () => {
  let machine: SavedMachine;
  const start = (files: MachineFiles = {}) => (machine = new SavedMachine(files)).reader();
  afterEach(() => {
    machine.remove();
  });

  describe('of a saved machine', () => {
    it('reads files, folders and devices under its folder', async () => {
      const reader = await start({ '/proc/version': 'Linux\n', '/dev/kvm': '', '/sys/bus/pci/a': '1' });
      assert.deepEqual(await reader.read('/proc/version'), { kind: 'text', text: 'Linux\n' });
      assert.deepEqual(await reader.read('/proc/other'), { kind: 'missing' });
      assert.deepEqual(await reader.read('/proc/version/below'), { kind: 'missing' });
      assert.deepEqual(await reader.list('/sys/bus'), { kind: 'names', names: ['pci'] });
      assert.deepEqual(await reader.list('/sys/none'), { kind: 'missing' });
      assert.equal(await reader.device('/dev/kvm'), 'opens');
      assert.equal(await reader.device('/dev/vhost-vsock'), 'missing');
      assert.equal(reader.replayed, true);
      assert.deepEqual(reader.system, { platform: 'linux' });
    });

    it('resolves links inside its folder, and never out of it', async () => {
      const outside = new SavedMachine({ '/secret': 'secret' });
      const reader = await start({
        '/etc/os-release': { link: '../usr/lib/os-release' },
        '/usr/lib/os-release': 'Debian',
        '/lib': { link: '/usr/lib' },
        '/up': { link: '../../../../../../usr/lib/os-release' },
        '/out': { link: join(outside.folder, 'secret') },
        '/outside': { link: outside.folder },
        '/dots': { link: `../../../../../..${outside.folder}` },
        '/a': { link: '/b' },
        '/b': { link: '/a' },
        '/self': { link: 'self/x' },
      });
      for (const path of ['/etc/os-release', '/lib/os-release', '/up', '/etc/../../../usr/lib/os-release'])
        assert.deepEqual(await reader.read(path), { kind: 'text', text: 'Debian' }, path);
      for (const path of ['/out', '/outside/secret', '/dots/secret', `/../../..${outside.folder}/secret`])
        assert.deepEqual(await reader.read(path), { kind: 'missing' }, path);
      assert.deepEqual(await reader.list('/outside'), { kind: 'missing' });
      assert.equal(await reader.entry('/out'), 'missing');
      assert.equal(await reader.device('/out'), 'missing');
      for (const path of ['/a', '/self'])
        assert.deepEqual(await reader.read(path), {
          kind: 'unreadable',
          cause: 'its links go in a circle',
        });
      outside.remove();
    });

    it('says what a link leads to, as a path of that machine', async () => {
      const reader = await start({
        '/opt/kata/bin/shim': '',
        '/usr/local/bin/shim': { link: '/opt/kata/bin/shim' },
        '/usr/bin/away': { link: '../../../../../outside' },
        '/usr/bin/circle': { link: 'circle' },
      });
      assert.equal(await reader.target('/usr/local/bin/shim'), '/opt/kata/bin/shim');
      assert.equal(await reader.target('/opt/kata/bin/shim'), '/opt/kata/bin/shim');
      assert.equal(await reader.target('/usr/bin/away'), undefined);
      assert.equal(await reader.target('/usr/bin/circle'), undefined);
      assert.equal(await reader.target('/usr/bin/none'), undefined);
    });

    it('takes a folder, a pipe and garbage for what they are', async function () {
      if (!onLinux) this.skip();
      const reader = await start({
        '/proc/cpuinfo': folder,
        '/proc/garbage': Buffer.from([0xff, 0x41, 0x00, 0xc3]),
        '/sys/x': '',
      });
      execFileSync('mkfifo', [machine.path('/proc/pipe')]);
      const unreadable = (cause: string) => ({ kind: 'unreadable', cause });
      assert.deepEqual(await reader.read('/proc/cpuinfo'), unreadable('it is a folder, not a file'));
      assert.deepEqual(await reader.read('/proc/pipe'), unreadable('it is a pipe, not a file'));
      assert.deepEqual(await reader.read('/proc/garbage'), { kind: 'text', text: '\ufffdA\0\ufffd' });
      assert.equal(await reader.device('/proc/cpuinfo'), 'unreadable');
      assert.equal(await reader.device('/proc/pipe'), 'unreadable');
      assert.deepEqual(await reader.list('/sys/x'), { kind: 'missing' });
    });

    it('reads only the start of a huge file', async () => {
      const reader = await start({ '/proc/cpuinfo': Buffer.alloc(maxRead + 10, 'a') });
      const reading = await reader.read('/proc/cpuinfo');
      assert.equal(reading.kind === 'text' && reading.text.length, maxRead);
    });

    it('runs nothing and knows no environment', async () => {
      const reader = await start();
      await assert.rejects(
        reader.run({ command: 'docker', args: [], parse: () => 1 }),
        (error) =>
          error instanceof CommandFailure &&
          error.kind === 'missing' &&
          error.message === '`docker` was not run: a saved machine runs nothing.',
      );
      assert.equal(reader.variable('PATH'), undefined);
    });

    it('is refused where the folder is none', async () => {
      await start({ '/file': '' });
      await assert.rejects(createSavedHostReader(machine.path('/file')), { code: 'ENOTDIR' });
      await assert.rejects(createSavedHostReader(machine.path('/none')), { code: 'ENOENT' });
    });
  });

  describe('of this machine', () => {
    const reader = createHostReader(noRunner);

    it('does not wait for a pipe, and takes a file in /dev for no device', async function () {
      if (!onLinux) this.skip();
      await start({ '/file': 'x' });
      execFileSync('mkfifo', [machine.path('/pipe')]);
      assert.equal((await reader.read(machine.path('/pipe'))).kind, 'unreadable');
      assert.equal(await reader.device(machine.path('/pipe')), 'unreadable');
      assert.equal(await reader.device(machine.path('/file')), 'unreadable');
      assert.equal(await reader.device('/dev/null'), 'opens');
      assert.equal(await reader.device(machine.path('/none')), 'missing');
      // Files of /proc say that they have no bytes
      const version = await reader.read('/proc/version');
      assert.ok(version.kind === 'text' && version.text.startsWith('Linux version'));
    });

    it('tells what may not be read from what is not there', async function () {
      if (!onLinux) this.skip();
      await start({ '/closed/file': 'x' });
      writeFileSync(machine.path('/file'), 'x', { mode: 0 });
      chmodSync(machine.path('/closed'), 0);
      chmodSync(machine.folder, 0o755);
      const isRoot = process.geteuid?.() === 0;
      // Root may read everything
      if (isRoot) process.seteuid?.(65534);
      try {
        for (const path of ['/file', '/closed/file'])
          assert.deepEqual(await reader.read(machine.path(path)), { kind: 'denied' }, path);
        assert.deepEqual(await reader.list(machine.path('/closed')), { kind: 'denied' });
        assert.equal(await reader.device(machine.path('/file')), 'denied');
        assert.equal(await reader.entry(machine.path('/closed/file')), 'denied');
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(machine.path('/closed'), 0o755);
      }
    });
  });
});
