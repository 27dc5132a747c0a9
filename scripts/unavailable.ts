/**
 * Something that this machine can't have (no root and no browser, no network, wrong platform): the part of the
 * work that needs it is skipped with this message. Everything else that goes wrong is an ordinary error.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
