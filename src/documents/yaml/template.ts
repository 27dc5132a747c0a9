/** Helm and other templates: their `{{ … }}` are hidden so that the YAML around them can be read. */

/** Stands in the place of a template's output; no text that people write holds it. */
export const filler = '\ue000';

const action = /\{\{[^]*?\}\}/g;

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/**
 * The text with every `{{ … }}` replaced by as many other characters: by white space where it has its lines to
 * itself (`{{- if … }}`, a comment), else by the filler.
 */
export function hideTemplates(text: string): string {
  const inline = text.replace(action, (part) =>
    /[\r\n]/.test(part) ? blank(part) : filler.repeat(part.length),
  );
  return inline.replace(/^[ \t\ue000]+(?=\r?$)/gm, blank);
}
