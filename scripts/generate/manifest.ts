/** The parts of package.json that follow from the code: names of rules, and the tools for language models. */
import { rules } from '../../src/lint';
import { tools, type Tool, type ToolName } from '../../src/tools';

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: { 'kata.lint.rules': { propertyNames: unknown } } };
    languageModelTools: unknown;
  };
}

/** package.json with the rules and tools of today, written as npm writes it. */
export function manifest(text: string): string {
  const value = JSON.parse(text) as Manifest;
  // `propertyNames` and not 60 properties: the editor completes them all the same
  value.contributes.configuration.properties['kata.lint.rules'].propertyNames = {
    enum: rules.map(({ id }) => id),
  };
  value.contributes.languageModelTools = tools.map(contributed);
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const icons: Readonly<Record<ToolName, string>> = {
  kata_check_host: '$(server-environment)',
  kata_lint: '$(checklist)',
  kata_list_sandboxes: '$(vm)',
  kata_list_confidential_pods: '$(shield)',
  kata_explain: '$(book)',
};

/** From within a container, the sandboxes of the host are out of sight. */
const when: Partial<Readonly<Record<ToolName, string>>> = {
  kata_list_sandboxes: '!(remoteName =~ /^(?:attached-container|codespaces|dev-container)$/)',
};

/** A tool as VS Code wants it; what people read stands in package.nls.json. */
const contributed = ({ name, description, input }: Tool) => ({
  name,
  toolReferenceName: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  displayName: `%tool.${name}%`,
  userDescription: `%tool.${name}.description%`,
  modelDescription: description,
  icon: icons[name],
  canBeReferencedInPrompt: true,
  tags: ['kata', 'containers'],
  ...(when[name] !== undefined && { when: when[name] }),
  inputSchema: input,
});
