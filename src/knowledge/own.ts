/**
 * The member that an object itself has. Names come from people's files, and a table may be called `constructor`.
 */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
