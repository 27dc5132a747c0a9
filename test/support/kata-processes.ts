/** Processes that look in the process table as those of a Kata sandbox do. What runs is a Node.js that waits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that stands in for one of Kata's. */
export interface StandIn {
  readonly pid: number;
  end(): Promise<void>;
}

/** Starts a process with this name and these arguments. It ends with this one, whose pipe is its standard input. */
export async function standIn(program: string, args: readonly string[]): Promise<StandIn> {
  const wait = ['-e', 'process.stdin.resume().on("end", () => process.exit())', '--'];
  const child = spawn(process.execPath, [...wait, ...args], {
    argv0: program,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** The arguments that Kata's Go runtime gives QEMU, as far as the workbench looks at them. */
export const qemuArguments = (id: string, machine = 'q35,accel=kvm'): readonly string[] => [
  ...['-name', `sandbox-${id},debug-threads=on`],
  ...['-machine', machine],
  ...['-m', '2048M,slots=10,maxmem=32095M'],
  ...['-device', 'vhost-vsock-pci,guest-cid=1234'],
  ...['-kernel', '/opt/kata/share/kata-containers/vmlinux.container'],
  ...['-append', 'console=hvc0 agent.log=info'],
  ...['-smp', '1,cores=1,threads=1,sockets=8,maxcpus=8'],
];
