/** How long runtime-rs waits for the agent in the guest. */
import { t } from '../../../text';
import { change, offer, set } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { rsBoot, rsFile } from './samples';
import { since, Table } from './table';
import type { KataConfig } from '../model';

/** Milliseconds, where the keys are absent (src/libs/kata-types/src/config/agent.rs@4.1.0). */
const defaults = { dial_timeout_ms: 10, reconnect_timeout_ms: 3000 } as const;

/** More agent tables than anybody has. */
const maxAgents = 20;

function milliseconds(table: Table, name: keyof typeof defaults): number | undefined {
  return table.config.complete && !table.entry(name) ? defaults[name] : table.number(name);
}

function checkTimeouts(config: KataConfig, name: string, report: Report): void {
  const agent = new Table(config, ['agent', name]);
  const dial = agent.entry('dial_timeout_ms');
  const reconnect = agent.entry('reconnect_timeout_ms');
  const dialMs = milliseconds(agent, 'dial_timeout_ms');
  const reconnectMs = milliseconds(agent, 'reconnect_timeout_ms');
  if (dial && dialMs === 0) {
    report(
      'toml-agent-timeouts',
      dial.file,
      dial.value.span,
      t(
        'dial_timeout_ms must not be 0; {0} refuses the file. The default is {1}.',
        kata(config),
        String(defaults.dial_timeout_ms),
      ),
      { fixes: [change(dial.value.span, String(defaults.dial_timeout_ms))] },
    );
    return;
  }
  const wrong = reconnect ?? dial;
  if (!wrong || dialMs === undefined || reconnectMs === undefined || reconnectMs >= dialMs) return;
  if (dialMs < 0 || reconnectMs < 0 || !since(config, '4.1.0')) return;
  report(
    'toml-agent-timeouts',
    wrong.file,
    wrong.value.span,
    t(
      'reconnect_timeout_ms ({0}{1}) is the time for all attempts to reach the agent and must not be below dial_timeout_ms ({2}{3}), the pause between two; {4} refuses the file.',
      reconnect ? '' : t('by default '),
      String(reconnectMs),
      dial ? '' : t('by default '),
      String(dialMs),
      kata(config),
    ),
    offer(
      set(
        agent,
        wrong.file,
        'reconnect_timeout_ms',
        String(Math.max(dialMs, defaults.reconnect_timeout_ms)),
        true,
      ),
    ),
  );
}

export const agentFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-agent-timeouts',
      summary: 'The timeouts for reaching the agent contradict each other',
      severity: 'error',
      about:
        '`dial_timeout_ms` is the pause between two attempts to reach the agent and must not be 0. `reconnect_timeout_ms` is the time for all attempts; since 4.1.0 runtime-rs refuses a file in which it is the smaller one. Where a key is absent, 10 and 3000 count, so a `dial_timeout_ms` above 3000 alone is refused too. (The shipped `configuration-rs-fc.toml` of 4.1.0 has this mistake.)',
      bad: { runtime: 'rs', text: rsFile('qemu', rsBoot, 'dial_timeout_ms = «45000»\n') },
      good: {
        runtime: 'rs',
        text: rsFile('qemu', rsBoot, 'dial_timeout_ms = 10\nreconnect_timeout_ms = 45000\n'),
      },
      source: 'src/libs/kata-types/src/config/agent.rs@4.1.0 (validate)',
    },
  ],
  check(config, report) {
    if (config.target.runtime !== 'rs') return;
    for (const name of config.named('agent').slice(0, maxAgents)) checkTimeouts(config, name, report);
  },
};
