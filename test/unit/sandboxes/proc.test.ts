import assert from 'node:assert/strict';
import { hostProc, hostProcesses, ProcessReader, type ProcFiles } from '../../../src/sandboxes/proc';

const id = 'd'.repeat(64);
const shim = `/opt/kata/bin/containerd-shim-kata-v2 -namespace moby -id ${id}`;
const qemu = `/opt/kata/bin/qemu-system-x86_64 -name sandbox-${id}`;

/** A /proc of these files, `1234/cmdline` and so on; blanks of a `cmdline` stand for NUL. It counts what is read. */
function proc(files: Record<string, string>): ProcFiles & { readonly read_: string[] } {
  const read_: string[] = [];
  return {
    read_,
    list: (folder) => {
      const below = Object.keys(files)
        .filter((name) => folder === undefined || name.startsWith(`${folder}/`))
        .map((name) => (folder === undefined ? name : name.slice(folder.length + 1)).split('/')[0] ?? '');
      return [...new Set(below)];
    },
    read: (name) => {
      read_.push(name);
      const text = files[name];
      return name.endsWith('/cmdline') ? text?.replaceAll(' ', '\0') : text;
    },
  };
}

/** A reader with a clock that a test moves. */
function reader(files: ProcFiles) {
  let now = 0;
  const processes = new ProcessReader(files, () => now);
  return async (later = 0) => {
    now += later;
    return processes.read();
  };
}

const pids = ({ processes }: { readonly processes: readonly { readonly pid: number }[] }) =>
  processes.map(({ pid }) => pid);

describe('The process table', () => {
  it('tells memory, start and parent of what is Kata', async () => {
    const files = proc({
      stat: 'cpu 1 2\nbtime 1700000000\n',
      '1/cmdline': '/sbin/init',
      '9/cmdline': qemu,
      '9/status': 'Name:\tqemu\nPPid:\t7\nNSpid:\t9\nVmRSS:\t  2048 kB\n',
      // A name may hold anything, brackets and line breaks included
      '9/stat': `9 (a) R 1 (\n) S 7 ${'0 '.repeat(17)}12345 0`,
    });
    const table = await new ProcessReader(files).read();
    assert.equal(table.complete, true);
    assert.deepEqual(
      table.processes.map(({ pid, parent, rss, startedAt }) => ({ pid, parent, rss, startedAt })),
      [{ pid: 9, parent: 7, rss: 2048 * 1024, startedAt: 1_700_000_000_000 + 123_450 }],
    );
  });

  it('follows a shim that was forked to become a VMM, and a wrapper that becomes a shim', async () => {
    const files: Record<string, string> = { '1/cmdline': 'init', '5/cmdline': shim, '6/cmdline': shim };
    const read = reader(proc(files));
    assert.deepEqual(
      (await read()).processes.map(({ role }) => role),
      ['shim', 'shim'],
    );
    files['6/cmdline'] = qemu;
    files['7/cmdline'] = '/bin/sh /opt/kata/wrapper';
    assert.deepEqual(
      (await read(500)).processes.map(({ role }) => role),
      ['shim', 'vmm'],
    );
    files['7/cmdline'] = shim;
    assert.deepEqual(pids(await read(5_000)), [5, 6, 7]);
  });

  it('does not read again what is nothing to Kata, but for numbers that were given anew', async () => {
    const files: Record<string, string> = { '1/cmdline': 'init', '50/cmdline': 'bash' };
    const recorded = proc(files);
    const read = reader(recorded);
    for (const later of [0, 6_000, 6_000]) await read(later);
    recorded.read_.length = 0;
    await read(5_000);
    assert.deepEqual(recorded.read_, ['1/cmdline']); // Whether the processes of others can be seen
    // Its number is a shim's now. It was not seen to be gone
    files['50/cmdline'] = shim;
    assert.deepEqual(pids(await read(5_000)), []);
    assert.deepEqual(pids(await read(60_000)), [50]);
    // And the other way round: what is Kata's is looked at each time
    files['50/cmdline'] = 'bash';
    assert.deepEqual(pids(await read(100)), []);
  });

  it('says whether the processes of others are hidden', async () => {
    const complete = async (files: Record<string, string>) =>
      (await new ProcessReader(proc(files)).read()).complete;
    assert.equal(await complete({ '1/cmdline': 'init', '7/cmdline': 'bash' }), true);
    assert.equal(await complete({ '1/status': '', '7/cmdline': 'bash' }), false, 'hidepid=1');
    assert.equal(await complete({ '7/cmdline': 'bash' }), false, 'hidepid=2');
    assert.equal(await complete({}), true, 'no /proc at all');
  });

  it('believes nobody in a container', async () => {
    const files = proc({
      '1/cmdline': 'init',
      '8/cmdline': qemu,
      '8/status': 'NSpid:\t8\t1\nVmRSS:\t1 kB\n',
    });
    assert.deepEqual(pids(await new ProcessReader(files).read()), []);
  });

  it('survives garbage', async () => {
    for (const garbage of ['', ')', 'PPid:\nVmRSS: many', '\0\0\0', 'x'.repeat(100_000), ') ) )']) {
      const files = proc({
        stat: garbage,
        '9/cmdline': qemu,
        '9/stat': garbage,
        '9/status': garbage,
        '10/cmdline': garbage,
        'x9/cmdline': qemu,
        '0x9/cmdline': qemu,
        '-1/cmdline': qemu,
      });
      const [process, ...others] = (await new ProcessReader(files).read()).processes;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [process?.pid, process?.parent, process?.rss, process?.startedAt],
        [9, 0, undefined, undefined],
      );
    }
  });

  it('reads 5,000 processes without holding up the rest', async function () {
    this.timeout(20_000);
    const files: Record<string, string> = { '1/cmdline': 'init' };
    for (let pid = 2; pid <= 5_000; pid++)
      files[`${pid}/cmdline`] = pid % 50 === 0 ? qemu : `/usr/bin/program-${pid} --option value`;
    const names = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))];
    let reads = 0;
    const slow: ProcFiles = {
      list: () => names,
      read: (name) => {
        reads += 1;
        // As long as a file of /proc takes
        const until = performance.now() + 0.02;
        while (performance.now() < until);
        return name.endsWith('cmdline') ? files[name]?.replaceAll(' ', '\0') : undefined;
      },
    };
    const read = reader(slow);
    // What is read between two turns of the event loop: a busy machine makes it less, never more
    const turns: number[] = [];
    let over = false;
    const watch = () => {
      turns.push(reads);
      reads = 0;
      if (!over) setImmediate(watch);
    };
    watch();
    const table = await read();
    over = true;
    assert.equal(table.processes.length, 100);
    const most = Math.max(...turns);
    assert.ok(most > 10 && most <= 10 / 0.02, `${most} files of 0.02 ms at once`);
    await read(6_000);
    await read(6_000);
    reads = 0;
    await read(1_000);
    assert.ok(reads <= 4 * 100 + 10, `${reads} files where nothing is new`);
  });
});

describe('Single processes', () => {
  const host = hostProcesses(
    proc({
      '90/cmdline': `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${id} -address x`,
      '91/cmdline': 'sleep 1d',
      '91/stat': '91 (sleep) S 90 91 91',
      '92/cmdline': 'sleep 1d',
      '92/cgroup': `0::/system.slice/docker-${id}.scope\n`,
      '93/cmdline': 'sleep 1d',
      '93/stat': '93 (sleep) S 1 93 93',
      '93/cgroup': `0::/docker/${'e'.repeat(64)}\n`,
      '94/cmdline': 'sh',
      '94/cgroup': '12:memory:/default/web\n0::/\n',
      '95/cmdline': qemu,
      '90/task/90/children': '91 92 ',
      '90/task/99/children': '',
      '90/task/90/comm': 'containerd-shim\n',
      '90/task/99/comm': 'vmm_master\n',
    }),
  );

  it('tells whether a process is of a container', () => {
    assert.equal(host.belongsTo(91, id), true, 'started by its shim');
    assert.equal(host.belongsTo(92, id), true, 'in its control group');
    assert.equal(host.belongsTo(95, id), true, 'by its arguments');
    assert.equal(host.belongsTo(93, id), false, "another container's");
    assert.equal(host.belongsTo(94, 'web'), true, 'a name that ctr was given');
    assert.equal(host.belongsTo(94, 'eb'), false);
    assert.equal(host.belongsTo(4711, id), false, 'nobody');
  });

  it('lists children and threads', () => {
    assert.deepEqual(host.childrenOf(90), [91, 92]);
    assert.deepEqual(host.threadsOf(90), ['containerd-shim', 'vmm_master']);
    assert.equal(host.childrenOf(91), undefined);
    assert.equal(host.threadsOf(91), undefined);
  });

  it('looks at this machine', () => {
    if (process.platform !== 'linux') return;
    const real = hostProcesses(hostProc);
    assert.equal(real.argumentsOf(process.pid)?.[0]?.includes('node'), true);
    assert.equal(real.isNested(process.pid), false);
    assert.ok((real.threadsOf(process.pid)?.length ?? 0) > 1);
    assert.equal(real.argumentsOf(2 ** 30), undefined);
  });
});
