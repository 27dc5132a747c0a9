import { findSourceMap } from 'node:module';

/** A stack with the places of the sources: an extension host formats stacks itself, without source maps. */
export function mapStack(stack: string): string {
  return stack.replace(
    /(file:\/\/[^\s:]+):(\d+):(\d+)/g,
    (place, file: string, line: string, column: string) => {
      const entry = findSourceMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!entry || !('originalSource' in entry)) return place;
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}
