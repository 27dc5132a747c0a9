/** `--format sarif`: SARIF 2.1.0, for code scanning. */
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printableJson } from '../../documents/printable';
import type { Range } from '../../documents';
import { rules, type Severity } from '../../lint';
import { exitCodes, type Program } from '../usage';
import type { Entry } from './judge';
import { notes, unreadableFile } from './notes';
import { docsOf, locator, relatedPlaces } from './report';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const root = '%SRCROOT%';

/** A file below the current folder by its path in it, any other by a `file:` URL. */
function artifact(path: string): { uri: string; uriBaseId?: string } {
  const below = relative('', path);
  if (below === '' || below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below) {
    return { uri: pathToFileURL(path).href };
  }
  return { uri: below.split(sep).map(encodeURIComponent).join('/'), uriBaseId: root };
}

const region = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

const folderUrl = (): string => pathToFileURL(`${process.cwd()}${sep}`).href;

/** `exitCode`: what the run ends with. */
export function sarifReport(entries: readonly Entry[], program: Program, exitCode: number): string {
  const all = [...rules, ...notes];
  const results = entries.flatMap((entry) => {
    const at = locator(entry);
    const artifactLocation = artifact(entry.file);
    return entry.findings.map((finding) => {
      const { rule, severity, message, span, fixes = [] } = finding;
      const related = relatedPlaces(finding, entry, entries);
      return {
        ruleId: rule,
        ruleIndex: all.findIndex(({ id }) => id === rule),
        level: levels[severity],
        message: { text: message },
        locations: [{ physicalLocation: { artifactLocation, region: region(at(span)) } }],
        ...(related.length > 0 && {
          relatedLocations: related.map((place) => ({
            physicalLocation: {
              artifactLocation: artifact(place.entry.file),
              region: region(place.range),
            },
            message: { text: place.message },
          })),
        }),
        ...(fixes.length > 0 && {
          fixes: fixes.map(({ title, edits }) => {
            const replacements = edits.map((edit) => ({
              deletedRegion: region(at(edit.span)),
              insertedContent: { text: edit.newText },
            }));
            return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
          }),
        }),
      };
    });
  });
  const unread = entries.flatMap(({ file, findings }) =>
    findings
      .filter(({ rule }) => rule === unreadableFile.id)
      .map(({ message }) => ({
        level: 'error',
        message: { text: message },
        locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
      })),
  );
  const driver = {
    name: 'Kata Workbench',
    version: program.version,
    semanticVersion: program.version,
    rules: all.map(({ id, summary, severity }) => ({
      id,
      shortDescription: { text: summary },
      helpUri: docsOf(id, program),
      defaultConfiguration: { level: levels[severity] },
    })),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r'],
    originalUriBaseIds: { [root]: { uri: folderUrl() } },
    invocations: [
      {
        executionSuccessful: exitCode !== exitCodes.trouble,
        exitCode,
        ...(unread.length > 0 && { toolExecutionNotifications: unread }),
      },
    ],
    results,
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return printableJson(log);
}
