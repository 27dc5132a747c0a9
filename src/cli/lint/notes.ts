/** What the command line has to say about a file beside what the rules find in it; docs/command-line.md explains both. */
import { projectFileName, type Finding, type Severity } from '../../lint/core';

/** A rule as SARIF and the links to the documentation need it. */
export interface Note {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
}

export const nothingToCheck: Note = {
  id: 'nothing-to-check',
  summary: 'There is nothing to check in this file',
  severity: 'information',
};

export const unreadableFile: Note = {
  id: 'unreadable-file',
  summary: 'The file cannot be read',
  severity: 'error',
};

export const notes: readonly Note[] = [nothingToCheck, unreadableFile];

const finding = ({ id, severity }: Note, message: string): Finding => ({
  rule: id,
  severity,
  message,
  span: { start: 0, end: 0 },
});

/** For a named file that is none of ours. */
export const notChecked = (): Finding =>
  finding(
    nothingToCheck,
    'Nothing to check here: neither the path nor the text is that of a file for Kata. If it is one, say so with --kind.',
  );

/** For a named file that the project file ignores. */
export const ignored = (): Finding =>
  finding(nothingToCheck, `Not checked: ${projectFileName} ignores this file.`);

export const unreadable = (reason: string): Finding =>
  finding(unreadableFile, `The file cannot be read: ${reason}.`);
