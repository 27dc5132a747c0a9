/** `kata_explain`: what a finding, a host check or a message means. */
import { explainUp } from '../devcontainer';
import { text } from '../engines';
import { catalogueEntry, topicTitles } from '../host';
import { failureIn, failures, type Failure } from '../knowledge';
import { nearest, rulePage, rules } from '../lint';
import type { ToolInput } from './input';
import { ToolError } from './tool';

/** A message may name several rules. */
const maxPages = 3;

export function explainTool(input: ToolInput): string {
  const about = (text(input.about) ?? '').trim();
  const pages = [...rulePages(about), ...checkPages(about), ...failurePages(about)];
  if (pages.length > 0) return pages.slice(0, maxPages).join('\n\n');
  const known = [...rules.map(({ id }) => id), ...failures.map(({ id }) => id)];
  const meant = nearest(about, known);
  throw new ToolError(
    `Nothing is known of this.${meant === undefined ? '' : ` Did you mean "${meant}"?`} Give the id of a rule as kata_lint reports it, ` +
      'the id of a check as kata_check_host reports it, or the whole message of a pod, an event, Docker or the Dev Container CLI.',
  );
}

/** Of every rule whose id stands in the text. */
function rulePages(about: string): readonly string[] {
  const words = new Set(about.match(/[a-z][a-z0-9]*(?:-[a-z0-9]+)+/g));
  return rules.filter(({ id }) => words.has(id)).map(rulePage);
}

function checkPages(about: string): readonly string[] {
  const entry = catalogueEntry(about);
  if (!entry) return [];
  const { id, topic, title } = entry;
  return [
    [
      `# ${id}: ${title}`,
      `A check of the host, of the topic ${topic} (${topicTitles()[topic]}).`,
      '- ok: it is as Kata, or that TEE, needs it.\n' +
        '- failed: Kata, or that TEE, can not run because of it.\n' +
        '- warning: Kata can run, but something will not work as wished.\n' +
        '- unknown: what would tell could not be read as this user; that is not the same as no.\n' +
        '- not-applicable: the question does not arise on this machine.',
      `kata_check_host with the topic ${topic} says what was found here, what it means and how to mend it.`,
    ].join('\n\n'),
  ];
}

function failurePages(about: string): readonly string[] {
  const failure = failures.find(({ id }) => id === about) ?? failureIn(about);
  if (failure) return [failurePage(failure)];
  const up = explainUp(about);
  return up ? [`${up.cause}\n\nFix: ${up.next}`] : [];
}

const failurePage = ({ id, title, explanation, fix, journal, source }: Failure): string =>
  [
    `# ${id}: ${title}`,
    explanation,
    `Fix: ${fix}`,
    ...(journal
      ? ['The whole cause is only in the journal of the node: `sudo journalctl -t kata --since "-1 hour"`.']
      : []),
    `Source: ${source}.`,
  ].join('\n\n');
