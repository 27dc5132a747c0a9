/** Takes what names a person out of a text that is meant to be shown to others. */

/** Who is at this machine. */
export interface Person {
  readonly home: string;
  readonly user: string;
}

/** Replaces home folders (this one's and those of others) and the user's name. */
export function redact(text: string, { home, user }: Person): string {
  const homes = home.length > 1 ? [home, home.replaceAll('\\', '\\\\')] : [];
  const withoutHome = homes.reduce((sofar, path) => sofar.replaceAll(path, '~'), text);
  const withoutHomes = withoutHome.replace(/((?:\/home|\/Users|[\\/]+Users)[\\/]+)[^\\/\s"']+/g, '$1<user>');
  const name = user.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return user.length > 1
    ? withoutHomes.replace(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'gi'), '<user>')
    : withoutHomes;
}
