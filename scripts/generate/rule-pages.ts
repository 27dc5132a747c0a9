/** The rules' documentation in Markdown, from the rules themselves. */
import { rulePage, rules } from '../../src/lint';

/** docs/rules/ID.md */
export const rulePageFile = (rule: (typeof rules)[number]): string =>
  `${rulePage(rule)}\n\n[All rules](../rules.md)\n`;

/** What the rules whose ids begin so are about; the order is that of the README. */
const families: readonly (readonly [prefixes: readonly string[], about: string])[] = [
  [['toml'], "Kata's configuration.toml and its drop-ins"],
  [['runtime-class'], 'RuntimeClasses'],
  [['pod'], 'Pods and everything with a pod template'],
  [['init-data', 'policy'], 'Init-data and the policy of the agent'],
  [['secret'], 'Sealed secrets'],
  [['devcontainer', 'compose'], 'devcontainer.json and Compose files that ask for Kata'],
  [['containerd', 'crio', 'docker'], "Kata's runtimes in containerd, CRI-O and Docker"],
  [['manifest', 'coco'], 'Manifests as such, and what of Confidential Containers is retired'],
];

/** How many rules there are about what; throws where a rule is about nothing of it. */
export function familyTable(): string {
  const familyOf = (id: string) =>
    families.find(([prefixes]) => prefixes.some((prefix) => id.startsWith(`${prefix}-`)));
  const lost = rules.find(({ id }) => !familyOf(id));
  if (lost) throw new Error(`The README's table has no row for ${lost.id}.`);
  const rows = families.map((family) => {
    const own = rules.filter(({ id }) => familyOf(id) === family);
    const count = (severity: string) => own.filter((rule) => rule.severity === severity).length;
    const [prefixes, about] = family;
    const names = prefixes.map((prefix) => `\`${prefix}-\``).join(', ');
    return `| ${about} | ${names} | ${own.length} | ${count('error')} | ${count('warning')} |`;
  });
  return [
    '| What is checked | Rules | All | Errors | Warnings |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A section for what the rules are about, with a line for each. */
function section([prefixes, about]: (typeof families)[number]): string {
  const rows = rules
    .filter(({ id }) => prefixes.some((prefix) => id.startsWith(`${prefix}-`)))
    .map(({ id, summary, severity }) => `| [${id}](rules/${id}.md) | ${severity} | ${summary} |`);
  return [`## ${about}\n`, '| Rule | Severity | What it reports |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** docs/rules.md */
export function rulesPage(): string {
  return [
    '# Rules',
    `Every finding names its rule; there are ${rules.length}. The severity is the usual one: where the consequence is graver or milder, so is the finding. An error: Kata, or what starts it, refuses it. A warning: something else happens than the file says. Information: it has no effect, or is only worth knowing.`,
    '`# kata-lint-disable-next-line RULE[, RULE] -- reason` silences rules on the next line that is not a comment (`//` in devcontainer.json), `# kata-lint-disable-file ...` in the whole file. The `rules` of `.kata-workbench.json` give a rule another severity or `off`, and the setting `kata.lint.rules` stands above them.',
    ...families.map(section),
  ]
    .join('\n\n')
    .concat('\n');
}
