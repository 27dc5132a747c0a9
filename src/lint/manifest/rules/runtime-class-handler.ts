/** Handlers that are gone, never were, are mistyped, or are not what the class's name promises. */
import {
  classifyHandler,
  distributionClass,
  knownIn,
  releaseAfter,
  runtimeClasses,
  teeNames,
  type HandlerProfile,
} from '../../../knowledge';
import { t } from '../../../text';
import { distance } from '../../suggest';
import type { Fix } from '../../finding';
import type { RuntimeClassObject } from '../classes';
import type { Surroundings } from '../surroundings';
import { written } from './edits';
import { forClasses, type ClassReport, type ManifestFamily } from './family';
import { classExample } from './samples';

/** Gives handler and name another text, the name only where it is the same. */
function rename({ object, name, handler, facts }: RuntimeClassObject, to: string, preferred = false): Fix[] {
  if (!handler) return [];
  const both = name && facts?.name === facts?.handler ? [name, handler] : [handler];
  const edits = both
    .map(({ value }) => ({ span: value.span, newText: written(to, object.part, value.span) }))
    .sort((a, b) => a.span.start - b.span.start);
  return [{ title: t('Change to {0}', to), edits, ...(preferred && { preferred }) }];
}

function checkRelease(
  found: RuntimeClassObject,
  profile: HandlerProfile,
  version: string,
  report: ClassReport,
): void {
  const { handler } = found;
  const { runtimeClass, replacement } = profile;
  if (!handler) return;
  if (profile.origin === 'never') {
    const instead = replacement === undefined ? '' : t(' Use {0}.', replacement);
    report(
      'runtime-class-never',
      handler.value.span,
      t('No release of Kata has a handler {0}: {1}.{2}', profile.handler, profile.note ?? '', instead),
      { fixes: replacement === undefined ? [] : rename(found, replacement) },
    );
  }
  if (!runtimeClass || profile.origin === 'suffixed') return;
  const known = knownIn(runtimeClass, version);
  if (known === 'gone') {
    const removed = releaseAfter(runtimeClass.until ?? '');
    const instead = replacement === undefined ? t('Nothing takes its place.') : t('Use {0}.', replacement);
    report(
      'runtime-class-removed',
      handler.value.span,
      t(
        'Kata removed {0}{1}: no node with Kata {2} has this handler. {3}',
        runtimeClass.name,
        removed === undefined ? '' : t(' in {0}', removed),
        version,
        instead,
      ),
      { fixes: replacement === undefined ? [] : rename(found, replacement), tags: ['deprecated'] },
    );
  }
  if (known === 'not-yet') {
    report(
      'runtime-class-not-yet',
      handler.value.span,
      t(
        'Kata {0} does not have {1} yet; it comes with {2}.',
        version,
        runtimeClass.name,
        runtimeClass.since ?? t('a later release'),
      ),
    );
  }
}

/** The handler of a release that one with a slip in it most likely means. */
function meant(handler: string, version: string): string | undefined {
  const limit = handler.length < 16 ? 1 : 2;
  const near = [...runtimeClasses().values()]
    .filter((entry) => knownIn(entry, version) === 'yes')
    .map(({ name }) => ({ name, cost: distance(handler, name, limit) }))
    .filter(({ cost }) => cost <= limit)
    .sort((a, b) => a.cost - b.cost);
  return near[0]?.name;
}

function checkKnown(
  found: RuntimeClassObject,
  profile: HandlerProfile,
  version: string,
  report: ClassReport,
): void {
  const { handler, object } = found;
  if (!handler || object.customRuntime || (profile.origin !== 'custom' && profile.origin !== 'suffixed'))
    return;
  const near = meant(profile.handler, version);
  if (near !== undefined) {
    report(
      'runtime-class-unknown-handler',
      handler.value.span,
      t('No release of Kata has a handler {0}; did you mean {1}?', profile.handler, near),
      { fixes: rename(found, near) },
    );
  } else if (profile.origin === 'custom') {
    report(
      'runtime-class-unknown-handler',
      handler.value.span,
      t(
        'Kata does not bring a handler {0}: pods start only on nodes whose containerd or CRI-O has a runtime of that name.',
        profile.handler,
      ),
      { severity: 'information' },
    );
  }
}

/** Words in a name that promise a TEE. */
const promises = /(?:^|-)(?:confidential|snp|tdx|sev|cc)(?:-|$)/;
/** Runtimes that are certainly no Kata. */
const otherRuntimes = /^(?:runc|crun|youki|runsc|gvisor|nvidia(?:-.*)?)$/;

function checkName(found: RuntimeClassObject, profile: HandlerProfile, report: ClassReport): void {
  const { name, handler, facts } = found;
  if (!name || !handler || !facts || facts.name === profile.handler) return;
  const named = classifyHandler(facts.name);
  const own = distributionClass(facts.name);
  if (own?.handlers.includes(profile.handler)) return;
  const at = name.value.span;
  if (otherRuntimes.test(profile.handler)) {
    report(
      'runtime-class-name-handler',
      at,
      t(
        "The class {0} is called like one of Kata's, but its handler is {1}: its pods do not run in Kata.",
        facts.name,
        profile.handler,
      ),
      { severity: 'warning' },
    );
    return;
  }
  const claims = named.confidential === 'yes' || promises.test(facts.name);
  if (claims && profile.confidential === 'no') {
    report(
      'runtime-class-name-handler',
      at,
      t(
        'The class {0} is called like a confidential one, but its handler {1} starts VMs without a TEE: nothing protects its pods from the host.',
        facts.name,
        profile.handler,
      ),
      { severity: 'warning' },
    );
    return;
  }
  if (named.tee !== undefined && profile.tee !== undefined && named.tee !== profile.tee) {
    report(
      'runtime-class-name-handler',
      at,
      t(
        'The class {0} is called like one for {1}, but its handler {2} is for {3}.',
        facts.name,
        teeNames[named.tee],
        profile.handler,
        teeNames[profile.tee],
      ),
      { severity: 'warning' },
    );
    return;
  }
  if (named.origin !== 'upstream' || profile.runtimeClass?.name === facts.name) return;
  report(
    'runtime-class-name-handler',
    at,
    t(
      "Upstream's {0} has a handler of the same name; here it is {1}, which is another runtime.",
      facts.name,
      profile.handler,
    ),
  );
}

function checkVariant(found: RuntimeClassObject, profile: HandlerProfile, report: ClassReport): void {
  if (!found.handler || !profile.variant || profile.confidential !== 'yes') return;
  report(
    'runtime-class-debug-variant',
    found.handler.value.span,
    t(
      "{0} starts guests with a debug console: whoever has the node can look into them, and their measurement is not that of {1}. Don't use it for secrets.",
      profile.handler,
      profile.runtimeClass?.name ?? t('the release'),
    ),
  );
}

export const handlerFamily: ManifestFamily = {
  rules: [
    {
      id: 'runtime-class-removed',
      summary: 'Kata does not have this handler any more',
      severity: 'warning',
      about:
        'Kata removed some of its runtimes: `kata-qemu-sev` after 3.18.0 (SEV-SNP is its successor), `kata-stratovirt` after 3.24.0, `kata-qemu-cca` after 3.28.0, `kata-cloud-hypervisor` after 3.29.0 (now `kata-clh-runtime-rs`). On nodes with a newer Kata, pods of such a class do not start: the node knows no runtime for the handler.',
      bad: classExample({
        name: 'kata-cloud-hypervisor',
        handler: '«kata-cloud-hypervisor»',
        memory: '130Mi',
      }),
      good: classExample({ name: 'kata-clh-runtime-rs', memory: '130Mi' }),
      source: 'tools/packaging/kata-deploy (runtimeclasses, helm-chart) at every release from 3.2.0 on',
    },
    {
      id: 'runtime-class-never',
      summary: 'Kata never had this handler',
      severity: 'warning',
      about:
        'Some handlers are in articles and examples, but in no release: `kata-qemu-sgx` (SGX needs no runtime of its own, but the resource `sgx.intel.com/epc`) and `kata-clh-tdx` (only in early previews of Confidential Containers).',
      bad: classExample({ name: 'kata-qemu-sgx', handler: '«kata-qemu-sgx»' }),
      good: classExample(),
      source: 'docs/use-cases/using-Intel-SGX-and-kata.md@4.1.0',
    },
    {
      id: 'runtime-class-not-yet',
      summary: 'This Kata does not have the handler yet',
      severity: 'warning',
      about:
        'The handler comes with a later release than the one that the file is for. Kubernetes takes the class, but its pods do not start: containerd and CRI-O have no runtime of that name. Say which release is meant with `# kata: version=4.1.0` at the top of the file.',
      bad: {
        ...classExample({ name: 'kata-clh-runtime-rs', handler: '«kata-clh-runtime-rs»', memory: '130Mi' }),
        version: '3.29.0',
      },
      good: { ...classExample({ name: 'kata-clh-runtime-rs', memory: '130Mi' }), version: '3.30.0' },
      source: 'tools/packaging/kata-deploy (runtimeclasses, helm-chart) at every release from 3.2.0 on',
    },
    {
      id: 'runtime-class-unknown-handler',
      summary: 'No Kata brings this handler',
      severity: 'warning',
      about:
        "A handler that differs from one of Kata's by a letter or two is most likely a slip: pods of the class will not start. Any other name that begins with `kata-` is only mentioned, for nodes may have runtimes of their own (the Helm chart's `customRuntimes`, or an entry in containerd's or CRI-O's configuration).",
      bad: classExample({ name: 'kata-qemu-spn', handler: '«kata-qemu-spn»', memory: '2048Mi' }),
      good: classExample({ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/values.yaml@4.1.0',
    },
    {
      id: 'runtime-class-name-handler',
      summary: "The class's name promises another runtime than its handler",
      severity: 'information',
      about:
        "A pod asks for a class by its name, but the handler decides what it runs in. A class `kata-qemu-snp` with the handler `kata-qemu` looks confidential and is not. Names of one's own are fine, and so are `kata` (the chart's default class) and the names of other distributions.",
      bad: classExample({ name: '«kata-qemu-snp»', handler: 'kata-qemu' }),
      good: classExample({ name: 'kata', handler: 'kata-qemu' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
    {
      id: 'runtime-class-debug-variant',
      summary: "A confidential class uses Kata's debug guest",
      severity: 'warning',
      about:
        "With `debug` the chart installs a second class for every runtime, `…-debug` (and `…-devkit`), whose guests have the agent's debug console. Who controls the node can look into such a guest, and its measurement differs from the release's, so that attestation against the release's reference values fails.",
      bad: classExample({
        name: 'kata-qemu-snp-debug',
        handler: '«kata-qemu-snp-debug»',
        memory: '2048Mi',
        cpu: '"1.0"',
      }),
      good: classExample({ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
  ],
  check: forClasses((found, { target }: Surroundings, report) => {
    const { profile } = found;
    if (!profile) return;
    checkRelease(found, profile, target.version, report);
    checkKnown(found, profile, target.version, report);
    checkName(found, profile, report);
    checkVariant(found, profile, report);
  }),
};
