/** The rules over a CRI-O configuration. */
import { Suggestions } from '../suggest';
import { configPathProblem } from '../runtimes/config-path';
import type { EngineFamily, Report } from '../runtimes/run';
import { baseName, filledInLater, isKata, isKataRuntimeProgram, runtimeOfShim } from '../../knowledge';
import { t } from '../../text';
import { below, change, remove, text, texts } from '../runtimes/tables';
import { runtimeKeys } from './keys';
import type { CrioConfig, CrioRuntime } from './model';
import { ruleTexts } from './rule-texts';

const near = new Suggestions(runtimeKeys);

/** CRI-O's pattern for the shim of a runtime of type vm (pkg/config/config.go@1.36.3, RuntimeTypeVMBinaryPattern). */
const shimName = /^containerd-shim-[a-zA-Z0-9\-+]+$/;

function checkType(config: CrioConfig, runtime: CrioRuntime, report: Report): void {
  const entry = runtime.get('runtime_type');
  const type = text(entry);
  if (type === 'vm' || (type !== undefined && filledInLater(type))) return;
  if (entry) {
    report(
      'crio-runtime-type',
      entry.value.span,
      t(
        'Kata needs the runtime_type "vm": with {0} CRI-O does not start it as a shim, and every pod of {1} fails.',
        type === undefined ? t('this') : `"${type}"`,
        runtime.handler,
      ),
      { fixes: [change(entry.value.span, '"vm"', true)] },
    );
    return;
  }
  // a table that only adds to one of another drop-in has no path either
  if (!runtime.get('runtime_path') || !runtime.lacks('runtime_type')) return;
  const fix = runtime.table && below(config.document.text, runtime.table, 'runtime_type = "vm"');
  report(
    'crio-runtime-type',
    runtime.span,
    t(
      'Without runtime_type = "vm" CRI-O starts Kata\'s shim as if it were runc, and every pod of {0} fails.',
      runtime.handler,
    ),
    { ...(fix && { fixes: [{ ...fix, preferred: true }] }) },
  );
}

function checkPath(runtime: CrioRuntime, report: Report): void {
  const entry = runtime.get('runtime_path');
  const path = text(entry);
  if (!entry || path === undefined || path === '' || filledInLater(path)) return;
  const { span } = entry.value;
  const binary = baseName(path);
  if (!path.startsWith('/')) {
    const message = t(
      'runtime_path should be absolute: CRI-O looks for it below the folder that it is started in.',
    );
    report('crio-runtime-path', span, message, { severity: 'warning' });
  } else if (isKataRuntimeProgram(path)) {
    report(
      'crio-runtime-path',
      span,
      t(
        'kata-runtime has not been an OCI runtime since Kata 2.0. Name the shim, containerd-shim-kata-v2, instead.',
      ),
      { fixes: [change(span, `"${path.replace(/kata-runtime[\w-]*$/, 'containerd-shim-kata-v2')}"`)] },
    );
  } else if (text(runtime.get('runtime_type')) === 'vm' && !shimName.test(binary)) {
    report(
      'crio-runtime-path',
      span,
      t(
        'CRI-O leaves {0} out: for the type "vm" the program\'s name must begin with containerd-shim-.',
        runtime.handler,
      ),
    );
  }
}

function checkConfigPath(config: CrioConfig, runtime: CrioRuntime, report: Report): void {
  const entry = runtime.get('runtime_config_path');
  const configPath = text(entry);
  if (!entry || configPath === undefined) return;
  const shim = runtimeOfShim(text(runtime.get('runtime_path')) ?? '');
  const registration = { handler: runtime.handler, configPath, ...(shim && { shim }) };
  const problem = configPathProblem(registration, 'runtime_config_path', config.target);
  if (problem) report('crio-config-path', entry.value.span, problem.message, { severity: problem.severity });
}

function checkPrivileged(config: CrioConfig, report: Report): void {
  const name = 'privileged_without_host_devices';
  const bare = config.runtimes.filter((runtime) => runtime.get('runtime_path') && runtime.lacks(name));
  const [first, ...others] = bare;
  if (!first) return;
  const edits = bare.flatMap(
    ({ table }) => (table && below(config.document.text, table, `${name} = true`)?.edits) ?? [],
  );
  report(
    'crio-privileged',
    first.span,
    t(
      'A privileged container under {0} is given all devices of the host, which a VM does not have: it usually fails to start. Set {1} = true.',
      first.handler,
      name,
    ),
    {
      ...(edits.length > 0 && { fixes: [{ title: t('Add {0} = true', name), edits, preferred: true }] }),
      ...(others.length > 0 && {
        related: others.map(({ span }) => ({ span, message: t('The same is missing here.') })),
      }),
    },
  );
}

function checkAnnotations(runtime: CrioRuntime, report: Report): void {
  for (const { value, span } of texts(runtime.get('allowed_annotations'))) {
    if (!/kata/i.test(value)) continue;
    report(
      'crio-annotations',
      span,
      t(
        '"{0}" is none of CRI-O\'s own annotations, and CRI-O leaves {1} out because of it. Remove it: annotations of Kata need no permission here.',
        value,
        runtime.handler,
      ),
    );
  }
}

function checkKeys(config: CrioConfig, runtime: CrioRuntime, report: Report): void {
  for (const entry of runtime.tables.flatMap(({ entries }) => entries)) {
    const { name, span } = entry.key;
    if (runtimeKeys.includes(name)) continue;
    const meant = /^(?:ConfigPath|config_path)$/i.test(name) ? 'runtime_config_path' : near.nearest(name);
    const hint =
      name === 'pod_annotations' || name === 'container_annotations'
        ? t(' It is a key of containerd; CRI-O hands every annotation on.')
        : meant === undefined
          ? ''
          : t(' Did you mean {0}?', meant);
    report('crio-unknown-key', span, t('CRI-O has no key {0} for a runtime; it is ignored.{1}', name, hint), {
      fixes: [
        ...(hint.includes('mean') && meant !== undefined ? [change(span, meant, true)] : []),
        remove(config.document.text, entry),
      ],
    });
  }
}

/** Tables that look like a runtime of Kata and that CRI-O does not read. */
function checkTables({ tables }: CrioConfig, report: Report): void {
  const said = new Set<string>();
  for (const { names, keys, header } of tables) {
    const at = names.findIndex((name, index) => /^runtimes?$/.test(name) && isKata(names[index + 1] ?? ''));
    const handler = names[at + 1];
    const key = keys[at + 1];
    if (!header || at < 0 || handler === undefined || !key || said.has(handler)) continue;
    if (at === 2 && names[2] === 'runtimes' && names[0] === 'crio' && names[1] === 'runtime') {
      const inner = keys[4];
      if (inner && !runtimeKeys.includes(inner.name)) {
        const message = t('CRI-O does not read this table of a runtime. A handler has no dots.');
        report('crio-runtime-table', inner.span, message);
      }
      continue;
    }
    said.add(handler);
    report(
      'crio-runtime-table',
      key.span,
      t('CRI-O does not read this table: a runtime is written [crio.runtime.runtimes.{0}].', handler),
    );
  }
}

export const families: readonly EngineFamily<CrioConfig>[] = [
  {
    rules: ruleTexts,
    check(config, report) {
      for (const { kind, message, span, first } of config.syntax ? config.document.problems : []) {
        const related = first && [{ span: first, message: t('It stands here first.') }];
        const [what = ''] = message.split(';');
        const said = kind === 'duplicate' ? t('{0}; CRI-O refuses to start with the file.', what) : message;
        report('crio-syntax', span, said, { ...(related && { related }) });
      }
      checkTables(config, report);
      checkPrivileged(config, report);
      for (const runtime of config.runtimes) {
        checkType(config, runtime, report);
        checkPath(runtime, report);
        checkConfigPath(config, runtime, report);
        checkAnnotations(runtime, report);
        checkKeys(config, runtime, report);
      }
      const name = text(config.defaultRuntime);
      if (config.defaultRuntime && name !== undefined && isKata(name)) {
        report(
          'crio-default-runtime',
          config.defaultRuntime.value.span,
          t(
            'Every pod without a RuntimeClass gets a VM. Those on the host network (kube-proxy, network plugins) do not work in Kata and need a RuntimeClass for another runtime.',
          ),
        );
      }
    },
  },
];
