/** Things to do, as the verdict lists them. */
import { t } from '../text';
import type { Check } from './check';
import { devices } from './findings';
import type { Step } from './report';

interface Engine {
  readonly id: string;
  readonly name: string;
}

/** The remedy of a check as a step; none where it has none. */
export const stepOf = ({ id, fix }: Check): Step[] => (fix ? [{ id, ...fix }] : []);

/** Modules that are to be loaded are one thing to do. */
export function together(steps: readonly Step[]): readonly Step[] {
  const start = 'sudo modprobe ';
  const loads = steps.filter(
    ({ id, command }) => devices.includes(id) && command?.startsWith(start) === true,
  );
  const [first] = loads;
  if (first === undefined || loads.length === 1) return steps;
  const modules = loads.map(({ command = '' }) => command.slice(start.length).split('\n')[0] ?? '');
  return steps.flatMap((step) =>
    step === first
      ? [
          {
            id: first.id,
            text: t(
              'Load the modules {0} and {1}, now and at every start.',
              modules.slice(0, -1).join(', '),
              modules.at(-1) ?? '',
            ),
            command: loads.flatMap(({ command }) => command ?? []).join('\n'),
          },
        ]
      : loads.includes(step)
        ? []
        : [step],
  );
}

/**
 * What Docker's file needs: with a Kata that is here, its type, else the shim and the configuration of the release archive
 * (docs/installation.md@4.1.0), of which QEMU's are the ones that Kata tests with Docker.
 */
const daemonJson = (isInstalled: boolean): string =>
  JSON.stringify(
    {
      runtimes: {
        kata: isInstalled
          ? { runtimeType: 'io.containerd.kata.v2' }
          : {
              runtimeType: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2',
              options: {
                ConfigPath:
                  '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml',
              },
            },
      },
    },
    undefined,
    2,
  );

/** How to register Kata with an engine. */
export const registration = ({ id, name }: Engine, isInstalled: boolean): Step =>
  id === 'docker'
    ? {
        id,
        text: t(
          'Register Kata with Docker: add this to /etc/docker/daemon.json, then reload Docker (sudo systemctl reload docker).',
        ),
        command: daemonJson(isInstalled),
        elsewhere: true,
      }
    : { id, text: t('Register Kata with {0}; on a node of Kubernetes, kata-deploy does so.', name) };
