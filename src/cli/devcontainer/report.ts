/** What `kata-workbench devcontainer` says, as text and as JSON; the JSON's shape is a promise to other programs. */
import type { FileChange, Plan, RuntimeState } from '../../devcontainer';
import { printable, printableJson } from '../../documents/printable';
import { diff } from './diff';

/** A refusal. `file` and `line` are null where the cause is not in a file. */
export const jsonError = (
  message: string,
  file?: string,
  line?: number,
  configs?: readonly string[],
): string =>
  printableJson({ error: { message, file: file ?? null, line: line ?? null, ...(configs && { configs }) } });

/** A plan that was carried out, or would be. `show`: a path as the user sees it. */
export const jsonReport = (
  { config, kind, before, after, changes, warnings }: Plan,
  show: (path: string) => string,
): string =>
  printableJson({
    config: show(config),
    kind,
    before,
    after,
    changed: changes.map(({ path }) => show(path)),
    warnings,
  });

const described = ({ runtime, resolved }: RuntimeState): string => {
  if (runtime === null) return "the engine's default runtime";
  return resolved === undefined || resolved === runtime
    ? runtime
    : `${runtime}, which is ${resolved === '' ? 'not set' : resolved} here`;
};

const verb = ({ before, after }: FileChange, dryRun: boolean): string => {
  const [made, removed, changed] = dryRun
    ? ['Would write', 'Would remove', 'Would change']
    : ['Wrote', 'Removed', 'Changed'];
  return !before ? made : after === undefined ? removed : changed;
};

const rebuild = `A container that exists keeps its runtime until it is rebuilt: "Dev Containers: Rebuild Container", or
devcontainer up --workspace-folder . --remove-existing-container.
`;

/** The same for people. `status`: nothing was to be changed. */
export function textReport(
  plan: Plan,
  show: (path: string) => string,
  { status, dryRun }: { readonly status: boolean; readonly dryRun: boolean },
): string {
  const { config, kind, before, after, changes } = plan;
  const name = printable(show(config));
  if (status) return `${name} (${kind}): ${printable(described(after))}\n`;
  if (changes.length === 0) return `${name} (${kind}): ${printable(described(after))}. Nothing to change.\n`;
  const lines = changes.map((change) => `${verb(change, dryRun)} ${printable(show(change.path))}\n`);
  const what = `${name} (${kind}): ${printable(described(before))} -> ${printable(described(after))}\n`;
  if (dryRun) return [what, ...lines, ...changes.map((change) => diff(change, show(change.path)))].join('');
  return [what, ...lines, rebuild].join('');
}
