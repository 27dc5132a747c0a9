/**
 * Texts of the core in the user's language. @vscode/l10n does the same for code outside the extension host, but brings
 * node:fs and fetch along to find its own file, which the editor has read already.
 */

let translations: Readonly<Record<string, string>> = {};

/** Sets what `t` translates with, by English message: `vscode.l10n.bundle`. Without it, texts are English. */
export function useTranslations(bundle: Readonly<Record<string, string>> = {}): void {
  translations = bundle;
}

/**
 * The message in the user's language, with `{0}`, `{1}`... replaced by the arguments; the same contract as
 * `vscode.l10n.t`. The message is a literal, or `npm run generate` would not find it (scripts/generate/messages.ts).
 * Called when the text is shown, not when a file is loaded: the language is not known then.
 */
export const t = (message: string, ...args: readonly (string | number | bigint | boolean)[]): string =>
  (translations[message] ?? message).replace(/\{(\d+)\}/g, (placeholder, index: string) =>
    String(args[Number(index)] ?? placeholder),
  );
