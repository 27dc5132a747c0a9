/** Addresses of the Key Broker Service: its URL, and resource URIs such as `kbs:///default/key/1`. */
import { t } from '../text';

/** Why a resource URI is refused; undefined: it is well formed. */
export function kbsUriFault(text: string): string | undefined {
  const [, plugin, rest] = /^kbs(?:\+([A-Za-z0-9.+-]*))?:(.*)$/s.exec(text) ?? [];
  if (rest === undefined) return t('it does not start with "kbs://"');
  if (plugin === '') return t('"kbs+" needs the name of a plugin');
  if (!rest.startsWith('//')) return t('two slashes must follow "kbs:"');
  const [address = '', ...segments] = rest
    .slice(2)
    .replace(/[?#].*$/s, '')
    .split('/');
  if (/\s/.test(rest)) return t('it has white space in it');
  if (address !== '' && !URL.canParse(`http://${address}/`)) return t('"{0}" is no host name', address);
  if (segments.length === 0 || segments.every((segment) => segment === '')) return t('it names no resource');
  if (plugin !== undefined) return undefined;
  if (segments.length === 2 && address !== '') {
    return t(
      '"{0}" is read as a host: a resource on the configured KBS has three slashes, kbs:///{0}/{1}',
      address,
      segments.join('/'),
    );
  }
  if (segments.length !== 3 || segments.includes('')) {
    return t('a resource has three names, kbs:///REPOSITORY/TYPE/TAG');
  }
  return undefined;
}

/** Whether a text means to be a resource URI. */
export const isKbsUri = (text: string): boolean => /^kbs(?:\+[\w.+-]*)?:/.test(text);

/** The scheme of a URL that a client could open; undefined: it is none. */
export function urlScheme(text: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/]/.test(text) && URL.canParse(text)
    ? new URL(text).protocol.replace(':', '')
    : undefined;
}
