/** The command line on one file, from cold: beside Node.js that does nothing, and Taplo's command line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../cleanup';
import { atMost, median, milliseconds, ratio, type Bench } from './row';
import { usual } from './texts/configuration';
import { fetchPeers, processTimes, product } from './tools';

export const commandLine: Bench = {
  name: 'command-line',
  measure: async () => {
    await product();
    const file = join(temporaryFolder(), 'configuration-qemu.toml');
    writeFileSync(file, usual());
    const node = async (args: readonly string[], rounds: number) =>
      median(await processTimes(process.execPath, args, rounds));
    const own = await node(['dist/cli.js', 'lint', file], 15);
    const bare = await node(['-e', '0'], 15);
    const cli = join(await fetchPeers(), 'node_modules', '@taplo', 'cli', 'dist', 'cli.js');
    const taplo = await node([cli, 'lint', file], 3);
    return [
      {
        what: 'the command line on one file, from cold',
        beside: `taplo lint: ${milliseconds(taplo)}`,
        own: `${milliseconds(own)}, of which Node.js ${milliseconds(bare)}`,
        ratio: ratio(own, taplo),
        limit: `${atMost(own - bare, 100, milliseconds)} above Node.js`,
      },
    ];
  },
};
