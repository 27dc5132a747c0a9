/** `.kata-workbench.json`: what a project says about its Kata, for the editor and the command line alike. */
import { parse, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../documents';
import { jsonProblemWords } from '../json-words';
import { nearestRelease, type Runtime } from '../knowledge';
import { t } from '../text';
import { severities, type Severity } from './finding';

export const projectFileName = '.kata-workbench.json';

/** A rule's severity as a setting has it. */
export type RuleSetting = Severity | 'off';

/** What the file may say; schemas/kata-workbench.schema.json says the same to editors. */
export interface Project {
  readonly version?: string;
  readonly runtime?: Runtime;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** gitignore patterns, relative to the project file. */
  readonly ignore?: readonly string[];
}

/** Something that is wrong with a project file. */
export interface ProjectProblem {
  readonly message: string;
  readonly span: Span;
}

export const isRuleSetting = (value: unknown): value is RuleSetting =>
  value === 'off' || severities.some((severity) => severity === value);

const settings = ['off', ...severities].join(', ');

/** A project file nested deeper than this is none; the parser would run out of stack. */
const deepest = 50;

/** Whether brackets are open more than `deepest` times at once. Those in strings count, too: no harm is done. */
function isTooDeep(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open++;
    else if (character === ']' || character === '}') open--;
    if (open > deepest) return true;
  }
  return false;
}

/** Reads a project file. What is wrong is said in `problems` and does not count; what is right still does. */
export function parseProject(text: string): { project: Project; problems: readonly ProjectProblem[] } {
  if (isTooDeep(text)) {
    const span = { start: 0, end: Math.min(1, text.length) };
    return {
      project: {},
      problems: [{ message: t('The project file is nested too deeply to be read.'), span }],
    };
  }
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: true };
  const source = text.replace(/^\ufeff/, ' ');
  parse(source, errors, options);
  const problems: ProjectProblem[] = errors.map(({ error, offset, length }) => ({
    message: t('Not valid JSON: {0}.', jsonProblemWords(printParseErrorCode(error))),
    span: { start: offset, end: offset + length },
  }));
  const tree = parseTree(source, [], options);
  const project: {
    version?: string;
    runtime?: Runtime;
    rules?: Record<string, RuleSetting>;
    ignore?: string[];
  } = {};
  const complain = (node: Node, message: string): void => {
    problems.push({ message, span: { start: node.offset, end: node.offset + node.length } });
  };
  if (tree && tree.type !== 'object')
    complain(tree, t('The project file is an object: { "version": "4.1.0" }.'));
  for (const property of tree?.type === 'object' ? (tree.children ?? []) : []) {
    const [key, value] = property.children ?? [];
    if (!key || !value) continue;
    const content: unknown = value.value;
    switch (key.value) {
      case '$schema':
        break;
      case 'version':
        if (typeof content === 'string' && nearestRelease(content)) project.version = content;
        else complain(value, t('The version is a Kata release from 3.2.0 on, such as "4.1.0".'));
        break;
      case 'runtime':
        if (content === 'go' || content === 'rs') project.runtime = content;
        else complain(value, t('The runtime is "go" or "rs".'));
        break;
      case 'rules':
        if (value.type !== 'object') complain(value, t('The rules are an object of rule: {0}.', settings));
        for (const rule of value.type === 'object' ? (value.children ?? []) : []) {
          const [name, severity] = rule.children ?? [];
          if (!name || !severity) continue;
          const setting: unknown = severity.value;
          if (isRuleSetting(setting)) (project.rules ??= {})[String(name.value)] = setting;
          else complain(severity, t("A rule's severity is one of {0}.", settings));
        }
        break;
      case 'ignore':
        if (value.type === 'array' && value.children?.every(({ type }) => type === 'string')) {
          project.ignore = value.children.map((item) => String(item.value));
        } else complain(value, t('The ignored paths are a list of gitignore patterns.'));
        break;
      default:
        complain(
          key,
          t('A project file knows version, runtime, rules and ignore, not "{0}".', String(key.value)),
        );
    }
  }
  return { project, problems };
}
