import type { Span } from '../documents';

/** One offer, without the editor's types. */
export interface Completion {
  readonly kind: 'section' | 'key' | 'value' | 'annotation';
  readonly label: string;
  /** Snippet text that replaces `span`. */
  readonly insert: string;
  /** The word at the cursor, to its end; always on one line. */
  readonly span: Span;
  /** A few words beside the label. */
  readonly detail: string;
  /** What `label` is filtered and sorted by in its place. */
  readonly filterText: string;
  readonly sortText: string;
  /** Markdown; made only for the offer that is looked at. */
  readonly documentation: () => string;
}
