/** Gets a text from a server on this machine, which may be any program. */

/** How long it may take, in ms. */
const timeLimit = 2_000;

/**
 * The text at an address, or its start where it has more than `max` characters. undefined where nobody answers in time,
 * or not with success; nobody is followed to another address.
 */
export async function getStart(url: string, max: number): Promise<string | undefined> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeLimit) });
    if (!response.ok || !response.body) return undefined;
    const decoder = new TextDecoder();
    let text = '';
    // It may never end: leaving the loop closes the connection
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > max) break;
    }
    return text.slice(0, max);
  } catch {
    return undefined; // Nobody listens there, or not in time
  }
}
