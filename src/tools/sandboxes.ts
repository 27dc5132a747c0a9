/** `kata_list_sandboxes`: the sandboxes of this host as data. */
import { teeNames } from '../knowledge';
import { standingOf, Survey, type Sandbox, type SourceId, type SourceState } from '../sandboxes';
import type { ToolInput } from './input';
import { atMost } from './present';
import type { ToolDesk } from './tool';

const maxSandboxes = 60;

export async function sandboxesTool(
  input: ToolInput,
  { runner, engines, readText }: ToolDesk,
  signal: AbortSignal,
): Promise<unknown> {
  const survey = new Survey(runner, { engines, readText });
  const { sandboxes, states, processesComplete, registered } = await survey.refresh(signal);
  const wanted = input.all === true ? sandboxes : sandboxes.filter((one) => standingOf(one) !== 'other');
  const others = sandboxes.length - wanted.length;
  return {
    ...atMost('sandboxes', wanted.map(itemOf), maxSandboxes),
    ...(others > 0 && { containersWithoutKata: others }),
    engines: states.map(engineOf),
    dockerHasAKataRuntime: registered ?? 'unknown',
    processes: processesComplete
      ? 'all were looked at'
      : 'those of other users are hidden from this user, so hypervisors of theirs are not seen',
    meaning:
      'isolation vm or not-vm is what the processes of this host or the configuration of the engine show; unknown is neither. A ' +
      'tee is declared, by the command line of the hypervisor or the name of the runtime: only attestation proves it. ' +
      'Engines that are not installed are not named.',
  };
}

function itemOf(sandbox: Sandbox): unknown {
  const { name, id, state, runtime, isolation, tee, memory, image, error, group, containers, source } =
    sandbox;
  return {
    name,
    id: id.slice(0, 12),
    engine: sourceName(source),
    state,
    error,
    runtime: runtime.name,
    runtimeReallyIs: runtime.pretends ?? runtime.really,
    isKata: standingOf(sandbox) === 'kata',
    isolation: isolation.verdict,
    because: isolation.reason,
    hypervisor: sandbox.hypervisor,
    tee: tee && `${teeNames[tee]} (declared)`,
    vcpus: sandbox.vcpus,
    memoryMiB: memory === undefined ? undefined : Math.round(memory / 2 ** 20),
    image,
    group: group && `${group.kind} ${group.name}`,
    containers: containers?.slice(0, 20).map((one) => `${one.name} (${one.state})`),
    devContainerOf: sandbox.devContainerFolder,
    configuration: runtime.configPath,
  };
}

const engineOf = ({ source, problem }: SourceState): unknown => ({
  engine: sourceName(source),
  ...(problem ? { problem: problem.message, command: problem.command } : { answered: true }),
});

const sourceName = ({ kind, name }: SourceId): string => (name === undefined ? kind : `${kind}: ${name}`);
