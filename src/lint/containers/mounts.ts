/** Mounts as Docker writes them: `--volume /a:/b:ro` and `--mount type=bind,source=/a,target=/b`. */

/** A mount as far as Kata is concerned. */
export interface Mount {
  /** A path, or the name of a volume; empty for one without a name. */
  readonly source: string;
  readonly target: string;
  /** rshared, slave...; undefined where nothing is said. */
  readonly propagation?: string;
}

const propagations = /^r?(?:shared|slave|private)$/;

/** Reads either form; what is missing is empty. */
export function parseMount(value: string): Mount {
  return /(?:^|,)(?:type|source|src|target|dst|destination)=/.test(value)
    ? fromFields(value)
    : fromColons(value);
}

function fromFields(value: string): Mount {
  const fields = new Map(
    value.split(',').map((field): [string, string] => {
      const at = field.indexOf('=');
      return at < 0
        ? [field.trim().toLowerCase(), '']
        : [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)];
    }),
  );
  const get = (...names: readonly string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((found) => found !== undefined);
  const propagation = get('bind-propagation');
  return {
    source: get('source', 'src') ?? '',
    target: get('target', 'dst', 'destination') ?? '',
    ...(propagation !== undefined && { propagation }),
  };
}

/** Colons inside `${localEnv:HOME}` are none of Docker's, and neither is that of `C:\`. */
function fromColons(value: string): Mount {
  const parts = value.match(/(?:\$\{[^}]*\}|^[A-Za-z]:(?=[\\/])|[^:])+/g) ?? [];
  const [source = '', target] = parts;
  const propagation = parts
    .slice(2)
    .join(',')
    .split(',')
    .find((option) => propagations.test(option));
  if (target === undefined) return { source: '', target: source };
  return { source, target, ...(propagation !== undefined && { propagation }) };
}

/** Sockets of container engines. */
const engineSocket = /(?:^|[\\/])(?:docker|docker-host|podman|containerd|crio|buildkitd)\.sock$/;

/** A source that is the socket of a container engine. */
export const isEngineSocket = (source: string): boolean =>
  engineSocket.test(source) || /\$\{localEnv:DOCKER_(?:HOST|SOCK\w*)[:}]/.test(source);

/** Sockets of the desktop and of other daemons, by the names that people mount. */
const otherSocket =
  /\.sock(?:et)?$|SSH_AUTH_SOCK|(?:^|[\\/])(?:\.X11-unix(?:[\\/]|$)|wayland-\d|S\.gpg-agent|dbus[\\/]system_bus_socket|run[\\/]user[\\/][^\\/]+[\\/](?:bus|pulse[\\/]native|pipewire-\d)$)|WAYLAND_DISPLAY/;

/** A source that is another socket of the host. */
export const isOtherSocket = (source: string): boolean => otherSocket.test(source);
