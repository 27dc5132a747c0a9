/** `kata_lint`: findings in a text or a file as data. */
import { LineIndex } from '../documents/text';
import { text } from '../engines';
import { nearestRelease, newest, oldest, type Runtime } from '../knowledge';
import { classify, severities, type Finding, type Kind, type Severity } from '../lint';
import type { ToolInput } from './input';
import { atMost } from './present';
import { ToolError, type Linted, type LintRequest, type ToolDesk } from './tool';

/** One who has so many to mend asks again after the first. */
const maxFindings = 60;

export async function lintTool(input: ToolInput, { lint }: ToolDesk, signal: AbortSignal): Promise<unknown> {
  const version = versionIn(input);
  const runtime = text(input.runtime) as Runtime | undefined;
  const target = { ...(version !== undefined && { version }), ...(runtime && { runtime }) };
  return lintResult(await lint({ ...subjectOf(input), target }, signal));
}

/** What is to be linted. A text that stands for no file gets a name that its kind of file has. */
function subjectOf(input: ToolInput): Omit<LintRequest, 'target'> {
  const path = text(input.path);
  const content = text(input.text);
  const kind = text(input.kind) as Kind | undefined;
  if (path !== undefined) return { path, text: content, kind };
  if (content === undefined) throw new ToolError('Give the "path" of a file, or a "text".');
  const found =
    kind ?? ['configuration.toml', 'text.yaml'].map((name) => classify(name, content)).find(Boolean);
  if (!found)
    throw new ToolError(
      'The text alone does not tell what file it is. Give its "kind", or the "path" that it is for.',
    );
  const name = names[found] ?? 'text.yaml';
  return { path: name, unnamed: true, text: content, kind: found };
}

/** All others are YAML. */
const names: Partial<Readonly<Record<Kind, string>>> = {
  'kata-config': 'configuration.toml',
  'init-data': 'init-data.toml',
  containerd: 'config.toml',
  crio: 'crio.conf',
  'docker-daemon': 'daemon.json',
  devcontainer: 'devcontainer.json',
};

function versionIn({ kataVersion }: ToolInput): string | undefined {
  const word = text(kataVersion);
  if (word === undefined) return undefined;
  const release = nearestRelease(word);
  if (!release)
    throw new ToolError(
      `"kataVersion" is a Kata release from ${oldest} on, such as ${newest}, not "${word.slice(0, 100)}".`,
    );
  return release.version;
}

/** What was found in each file, the gravest first. */
export function lintResult(files: readonly Linted[]): unknown {
  const counts = Object.fromEntries(
    severities.map((severity) => [
      severity,
      files.flatMap(({ findings }) => findings).filter((one) => one.severity === severity).length,
    ]),
  );
  return {
    counts,
    files: files.map((linted) => ({
      file: linted.file,
      kind: linted.kind,
      checkedFor: linted.targets.map(({ target, versionFrom, runtimeFrom }) => ({
        ...target,
        versionFrom,
        runtimeFrom,
      })),
      ...atMost('findings', findingsOf(linted), maxFindings),
    })),
    meaning:
      'Lines and columns count from 1. versionFrom and runtimeFrom say what decided; default: the newest known Kata, the Go ' +
      'runtime. kata_explain has the page of each rule. No finding means that no known mistake was found, not that Kata ' +
      'will start.',
  };
}

const rank = (severity: Severity): number => severities.indexOf(severity);

function findingsOf({ text: content, findings }: Linted): readonly unknown[] {
  const lines = new LineIndex(content);
  const place = (span: Finding['span']) => {
    const { start, end } = lines.range(span);
    return {
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  return findings
    .toSorted((a, b) => rank(a.severity) - rank(b.severity))
    .map(({ rule, severity, message, span, fixes = [] }) => ({
      ...place(span),
      severity,
      rule,
      message,
      fixes: fixes.map(({ title, edits, preferred }) => ({
        title,
        preferred,
        // The one that is certain can be carried out as it stands here
        edits: preferred ? edits.map((edit) => ({ ...place(edit.span), newText: edit.newText })) : undefined,
      })),
    }));
}
