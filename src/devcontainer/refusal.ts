/** Why a file is left alone. */
import { LineIndex, type Span } from '../documents';

/** A file that can't be read or changed; nothing was written. The message names the cause and the next step. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    /** The file that it is about. */
    readonly path: string,
    /** 1-based; undefined where the cause is not in the text. */
    readonly line?: number,
    /** The place in the text, for an editor. */
    readonly span?: Span,
  ) {
    super(message);
  }
}

/** A refusal at a place of a text. */
export const refusalAt = (message: string, path: string, text: string, span: Span): Refusal =>
  new Refusal(message, path, new LineIndex(text).position(span.start).line + 1, span);
