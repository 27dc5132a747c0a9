/** The switch of a configuration with Docker Compose: an override file and its name in dockerComposeFile. */
import { basename, dirname, resolve } from 'node:path';
import { applyEdits, type TextEdit } from '../documents';
import { t } from '../text';
import type { FileChange, Files, FileText } from './files';
import { endOf, spanOf } from './jsonc';
import { insertItem, removeItems, styleOf } from './layout';
import type { Former, Memory } from './memory';
import {
  deciding,
  freeName,
  isOverride,
  overrideName,
  overrideText,
  refusalIn,
  withRuntime,
  type ComposeFile,
} from './override';
import type { DevContainer } from './read';
import { isKataRuntime } from './runtime-name';
import { configChange, exactUndo, remember, type Configuration, type Steps } from './plan';

/** Where the remembered override file is. */
const pathOf = ({ path }: DevContainer, override: Memory['override']): string | undefined =>
  override && resolve(dirname(path), override.name);

/**
 * The override file among the files: the one that is remembered, else one that has its very content, else one that has
 * its name and was removed.
 */
const overrideOf = ({ composeFiles, model, memory }: Configuration): ComposeFile | undefined =>
  composeFiles.findLast(({ path }) => path !== undefined && path === pathOf(model, memory?.override)) ??
  composeFiles.findLast((file) => isOverride(file, model.service?.value ?? '')) ??
  composeFiles.findLast(({ path, file }) => !file && path === resolve(dirname(model.path), overrideName));

/** Whether the memory is about this override file. */
const remembered = (
  { memory, model }: Configuration,
  override: ComposeFile | undefined,
): Memory | undefined =>
  override?.path !== undefined && override.path === pathOf(model, memory?.override) ? memory : undefined;

/** Adds a file at the end of dockerComposeFile. */
function addFile({ text, root, source: { value } }: DevContainer, name: string): readonly TextEdit[] {
  const style = styleOf(text, root);
  const item = JSON.stringify(name);
  if (value.type === 'array') return insertItem(text, value, value.children?.length ?? 0, item, style);
  const { start, end } = spanOf(value);
  return [
    { span: { start, end: start }, newText: '[' },
    { span: { start: end, end }, newText: `,${style.gap}${item}]` },
  ];
}

/** Takes a file out of dockerComposeFile; a list that was one text before becomes that again. */
function removeFile(
  { text, source: { value } }: DevContainer,
  index: number,
  former: Former | undefined,
): readonly TextEdit[] {
  if (value.type !== 'array') return [];
  const others = (value.children ?? []).filter((_, at) => at !== index);
  const [other] = others;
  const between = other && text.slice(value.offset, other.offset) + text.slice(endOf(other), endOf(value));
  if (former?.kind === 'text' && other && others.length === 1 && !/\/[/*]/.test(between ?? ''))
    return [{ span: spanOf(value), newText: text.slice(other.offset, endOf(other)) }];
  return removeItems(text, value, new Set([index]));
}

/** An override file of an earlier switch that is not named any more: git may have put devcontainer.json back. */
async function leftover(
  { memory, model }: Configuration,
  files: Files,
): Promise<{ readonly name: string; readonly file: FileText } | undefined> {
  const path = pathOf(model, memory?.override);
  if (memory?.override?.before !== null || path === undefined) return undefined;
  const file = await files.read(path);
  return file?.text === memory.override.written ? { name: memory.override.name, file } : undefined;
}

/** Plans the switch to a runtime. */
export async function planComposeUse(
  configuration: Configuration,
  runtime: string,
  files: Files,
): Promise<Steps> {
  const { model, composeFiles, memory } = configuration;
  const now = deciding(composeFiles);
  const service = model.service?.value ?? '';
  if (now?.runtime === runtime) return { changes: [], warnings: [], remember: memory };
  const override = overrideOf(configuration);
  const own = remembered(configuration, override);
  if (override?.path === undefined) {
    const left = await leftover(configuration, files);
    const folder = dirname(model.path);
    const name = left?.name ?? (await freeName(folder, files));
    const path = resolve(folder, name);
    const written = overrideText(service, runtime);
    const edits = addFile(model, name);
    const text = applyEdits(model.text, edits);
    const former = { kind: model.source.value.type === 'array' ? 'list' : 'text' } as const;
    return {
      changes: [{ path, before: left?.file, after: written }, ...configChange(configuration, edits)],
      warnings: [],
      remember: {
        ...remember(configuration, runtime, text, model.text, former),
        override: { name, before: null, written },
      },
    };
  }
  if (now && now !== override && composeFiles.indexOf(now) > composeFiles.indexOf(override))
    throw refusalIn(
      now,
      t(
        '{0} names the runtime {1} and comes behind {2}. Take it out there, or put {2} last in dockerComposeFile.',
        now.entry.value,
        now.runtime ?? '',
        override.entry.value,
      ),
    );
  const written =
    !override.file || own?.override?.written === override.file.text
      ? overrideText(service, runtime)
      : withRuntime(override, service, runtime);
  if (written === undefined)
    throw refusalIn(
      override,
      t(
        '{0} was changed and names no runtime for the service {1}. Add "runtime: {2}" to it by hand.',
        override.entry.value,
        service,
        runtime,
      ),
    );
  const { path, file } = override;
  const original = own ? applyEdits(model.text, undoConfig(configuration, own, override)) : model.text;
  const before = own?.override ? own.override.before : (file?.text ?? null);
  // An override file that somebody changed is never what was written: it stays on the way back
  const changedByOthers = own?.override && file && own.override.written !== file.text;
  const after: Memory = {
    ...remember(configuration, runtime, model.text, original, own?.former ?? { kind: 'same' }),
    override: { name: basename(path), before, written: changedByOthers ? own.override.written : written },
  };
  return {
    changes: [{ path, before: file, after: written }],
    warnings: [],
    remember: original === model.text && before === written ? undefined : after,
  };
}

/** The edits that put devcontainer.json back. */
function undoConfig(
  configuration: Configuration,
  memory: Memory,
  override: ComposeFile,
): readonly TextEdit[] {
  const exact = exactUndo(configuration, memory);
  if (exact) return exact;
  if (memory.former.kind === 'same') return [];
  return removeFile(configuration.model, configuration.composeFiles.indexOf(override), memory.former);
}

/** Plans the way back. */
export function planComposeDefault(configuration: Configuration): Steps {
  const { composeFiles, model } = configuration;
  const override = overrideOf(configuration);
  const own = remembered(configuration, override);
  if (own?.override && override) {
    const edits = undoConfig(configuration, own, override);
    const { change, warning } = undoOverride(own.override, override, model.service?.value ?? '', own.former);
    return {
      changes: [...configChange(configuration, edits), ...change],
      warnings: warning,
      remember: undefined,
    };
  }
  const now = deciding(composeFiles);
  if (!now?.runtime) return { changes: [], warnings: [], remember: undefined };
  if (!isKataRuntime(now.runtime)) {
    const warning = t(
      '{0} in {1} stays: it is not Kata, and no switch is remembered that wrote it.',
      now.runtime,
      now.entry.value,
    );
    return { changes: [], warnings: [warning], remember: undefined };
  }
  if (now !== override || now.path === undefined)
    throw refusalIn(
      now,
      t(
        '{0} names the runtime {1}, and no switch is remembered that wrote it. Take "runtime: {1}" out there by hand.',
        now.entry.value,
        now.runtime,
      ),
    );
  const edits = removeFile(model, composeFiles.indexOf(now), undefined);
  return {
    changes: [...configChange(configuration, edits), { path: now.path, before: now.file, after: undefined }],
    warnings: [],
    remember: undefined,
  };
}

/** What becomes of the override file: away, back, or, where somebody changed it, left as it is. */
function undoOverride(
  { before, written }: NonNullable<Memory['override']>,
  override: ComposeFile,
  service: string,
  former: Former,
): { change: FileChange[]; warning: string[] } {
  const { file, entry, path = entry.value } = override;
  if (!file) return { change: [], warning: [] };
  if (file.text === written)
    return { change: [{ path, before: file, after: before ?? undefined }], warning: [] };
  if (former.kind !== 'same')
    return {
      change: [],
      warning: [
        t('{0} was changed since it was written, so it stays; nothing uses it any more.', entry.value),
      ],
    };
  const runtime = before === null ? undefined : /^ {4}runtime: (.*)$/m.exec(before)?.[1];
  const text = runtime === undefined ? undefined : withRuntime(override, service, unquoted(runtime));
  if (text === undefined)
    return {
      change: [],
      warning: [t('{0} was changed since it was written; put the runtime in it right by hand.', entry.value)],
    };
  return { change: [{ path, before: file, after: text }], warning: [] };
}

/** A text as `overrideText` writes it, without its quotes. */
const unquoted = (text: string): string => (text.startsWith('"') ? String(JSON.parse(text)) : text);
