/** How decoding ends: with a value, or with one problem and its place. Nothing in this folder throws on bad input. */

/** Why something could not be read. */
export interface Problem<Code extends string> {
  readonly code: Code;
  /** One or two plain sentences: cause and next step. */
  readonly message: string;
  /** Offset in the text that was given, in UTF-16 code units, where the place is known. */
  readonly at?: number;
}

export type Result<Value, Code extends string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem<Code> };

export const good = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

export const bad = <Code extends string>(
  code: Code,
  message: string,
  at?: number,
): { readonly ok: false; readonly problem: Problem<Code> } => ({
  ok: false,
  problem: { code, message, ...(at !== undefined && { at }) },
});
