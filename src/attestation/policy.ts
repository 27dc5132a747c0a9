/** A cheap reading of an agent policy in Rego: enough to say what it decides, without running it. */
import type { Span } from '../documents';
import { t } from '../text';
import { allowFailing } from './requests';
import { scanRego, type RegoComment, type RegoStatement } from './rego-scan';

/** A name with its place. */
export interface Named {
  readonly name: string;
  readonly span: Span;
}

/** A rule or a default value. */
export interface PolicyRule extends Named {
  readonly kind: 'default' | 'rule';
  /** The value as written; absent: `true`, as Rego has it for a rule without one. */
  readonly value?: Named;
  /** Holds whatever the request is: a default, or a rule without a body. */
  readonly unconditional: boolean;
}

/** What only one of Rego's two versions reads. */
export interface Dialect {
  /** `if`, `in`, `every` and `contains`, where each stands first. Version 0 reads them after an import only. */
  readonly keywords: readonly Named[];
  /** The brace of each rule whose body follows without `if`. Version 1 refuses it. */
  readonly bareBodies: readonly Span[];
}

export interface Policy {
  readonly text: string;
  readonly package?: Named;
  readonly imports: readonly Named[];
  readonly rules: readonly PolicyRule[];
  readonly dialect: Dialect;
  readonly comments: readonly RegoComment[];
}

/** What a policy says of a request. `undecided`: no rule, so the agent denies it. */
export type Decision = 'always' | 'sometimes' | 'never' | 'undecided';

const keywordForms: readonly (readonly [string, RegExp])[] = [
  ['contains', /^[\w.]+\s+(contains)\b/],
  ['every', /\b(every)\s+\w+(?:\s*,\s*\w+)?\s+in\b/],
  ['if', /(?:^|[\s)\]}])(if)(?=[\s{])/],
  ['in', /\w[\])]?\s+(in)\s/],
];

/** Reads a policy; never throws, and what it does not understand it leaves out. */
export function readPolicy(text: string): Policy {
  const { statements, comments } = scanRego(text);
  const imports: Named[] = [];
  const rules: PolicyRule[] = [];
  const keywords = new Map<string, Named>();
  const bareBodies: Span[] = [];
  let declared: Named | undefined;
  for (const statement of statements) {
    const { code } = statement;
    const header = /^(package|import)[ \t]+([\w.]+)/.exec(code);
    if (header) {
      const [whole, word, name = ''] = header;
      const named = at(statement, whole.length - name.length, name);
      if (word === 'import') imports.push(named);
      else declared ??= named;
      continue;
    }
    for (const [word, form] of keywordForms) {
      if (keywords.has(word) || !code.includes(word)) continue;
      const found = form.exec(code);
      if (found) keywords.set(word, at(statement, found.index + found[0].lastIndexOf(word), word));
    }
    const rule = defaultOf(statement) ?? ruleOf(statement, bareBodies);
    if (rule) rules.push(rule);
  }
  const first = [...keywords.values()].sort((a, b) => a.span.start - b.span.start);
  const dialect = { keywords: first, bareBodies };
  return { text, imports, rules, dialect, comments, ...(declared && { package: declared }) };
}

const at = ({ start }: RegoStatement, offset: number, name: string): Named => ({
  name,
  span: { start: start + offset, end: start + offset + name.length },
});

function defaultOf(statement: RegoStatement): PolicyRule | undefined {
  const [head, name = ''] = /^default\s+([A-Za-z_]\w*)/.exec(statement.code) ?? [];
  if (head === undefined) return undefined;
  const assigned = /^\s*:?=\s*/.exec(statement.code.slice(head.length))?.[0];
  const written = assigned === undefined ? '' : statement.code.slice(head.length + assigned.length);
  const value = assigned === undefined ? undefined : at(statement, head.length + assigned.length, written);
  const place = at(statement, head.length - name.length, name);
  return { ...place, kind: 'default', unconditional: true, ...(value && { value }) };
}

function ruleOf(statement: RegoStatement, bareBodies: Span[]): PolicyRule | undefined {
  const { code } = statement;
  const name = /^[A-Za-z_]\w*/.exec(code)?.[0];
  if (name === undefined) return undefined;
  const brace = code.indexOf('{');
  const head = brace < 0 ? code : code.slice(0, brace);
  const conditional = /(?:^|[\s)\]])if(?:\s|$)/.test(head);
  // after "=" a brace opens an object or a set, after "if" or a term it opens the rule's body
  const body = brace >= 0 && !conditional && !/[=|,([]\s*$/.test(head);
  if (body) bareBodies.push({ start: statement.start + brace, end: statement.start + brace + 1 });
  const assigned = /^[A-Za-z_]\w*\s*:?=\s*/.exec(code)?.[0];
  const constant = assigned === undefined ? undefined : /^\w+/.exec(code.slice(assigned.length))?.[0];
  const value = constant === undefined ? undefined : at(statement, assigned?.length ?? 0, constant);
  const whole = value === undefined ? name.length : value.span.end - statement.start;
  return {
    ...at(statement, 0, name),
    kind: 'rule',
    unconditional: !conditional && !body && whole === code.length,
    ...(value && { value }),
  };
}

/** What the policy says of one request, by reading alone: a rule with conditions counts as `sometimes`. */
export function decision(policy: Policy, request: string): Decision {
  const own = policy.rules.filter(({ name }) => name === request);
  const fallback = own.find(({ kind }) => kind === 'default');
  const rules = own.filter(({ kind }) => kind === 'rule');
  if (!fallback && rules.length === 0) return 'undecided';
  const fixed =
    rules.find(({ unconditional }) => unconditional) ?? (rules.length === 0 ? fallback : undefined);
  if (!fixed) return 'sometimes';
  const value = fixed.value?.name ?? 'true';
  return value === 'true' ? 'always' : value === 'false' ? 'never' : 'sometimes';
}

/** Whether the agent lets a request pass: what the policy says, unless it lets everything pass. */
export function allowed(policy: Policy, request: string): Decision {
  return decision(policy, allowFailing) === 'always' ? 'always' : decision(policy, request);
}

/** Something that people do, and the request that it needs. */
export interface Verb {
  readonly title: string;
  readonly request: string;
  /** What happens where the request is denied. */
  readonly denied: string;
}

/** Which request stands behind what (src/agent/src/rpc.rs@4.1.0). */
export const verbs = (): readonly Verb[] => [
  { title: 'kubectl exec, kubectl cp', request: 'ExecProcessRequest', denied: t('fails with an error') },
  { title: t('exec probes and hooks'), request: 'ExecProcessRequest', denied: t('the probe fails') },
  { title: 'kubectl logs', request: 'ReadStreamRequest', denied: t('empty output, no error (since 3.15.0)') },
  { title: 'kubectl attach', request: 'ReadStreamRequest', denied: t('empty output') },
  { title: t('input of exec and attach'), request: 'WriteStreamRequest', denied: t('fails with an error') },
  {
    title: t('files of ConfigMaps and Secrets'),
    request: 'CopyFileRequest',
    denied: t('the container does not start'),
  },
  { title: t('replacing the policy'), request: 'SetPolicyRequest', denied: t('the policy stays') },
];
