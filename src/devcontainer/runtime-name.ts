/** Names of runtimes: which can be one, and which are Kata's. */
import { classifyHandler, isKata } from '../knowledge';
import { t } from '../text';

/**
 * Why a text can't be the name of a runtime; undefined where it can. A name is a key of `runtimes` in Docker's
 * daemon.json, or that of a shim, such as io.containerd.kata.v2. A variable is no name.
 */
export function runtimeNameProblem(name: string): string | undefined {
  if (name === '') return t('The name of a runtime is empty.');
  if (name.length > 128) return t('The name of a runtime has 128 characters at most.');
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) return undefined;
  return t(
    '"{0}" can\'t be the name of a runtime: it begins with a letter or digit and has only letters, digits, ".", "_" and "-", such as kata-qemu or io.containerd.kata.v2.',
    name,
  );
}

/** Whether a runtime's name says that it is Kata. A name is a promise: only a look into the container proves it. */
export const isKataRuntime = (name: string): boolean =>
  isKata(name) || classifyHandler(name).origin !== 'foreign';

/** Names of shims, which Docker 23 and later accepts without an entry in daemon.json. */
export const isShimName = (name: string): boolean => /^[A-Za-z0-9].*\./.test(name);
