/** Lints one file, or a text in its place, for `kata_lint`: as `kata-workbench lint` does. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ToolError, type Linted, type LintRequest } from '../../tools';
import { fileInput, textInput } from '../lint/inputs';
import { judge, type Entry } from '../lint/judge';
import { nothingToCheck, unreadableFile } from '../lint/notes';
import { ProjectFiles } from '../lint/project-files';
import { attempt, Sources } from '../lint/sources';
import { complain } from '../usage';

/** A folder that nobody has, so that no file is beside a text that stands for none. */
const nowhere = 'text without a file';

export async function lintHere(request: LintRequest): Promise<readonly Linted[]> {
  const { text, kind, target, unnamed } = request;
  const path = unnamed ? join(nowhere, request.path) : request.path;
  const sources = new Sources();
  const projects = new ProjectFiles(complain);
  if (text === undefined && attempt(() => statSync(path).isDirectory()))
    throw new ToolError(`${resolve(path)} is a folder. Name a file in it.`);
  const input =
    text === undefined ? fileInput(path, kind, sources) : textInput(path, Buffer.from(text), kind, sources);
  const others =
    input.kind !== undefined && input.kind !== 'kata-config' ? await import('../lint/files') : undefined;
  return judge([input], { explicit: target }, sources, projects, others).map(lintedOf);
}

function lintedOf({ file, kind, findings, source, targets, input }: Entry): Linted {
  const note = findings.find(({ rule }) => rule === unreadableFile.id || rule === nothingToCheck.id);
  if (input && note?.rule === unreadableFile.id)
    throw new ToolError(`${resolve(file)}: ${note.message} Relative paths begin in ${process.cwd()}.`);
  if (kind === undefined || note?.rule === nothingToCheck.id)
    throw new ToolError(
      kind === undefined
        ? 'Nothing to check: neither the path nor the text is that of a file for Kata. If it is one, give its "kind".'
        : `${resolve(file)} is not checked: the .kata-workbench.json of its project ignores it.`,
    );
  return { file, kind, text: source?.text ?? '', findings, targets };
}
