/** The last part of a path on Linux, or in a command line: what has no slash is a name already. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
