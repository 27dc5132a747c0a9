/** The messages that users see, read out of the sources: the first arguments of `t` and `vscode.l10n.t`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { failures } from '../../src/knowledge';

/** The part whose messages `vscode.l10n` translates; `t` of src/text.ts does so with the others. */
export const editorPart = 'editor';

/** Files of translations with what their messages stand in; a message of several parts of the core is in the first. */
const parts: readonly (readonly [part: string, start: string])[] = [
  [editorPart, 'src/editor/'],
  ['host-tee', 'src/host/checks/tee'],
  ['host-tee', 'src/host/checks/sev-causes'],
  ['host-checks', 'src/host/checks/'],
  ['host', 'src/host/'],
  ['devcontainer', 'src/devcontainer/'],
  ['cluster', 'src/cluster/'],
  ['sandboxes', 'src/sandboxes/'],
  ['engines', 'src/engines/'],
  ['attestation', 'src/attestation/'],
  ['assist', 'src/assist/'],
  ['lint-config', 'src/lint/kata-config/'],
  ['lint-manifest', 'src/lint/manifest/'],
  ['lint-init-data', 'src/lint/init-data/'],
  ['lint', 'src/'],
];

/** Sources that translate texts of data, with these texts. */
const data: Readonly<Record<string, readonly string[]>> = {
  'src/cluster/explain.ts': failures.flatMap(({ title, explanation, fix }) => [title, explanation, fix]),
};

/** All messages by part, in the order of the sources. Throws where the message of a `t` is not one literal. */
export function collectMessages(): ReadonlyMap<string, readonly string[]> {
  const found = new Map(parts.map(([part]) => [part, new Set<string>()]));
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name).replaceAll('\\', '/'))
    .sort();
  for (const file of files) {
    const part = parts.find(([, start]) => file.startsWith(start))?.[0] ?? '';
    for (const message of messagesOf(file)) found.get(part)?.add(message);
  }
  const seen = new Set<string>();
  return new Map(
    [...found].map(([part, messages]) => [
      part,
      [...messages].filter((message) => part === editorPart || seen.size < seen.add(message).size),
    ]),
  );
}

/** The messages of one source. */
function messagesOf(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const messages = [...(data[file] ?? [])];
  const place = (node: ts.Node): string =>
    `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:(?:vscode\.)?l10n\.)?t$/.test(node.expression.getText())) {
      const [message, ...values] = node.arguments;
      if (message && ts.isStringLiteralLike(message)) {
        messages.push(message.text);
        if (new Set(message.text.match(/\{\d+\}/g)).size !== values.length)
          throw new Error(`${place(node)}: there are not as many values as placeholders.`);
      } else if (!data[file])
        throw new Error(`${place(node)}: the message is not a literal, so it can't be translated.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
}
