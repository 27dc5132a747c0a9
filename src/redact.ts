/** Takes what names a person out of a text that is meant to be shown to others. */
import { homedir, userInfo } from 'node:os';

/** Who is at this machine. */
export interface Person {
  readonly home: string;
  readonly user: string;
}

/** `ssh://ada:secret@build01.example.com:22`: who and where a daemon is; links to pages on the web stay. */
const remote = /\b((?:ssh|tcp):\/\/)(?!localhost\b|127\.|\[::1\])[^\s/"'`,;)]+/gi;
/** A name and a password in an address. */
const login = /\b([a-z][a-z+.-]*:\/\/)[^\s/"'@]+@/gi;
/** The number of an account, as contexts for EKS have it. */
const account = /\barn:aws[\w-]*:[\w-]*:[\w-]*:\d{12}/g;

/** Replaces home folders (this one's and those of others), the user's name, remote machines, logins and accounts. */
export function redact(text: string, { home, user }: Person): string {
  const homes = home.length > 1 ? [home, home.replaceAll('\\', '\\\\')] : [];
  // Not the /root of /rootfs
  const withoutHome = homes.reduce(
    (sofar, path) => sofar.replace(new RegExp(`${literally(path)}(?![\\w-])`, 'g'), '~'),
    text,
  );
  const withoutHomes = withoutHome.replace(/((?:\/home|\/Users|[\\/]+Users)[\\/]+)[^\\/\s"']+/g, '$1<user>');
  const withoutPlaces = withoutHomes
    .replace(remote, '$1<machine>')
    .replace(login, '$1<login>@')
    .replace(account, 'arn:<account>');
  // root is nobody's name
  return user.length > 1 && user !== 'root'
    ? withoutPlaces.replace(new RegExp(`(?<![\\w-])${literally(user)}(?![\\w-])`, 'gi'), '<user>')
    : withoutPlaces;
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
