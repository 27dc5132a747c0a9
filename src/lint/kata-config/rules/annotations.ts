/** enable_annotations: which settings a pod may change. */
import { annotationFor, annotations, expressionTest, isHonoured } from '../../../knowledge';
import type { Entry, KataConfig } from '../model';
import { expressionProblem } from '../expressions';
import { nearest } from '../../suggest';
import { change, offer } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu } from './samples';
import { hypervisorTables, since, type Table } from './table';
import type { Span } from '../../../documents';
import { t } from '../../../text';

const prefix = 'io.katacontainers.config.hypervisor.';
/** More entries than anybody writes; the rest is not looked at. */
const maxEntries = 200;

/** Annotations that reach beyond the pod's own guest, with what a pod can do. */
const risks = (): Readonly<Record<string, string>> => ({
  virtio_fs_extra_args: t('give virtiofsd, which runs on the host, options of its own'),
  kernel: t('boot any file of the host as kernel'),
  image: t('boot any file of the host as image'),
  initrd: t('boot any file of the host as initrd'),
  firmware: t('start the guest with any file of the host as firmware'),
  firmware_volume: t('start the guest with any file of the host as firmware volume'),
  machine_accelerators: t("add to QEMU's command line"),
  cpu_features: t("add to QEMU's command line"),
});

const enumerate = (words: readonly string[]): string =>
  words.length <= 4
    ? words.join(', ')
    : t('{0} and {1} more', words.slice(0, 3).join(', '), String(words.length - 3));

/** What the entries may match: the hypervisor annotations that this Kata reads, without their prefix. */
const knownNames = ({ target }: KataConfig): string[] =>
  [...annotations().values()]
    .filter(({ name }) => name.startsWith(prefix))
    .filter((annotation) => isHonoured(annotation, target))
    .map(({ name }) => name.slice(prefix.length));

/** Those of the names that the expression matches; undefined for one that can't be tried here. */
function matching(expression: string, names: readonly string[]): readonly string[] | undefined {
  const matches = expressionTest(expression);
  return matches && names.filter(matches);
}

interface Expression {
  readonly entry: Entry;
  readonly value: string;
  readonly span: Span;
}

/** An entry that matches no name, or more than it looks like. */
function checkReach(config: KataConfig, expression: Expression, names: readonly string[], report: Report) {
  const { entry, value, span } = expression;
  const matched = matching(value, names);
  if (!matched) return;
  const word = /^\^?([\w-]+)\$?$/.exec(value)?.[1];
  if (matched.length === 0 && word !== undefined) {
    const { runtime } = config.target;
    const own = annotationFor(runtime, 'hypervisor.*', word)?.name.slice(prefix.length);
    const meant = own !== undefined && names.includes(own) ? own : nearest(word, names);
    const hint = meant === undefined ? '' : t(' Did you mean "{0}"?', meant);
    report(
      'toml-annotation-reach',
      entry.file,
      span,
      t('"{0}" matches no hypervisor annotation that {1} reads.{2}', value, kata(config), hint),
      offer(meant === undefined ? undefined : change(span, JSON.stringify(value.replace(word, meant)))),
    );
    return;
  }
  const others = matched.filter((name) => name !== word);
  if (word !== undefined && others.length > 0) {
    report(
      'toml-annotation-reach',
      entry.file,
      span,
      t(
        '"{0}" is a regular expression and also enables {1}.{2}',
        value,
        enumerate(others),
        names.includes(word) ? t(' Only {0}: "^{0}$".', word) : '',
      ),
      offer(names.includes(word) ? change(span, `"^${word}$"`) : undefined),
    );
  } else if (word === undefined && matched.length > names.length / 2) {
    report(
      'toml-annotation-reach',
      entry.file,
      span,
      t(
        '"{0}" enables {1} of the {2} hypervisor annotations. List those that pods need.',
        value,
        String(matched.length),
        String(names.length),
      ),
    );
  }
}

/** What pods can do with it, and what they can't although it is enabled. */
function checkRisks(table: Table, expression: Expression, names: readonly string[], report: Report): void {
  const { config } = table;
  const { entry, value, span } = expression;
  const matched = matching(value, names) ?? [];
  // a remote hypervisor's image is one of the cloud, and it starts nothing here
  const risky = table.hypervisor === 'remote' ? [] : matched.filter((name) => risks()[name] !== undefined);
  const [first] = risky;
  if (first !== undefined) {
    const daemon = risky.includes('virtio_fs_extra_args') && since(config, '3.31.0');
    const named = daemon ? 'virtio_fs_extra_args' : first;
    const more = risky.length > 1 ? t(' (also {0})', enumerate(risky.filter((name) => name !== named))) : '';
    report(
      'toml-annotation-risk',
      entry.file,
      span,
      t(
        'With the annotation {0} a pod can {1}{2}. Leave it out unless every pod is trusted.',
        named,
        risks()[named] ?? '',
        more,
      ),
      { severity: daemon ? 'warning' : 'information' },
    );
  }
  const word = /^\^?([\w-]+)\$?$/.exec(value)?.[1] ?? '';
  const list = annotations().get(prefix + word)?.allowList;
  if (list === undefined || !matched.includes(word) || !config.complete) return;
  const allowed = table.entry(list);
  if (allowed && (allowed.value.kind !== 'array' || allowed.value.items.length > 0)) return;
  report(
    'toml-annotation-allow-list',
    entry.file,
    span,
    t(
      'The annotation {0} is enabled, but {1} allows no value: every pod that has it is refused or goes without.',
      word,
      list,
    ),
  );
}

export const annotationFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-annotation-expression',
      summary: 'An entry of enable_annotations is no regular expression',
      severity: 'warning',
      about:
        "Entries are regular expressions of the runtime's language: Go's regexp (RE2), Rust's regex. Neither has look-around or back references, and neither takes `*kernel`. In the Go runtime a broken entry matches nothing. In runtime-rs one broken entry disables all the others too.",
      bad: { text: `${goQemu}enable_annotations = [«"*kernel"»]\n` },
      good: { text: `${goQemu}enable_annotations = ["^kernel_params$"]\n` },
      source:
        'src/runtime/pkg/oci/utils.go@4.1.0 (regexpContains), src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0 (is_annotation_enabled)',
    },
    {
      id: 'toml-annotation-reach',
      summary: 'An entry of enable_annotations enables nothing, or more than it says',
      severity: 'information',
      about:
        'An entry is a regular expression that may match anywhere in the name: `kernel` also enables `kernel_params`, `enable_iommu` also `enable_iommu_platform`. `^` and `$` keep it to one. The shipped configurations have entries without them. Some annotations are not called like the key that they override: `default_max_vcpus`, `blk_logical_sector_size`.',
      bad: { text: `${goQemu}enable_annotations = [«"enable_iommu"», «"default_maxvcpus"»]\n` },
      good: { text: `${goQemu}enable_annotations = ["^enable_iommu$", "^default_max_vcpus$"]\n` },
      source: 'src/runtime/pkg/oci/utils.go@4.1.0 (regexpContains)',
    },
    {
      id: 'toml-annotation-risk',
      summary: 'Pods may change a setting that reaches the host',
      severity: 'information',
      about:
        'Whoever may create a pod may set its annotations. `virtio_fs_extra_args` left the shipped lists in 3.31.0 as a security risk and is a warning from then on. Annotations that name files let a pod open files of the host; those that name programs are bound to the `valid_*_paths` lists.',
      bad: { text: `${goQemu}enable_annotations = [«"^virtio_fs_extra_args$"»]\n` },
      good: { text: `${goQemu}enable_annotations = ["^kernel_params$"]\n` },
      source:
        'docs/how-to/how-to-set-sandbox-config-kata.md@4.1.0, src/runtime/Makefile@3.31.0 (DEFENABLEANNOTATIONS)',
    },
    {
      id: 'toml-annotation-allow-list',
      summary: 'An annotation is enabled whose list of allowed values is empty',
      severity: 'information',
      about:
        'Annotations that name a program or device of the host need both: the name in `enable_annotations`, and the value in a list such as `valid_hypervisor_paths`. An empty list allows nothing.',
      bad: { text: `${goQemu}enable_annotations = [«"^path$"»]\n` },
      good: {
        text: `${goQemu}enable_annotations = ["^path$"]\nvalid_hypervisor_paths = ["/opt/kata/bin/qemu-*"]\n`,
      },
      source: 'src/runtime/pkg/oci/utils.go@4.1.0 (checkPathIsInGlobs)',
    },
  ],
  check(config, report) {
    let names: string[] | undefined;
    for (const table of hypervisorTables(config)) {
      const entry = table.entry('enable_annotations');
      if (!entry) continue;
      names ??= knownNames(config);
      for (const { value, span } of table.texts('enable_annotations').slice(0, maxEntries)) {
        const problem = expressionProblem(value, config.target.runtime);
        if (problem !== undefined) {
          const consequence =
            config.target.runtime === 'rs'
              ? t('and with it the whole list enables nothing')
              : t('and it enables nothing');
          report(
            'toml-annotation-expression',
            entry.file,
            span,
            t('"{0}" is no regular expression ({1}), {2}.', value, problem, consequence),
          );
          continue;
        }
        checkReach(config, { entry, value, span }, names, report);
        checkRisks(table, { entry, value, span }, names, report);
      }
    }
  },
};
