/** Takes what names a person out of a text that is meant to be shown to others. */
import { homedir, userInfo } from 'node:os';

/** Who is at this machine. */
export interface Person {
  readonly home: string;
  readonly user: string;
}

/** Replaces home folders (this one's and those of others) and the user's name. */
export function redact(text: string, { home, user }: Person): string {
  const homes = home.length > 1 ? [home, home.replaceAll('\\', '\\\\')] : [];
  // Not the /root of /rootfs
  const withoutHome = homes.reduce(
    (sofar, path) => sofar.replace(new RegExp(`${literally(path)}(?![\\w-])`, 'g'), '~'),
    text,
  );
  const withoutHomes = withoutHome.replace(/((?:\/home|\/Users|[\\/]+Users)[\\/]+)[^\\/\s"']+/g, '$1<user>');
  // root is nobody's name
  return user.length > 1 && user !== 'root'
    ? withoutHomes.replace(new RegExp(`(?<![\\w-])${literally(user)}(?![\\w-])`, 'gi'), '<user>')
    : withoutHomes;
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Who runs this program. */
export function thisPerson(): Person {
  try {
    const { username } = userInfo();
    // `root` is nobody's name, and a word of every report
    return { home: homedir(), user: username === 'root' ? '' : username };
  } catch {
    // A user id without an entry in the password file, as in some containers, has no name to hide
    return { home: homedir(), user: '' };
  }
}
