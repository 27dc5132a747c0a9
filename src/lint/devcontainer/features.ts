/** What well-known features of dev containers ask Docker for (devcontainer-feature.json of each; June 2026). */
import { t } from '../../text';
import type { Ask } from '../containers/ask';

type Wish = Required<Pick<Ask, 'option' | 'value' | 'by'>>;

const socket = 'type=bind,source=/var/run/docker.sock,target=/var/run/docker-host.sock';

/** By the feature's name; all of them stand below `ghcr.io/devcontainers/features`. */
const wishes = (): Readonly<Record<string, Wish>> => ({
  'docker-in-docker': {
    option: 'privileged',
    value: 'true',
    by: t('The feature docker-in-docker makes the container privileged.'),
  },
  'docker-outside-of-docker': {
    option: 'mount',
    value: socket,
    by: t("The feature docker-outside-of-docker mounts the socket of the host's Docker."),
  },
  // its former name
  'docker-from-docker': {
    option: 'mount',
    value: socket,
    by: t("The feature docker-from-docker mounts the socket of the host's Docker."),
  },
  'nvidia-cuda': {
    option: 'gpus',
    value: 'optional',
    by: t('The feature nvidia-cuda is for containers with a GPU.'),
  },
});

/** What a feature asks for, by its id as a key of `features`: with a version or without, or by its old short name. */
export function wishOf(id: string): Wish | undefined {
  const [, name = ''] =
    /^(?:ghcr\.io\/devcontainers\/features\/)?([\w-]+)(?:[:@].*)?$/.exec(id.toLowerCase()) ?? [];
  return Object.hasOwn(wishes(), name) ? wishes()[name] : undefined;
}
