/**
 * Texts of the core in the user's language. @vscode/l10n does the same for code outside the extension host, but brings
 * node:fs and fetch along to find its own file, which the editor has read already, and has whole messages for keys.
 */

let translations: Readonly<Record<string, string>> | undefined;

/**
 * What stands for a message of the core in the bundle (FNV-1a): 7 characters at most, because the packed extension has the
 * message itself in its code already.
 */
export function keyOf(message: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < message.length; at++) hash = Math.imul(hash ^ message.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Sets what `t` translates with, by `keyOf`: `vscode.l10n.bundle`. Without it, texts are English. */
export function useTranslations(bundle: Readonly<Record<string, string>> | undefined): void {
  translations = bundle;
}

/**
 * The message in the user's language, with `{0}`, `{1}`... replaced by the arguments; the same contract as
 * `vscode.l10n.t`. The message is a literal, or `npm run generate` would not find it (scripts/generate/messages.ts).
 * Called when the text is shown, not when a file is loaded: the language is not known then.
 */
export const t = (message: string, ...args: readonly (string | number | bigint | boolean)[]): string =>
  (translations?.[keyOf(message)] ?? message).replace(/\{(\d+)\}/g, (placeholder, index: string) =>
    String(args[Number(index)] ?? placeholder),
  );
