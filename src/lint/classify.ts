/** Which files are ours: by path, by name together with content. Never another tool's. */

/** What kinds of file the workbench knows. */
export const kinds = [
  'kata-config',
  'manifest',
  'helm-values',
  'containerd',
  'crio',
  'docker-daemon',
  'devcontainer',
  'compose',
  'init-data',
] as const;
export type Kind = (typeof kinds)[number];

/** The last part of a path, whichever separator it is written with. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Signs that only a Kata configuration has. */
const strongContent =
  /^[ \t]*\[[ \t]*(?:hypervisor[ \t]*\.[ \t]*"?(?:qemu|clh|cloud-hypervisor|firecracker|dragonball|stratovirt|remote|acrn|openvmm)"?(?:[ \t]*\.[ \t]*factory)?|agent[ \t]*\.[ \t]*"?kata"?(?:[ \t]*\.[ \t]*mem_agent)?)[ \t]*\]|^[ \t]*#[ \t]*kata:.*\b(?:version|runtime)=|^[ \t]*(?:internetworking_model|sandbox_cgroup_only|static_sandbox_resource_mgmt|disable_guest_seccomp|hypervisor_name|sandbox_bind_mounts)[ \t]*=/im;
/** Signs that are enough together with a name such as `configuration-qemu.toml`. */
const weakContent = /^[ \t]*\[[ \t]*(?:hypervisor|agent|runtime|factory)\b/im;
const configName = /^configuration[\w.-]*\.toml(?:\.in)?$/i;
const tomlName = /\.toml(?:\.in)?$/i;
const kataFolder = /(?:^|[\\/])(?:kata-containers|runtime-rs)[\\/]/i;
const dropInFolder = /(?:^|[\\/])config\.d[\\/][^\\/]+$/i;

function isKataConfig(path: string, text: string): boolean {
  const name = baseName(path);
  const inKataFolder = kataFolder.test(path);
  if (dropInFolder.test(path)) {
    // `config.d` is a common name: beside Kata's files everything in it is read, elsewhere the text must tell
    return (
      /(?:kata-containers|runtime-rs)[\\/]config\.d[\\/][^\\/]+$/i.test(path) ||
      (tomlName.test(name) && strongContent.test(text))
    );
  }
  if (!tomlName.test(name)) return false;
  if (configName.test(name)) return inKataFolder || strongContent.test(text) || weakContent.test(text);
  return (
    strongContent.test(text) && (inKataFolder || /kata/i.test(name) || /^[ \t]*#[ \t]*kata:/m.test(text))
  );
}

/** A cheap look at the path alone: false means that no text could make it a Kata configuration. */
export const mayBeKataConfig = (path: string): boolean => tomlName.test(path) || dropInFolder.test(path);

/**
 * What a YAML text has that there is something to say about: without any of it no document is even parsed. A class's
 * or an annotation's name, or a sealed secret (in plain text or in base64).
 */
export const kataWords =
  /runtimeClass|RuntimeClass|katacontainers|confidentialcontainers|contrast\.edgeless\.systems|kind:[ \t]*["']?KataConfig|\bsealed\.[\w-]{8}|c2VhbGVkL/;

/** The other kinds, the first that fits. Each expression is linear. */
const others: readonly (readonly [Kind, RegExp, RegExp?])[] = [
  ['docker-daemon', /(?:^|[\\/])daemon\.json$/],
  ['devcontainer', /(?:^|[\\/])\.?devcontainer\.json$/],
  ['compose', /(?:^|[\\/])(?:docker-)?compose[\w.-]*\.ya?ml$/],
  ['crio', /(?:^|[\\/])crio\.conf$|crio\.conf\.d[\\/][^\\/]+$/],
  ['containerd', /\.toml$/, /^[ \t]*(?:\[[ \t]*){0,2}plugins[ \t]*\.|io\.containerd\./m],
  ['init-data', /\.toml$/, /^(?=(?:[\s\S]*\n)?[ \t]*algorithm[ \t]*=)(?:[\s\S]*\n)?[ \t]*\[data\]/],
  ['helm-values', /\.ya?ml$/, /^[ \t]*customRuntimes:/m],
  ['manifest', /\.ya?ml$/, kataWords],
];

/** A cheap look at the path alone: false means that no text could make it a file of any kind. */
export const mayBeOurs = (path: string): boolean =>
  mayBeKataConfig(path) || others.some(([, name]) => name.test(path));

/** Kinds of file that mostly have nothing to do with Kata. */
const commonKinds: readonly Kind[] = ['containerd', 'crio', 'docker-daemon', 'devcontainer', 'compose'];

/** Whether a file of a kind has to do with Kata. */
export const concernsKata = (kind: Kind, text: string): boolean =>
  !commonKinds.includes(kind) || /kata/i.test(text);

/** What kind of file this is by its path and, where the path does not decide, its text; undefined: none of ours. */
export function classify(path: string, text: string): Kind | undefined {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (mayBeKataConfig(path) && isKataConfig(path, plain)) return 'kata-config';
  return others.find(([, name, content]) => name.test(path) && (content?.test(plain) ?? true))?.[0];
}
