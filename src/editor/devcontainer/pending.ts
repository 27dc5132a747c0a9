/** What outlives the reload of a window: that a folder was to be opened in Kata. */
import type { Desk } from './desk';

const key = 'kata.reopened';

/** How long an opening may take until nobody waits for it any more, in ms. */
const limit = 60 * 60_000;

interface Reopened {
  readonly runtime: string;
  /** ms since 1970. */
  readonly at: number;
}

/** Notes that a folder is about to be opened with a runtime; the window that comes after the reload reads it. */
export const rememberReopen = async ({ state }: Desk, runtime: string): Promise<void> => {
  await state.update(key, { runtime, at: Date.now() } satisfies Reopened);
};

/** The runtime that this window was to be opened with, if it was a short while ago; asked for once. */
export async function reopenedWith({ state }: Desk): Promise<string | undefined> {
  // Only this file writes it
  const noted = state.get(key) as Reopened | undefined;
  if (!noted) return undefined;
  await state.update(key, undefined);
  return Date.now() - noted.at < limit ? noted.runtime : undefined;
}
