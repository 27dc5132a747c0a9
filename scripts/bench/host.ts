/**
 * The host check beside the programs that it asks, one after the other as a script would; the Docker that they ask is
 * the tests'. Where another tool for the same is on the PATH, its whole run is beside ours.
 */
import { createRunner, type Command } from '../../src/engines';
import { checkHost, createHostReader } from '../../src/host';
import { findProgram } from '../programs';
import { atMost, median, milliseconds, ratio, type Bench, type Row } from './row';
import { benchDocker, processTimes, product } from './tools';

const rounds = 7;

/** Other tools, with words that ask neither root nor the network. */
const peers = [
  ['virt-host-validate', 'qemu'],
  ['kata-runtime', 'check', '--no-network-checks'],
  ['kata-ctl', 'check', 'all'],
] as const;

async function besideItsPrograms(): Promise<Row> {
  const { environment } = await benchDocker();
  const runner = createRunner({ environment: { ...process.env, ...environment } });
  const asked = new Map<string, Command<unknown>>();
  const reader = createHostReader({
    lines: (...call) => runner.lines(...call),
    run: async (command, signal) => {
      const answer = await runner.run(command, signal);
      asked.set([command.command, ...command.args].join(' '), command);
      return answer;
    },
  });
  const { checks } = await checkHost(reader);
  const own: number[] = [];
  const programs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let began = performance.now();
    await checkHost(reader);
    own.push(performance.now() - began);
    began = performance.now();
    for (const command of asked.values()) await runner.run(command);
    programs.push(performance.now() - began);
  }
  return {
    what: `the host check, ${checks.length} checks`,
    beside: `the ${asked.size} programs that it asks, one after the other: ${milliseconds(median(programs))}`,
    own: milliseconds(median(own)),
    ratio: ratio(median(own), median(programs)),
    limit: atMost(median(own), 3_000, milliseconds),
  };
}

export const host: Bench = {
  name: 'host',
  measure: async () => {
    const rows = [await besideItsPrograms()];
    for (const [name, ...args] of peers) {
      const program = findProgram([name]);
      if (program === undefined) continue;
      await product();
      const other = median(await processTimes(program, args, rounds));
      const own = median(await processTimes(process.execPath, ['dist/cli.js', 'host'], rounds));
      rows.push({
        what: 'kata-workbench host, from cold',
        beside: `${[name, ...args].join(' ')}: ${milliseconds(other)}`,
        own: milliseconds(own),
        ratio: ratio(own, other),
        limit: atMost(own, 3_000, milliseconds),
      });
    }
    return rows;
  },
};
