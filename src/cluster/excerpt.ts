/** Texts of others, cut to what is kept of them. */

/** Start and end of a long text: the cause of an error stands at one of the two. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor(length / 3);
  // Joined anew, so that the long text itself is not held in memory
  return Array.from([text.slice(0, length - end - 1), '…', text.slice(-end)]).join('');
}
