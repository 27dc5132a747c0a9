/** A keystroke in a configuration: our lint beside Taplo's language server, which Even Better TOML starts. */
import { join } from 'node:path';
import { LineIndex } from '../../src/documents';
import { newest } from '../../src/knowledge';
import { lintKataConfig } from '../../src/lint';
import { taploKeystrokes } from './peers/taplo';
import { atMost, kilobytes, median, milliseconds, ratio, type Bench, type Row } from './row';
import { large, typed, usual } from './texts/configuration';
import { fetchPeers } from './tools';

const schema = join('schemas', 'kata-config-go.schema.json');

/** Milliseconds of each keystroke, places as lines and characters included, after warm-up. */
function keystrokes(text: string, rounds: number): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const now = typed(text, round);
    const started = performance.now();
    const findings = lintKataConfig(
      { main: { path: 'configuration-qemu.toml', text: now } },
      { version: newest, runtime: 'go' },
    );
    const lines = new LineIndex(now);
    for (const list of findings.values()) for (const { span } of list) lines.range(span);
    if (round >= 5) times.push(performance.now() - started);
  }
  return times;
}

async function compare(text: string, rounds: number, peerRounds: number, limit: number): Promise<Row> {
  const own = median(keystrokes(text, rounds));
  const texts = Array.from({ length: peerRounds }, (_, keystroke) => typed(text, keystroke));
  const taplo = median((await taploKeystrokes(await fetchPeers(), schema, texts)).slice(1));
  return {
    what: `a keystroke in a configuration of ${kilobytes(text.length)}, ${text.split('\n').length} lines`,
    beside: `Taplo's language server: ${milliseconds(taplo)}`,
    own: milliseconds(own),
    ratio: ratio(own, taplo),
    limit: atMost(own, limit, milliseconds),
  };
}

export const configuration: Bench = {
  name: 'configuration',
  measure: async () => [await compare(usual(), 41, 8, 5), await compare(large(), 15, 4, 60)],
};
