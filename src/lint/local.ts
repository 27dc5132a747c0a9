/** When a configuration is that of the Kata on this very machine, so that its files can be looked for. */

/** Folders that Kata reads its configuration from (the default paths of both runtimes at 4.1.0). */
const configurationFolders =
  /^\/(?:etc\/kata-containers|opt\/kata\/share\/defaults\/kata-containers|usr\/share\/defaults\/kata-containers)\//;

/** Signs of an installed Kata: kata-static's folder, or a shim where packages put it. */
const installations = [
  '/opt/kata/bin',
  '/usr/local/bin/containerd-shim-kata-v2',
  '/usr/bin/containerd-shim-kata-v2',
];

/**
 * `exists` where `path` (absolute) is a configuration of the Kata that is installed here; undefined anywhere else: a
 * file in a repository is for some other machine, and what this one lacks says nothing about it.
 */
export function filesOfThisHost(
  path: string,
  exists: (path: string) => boolean,
): ((path: string) => boolean) | undefined {
  return configurationFolders.test(path) && installations.some(exists) ? exists : undefined;
}
