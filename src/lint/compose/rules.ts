/** The rules over Compose files: services in Kata, and those that lean on them. */
import { t } from '../../text';
import { conflictOf } from '../containers/conflicts';
import { isConfidentialRuntime } from '../containers/runtime';
import type { EngineFamily, Report } from '../runtimes/run';
import type { Service } from './model';
import { ruleTexts } from './rule-texts';

/** What the services in Kata ask for that Kata can't give. */
export function checkServices(services: readonly Service[], report: Report): void {
  const once = withoutRepeats(report);
  const inKata = new Set(services.filter(({ kata }) => kata).map(({ name }) => name));
  for (const service of services) {
    if (service.kata) checkService(service, once);
    else checkNeighbour(service, inKata, once);
  }
}

/** Anchors and merge keys make one place count for several services. */
function withoutRepeats(report: Report): Report {
  const said = new Set<string>();
  return (rule, span, message, extra) => {
    const place = `${rule} ${String(span.start)} ${String(span.end)}`;
    if (said.has(place)) return;
    said.add(place);
    report(rule, span, message, extra);
  };
}

function checkService({ asks, runtime = '', runtimeSpan, binds }: Service, report: Report): void {
  for (const ask of asks) {
    const found = conflictOf(ask);
    if (!found) continue;
    report(`compose-${found.rule}`, ask.span, found.message, {
      ...(found.severity && { severity: found.severity }),
      ...(ask.remove && { fixes: [ask.remove] }),
    });
  }
  if (binds && isConfidentialRuntime(runtime))
    report(
      'compose-confidential',
      runtimeSpan,
      t(
        '{0} shares no files with the host: what is mounted is copied into the VM once, and changes do not come back. Use a runtime that is not confidential, such as kata-qemu.',
        runtime.slice(0, 80),
      ),
    );
}

/** A service outside Kata in the network of one that is in Kata: the interfaces belong to the VM. */
function checkNeighbour({ asks }: Service, inKata: ReadonlySet<string>, report: Report): void {
  for (const { option, value, span } of asks) {
    const [, name] = option === 'network' ? (/^service:(.+)$/.exec(value) ?? []) : [];
    if (name === undefined || !inKata.has(name)) continue;
    report(
      'compose-network',
      span,
      t(
        'The network interfaces of {0} belong to its VM: a service that joins them has no network. Give it a network of its own.',
        name.slice(0, 80),
      ),
    );
  }
}

export const families: readonly EngineFamily<readonly Service[]>[] = [
  { rules: ruleTexts, check: checkServices },
];
