/** The rules over a devcontainer.json. A dev container without Kata is none of their business. */
import { jsonText, property } from '../../documents';
import { t } from '../../text';
import { conflictOf } from '../containers/conflicts';
import { isConfidentialRuntime, isKataRuntime, runtimeIn } from '../containers/runtime';
import type { Fix } from '../finding';
import type { EngineFamily, Report } from '../runtimes/run';
import { parseMount } from '../containers/mounts';
import type { DevcontainerFile, RuntimeOption } from './model';
import { ruleTexts } from './rule-texts';

const remove = (file: DevcontainerFile, option: RuntimeOption): { readonly fixes?: readonly Fix[] } => {
  const span = file.without(option);
  const title = t('Remove this --runtime');
  return span ? { fixes: [{ title, edits: [{ span, newText: '' }], preferred: true }] } : {};
};

/** Whether one of the runtimes in `runArgs` is Kata's, whether or not it counts. */
const namesKata = ({ runtimes }: DevcontainerFile): boolean =>
  runtimes.some(({ value }) => value !== undefined && isKataRuntime(runtimeIn(value) ?? ''));

function checkSource(file: DevcontainerFile, report: Report): void {
  const { source, runtimes, root, kata } = file;
  if (source === 'nothing' && namesKata(file) && root?.type === 'object')
    report(
      'devcontainer-no-image',
      { start: root.offset, end: root.offset + 1 },
      t(
        'The Dev Container CLI refuses this file: it has no image, no build with a dockerfile and no dockerComposeFile. Add "image", for example "mcr.microsoft.com/devcontainers/base:bookworm".',
      ),
    );
  if (source !== 'compose') return;
  for (const option of runtimes) {
    if (!isKataRuntime(runtimeIn(option.value ?? '') ?? '')) continue;
    if (kata)
      report(
        'devcontainer-runtime-in-compose',
        option.span,
        t(
          'With dockerComposeFile runArgs are not read. The runtime of the service in the Compose files counts.',
        ),
        { severity: 'warning', tags: ['unnecessary'], ...remove(file, option) },
      );
    else
      report(
        'devcontainer-runtime-in-compose',
        option.span,
        t(
          'With dockerComposeFile runArgs are not read: the container runs without Kata. Write runtime: {0} at the service in a Compose file.',
          runtimeIn(option.value ?? '') ?? 'kata',
        ),
      );
  }
}

/** What Docker makes of each `--runtime`. */
function checkRuntimes(file: DevcontainerFile, report: Report): void {
  const { runtimes, source, runtime } = file;
  if (source === 'compose') return;
  for (const option of runtimes) checkValue(file, option, report);
  const taken = runtimes.filter(({ value }) => value !== undefined);
  const last = taken.at(-1);
  if (!last || taken.length < 2 || !namesKata(file)) return;
  if (runtime !== undefined && !isKataRuntime(runtime))
    report(
      'devcontainer-runtime-repeated',
      last.span,
      t('Docker takes the last --runtime: the container runs in {0}, not in Kata.', runtime.slice(0, 80)),
      { severity: 'error', ...remove(file, last) },
    );
  else
    for (const option of taken.slice(0, -1))
      report(
        'devcontainer-runtime-repeated',
        option.span,
        t('Docker takes the last --runtime; this one has no effect.'),
        { tags: ['unnecessary'], ...remove(file, option) },
      );
}

function checkValue(file: DevcontainerFile, option: RuntimeOption, report: Report): void {
  const say = (message: string, newText?: string): void => {
    const fix = newText === undefined ? undefined : JSON.stringify(`--runtime=${newText}`);
    report('devcontainer-runtime-value', option.span, message, {
      ...(fix !== undefined && {
        fixes: [
          { title: t('Change to {0}', fix), edits: [{ span: option.span, newText: fix }], preferred: true },
        ],
      }),
    });
  };
  const { index, value } = option;
  const written = jsonText(file.runArgs?.value.children?.[index]) ?? '';
  const [, joined] = /^--runtime\s+(\S+)\s*$/.exec(written) ?? [];
  if (joined !== undefined)
    say(
      t('Docker takes "--runtime {0}" in one text for the name of an option and refuses it.', joined),
      joined,
    );
  else if (value === undefined || value === '' || value.startsWith('-'))
    say(
      value === undefined || value === ''
        ? t(
            'The name of a runtime is missing: Docker takes what follows for it, and no container starts. Write "--runtime=kata".',
          )
        : t('Docker takes {0} for the name of the runtime. Write "--runtime=kata".', value.slice(0, 80)),
    );
  else if (isKataRuntime(value) && !value.includes('$') && !/^[A-Za-z0-9][\w.-]*$/.test(value))
    say(
      /\s/.test(value)
        ? t('The name of a runtime has no blanks: Docker knows none by this name.')
        : t(
            "A runtime is a name in Docker's daemon.json, or that of a shim such as io.containerd.kata.v2, and no path.",
          ),
      /\s/.test(value) ? value.trim() : undefined,
    );
}

/** What the container asks for that Kata can't give. */
export function checkConflicts(file: DevcontainerFile, report: Report): void {
  if (!file.kata) return;
  for (const ask of file.asks) {
    const found = conflictOf(ask);
    if (!found) continue;
    report(`devcontainer-${found.rule}`, ask.span, found.message, {
      ...(found.severity && { severity: found.severity }),
      ...(ask.remove && { fixes: [ask.remove] }),
    });
  }
  checkConfidential(file, report);
}

/** The workspace is a bind mount unless the file says otherwise. */
function checkConfidential({ runtime, runtimes, source, root }: DevcontainerFile, report: Report): void {
  if (source === 'compose' || runtime === undefined || !isConfidentialRuntime(runtime)) return;
  const workspace = jsonText(property(root, 'workspaceMount')?.value);
  const { source: from = '' } = workspace === undefined ? {} : parseMount(workspace);
  if (workspace !== undefined && !/^[./~]|\$\{localWorkspaceFolder/.test(from)) return;
  report(
    'devcontainer-confidential',
    runtimes.at(-1)?.span ?? { start: root?.offset ?? 0, end: (root?.offset ?? 0) + 1 },
    t(
      '{0} shares no files with the host: the workspace is copied into the VM once, and changes do not come back. Use a runtime that is not confidential, such as kata-qemu.',
      runtime.slice(0, 80),
    ),
  );
}

export const families: readonly EngineFamily<DevcontainerFile>[] = [
  {
    rules: ruleTexts,
    check(file, report) {
      checkSource(file, report);
      checkRuntimes(file, report);
      checkConflicts(file, report);
    },
  },
];
