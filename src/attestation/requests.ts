/** The agent's requests that a policy decides on. */
import type { Lifetime } from '../knowledge';

/** A request by its name in the policy. */
export interface Request extends Lifetime {
  readonly name: string;
  /** Denied, no ordinary pod starts, runs and ends. */
  readonly needed?: boolean;
}

const needed = [
  'CreateContainerRequest',
  'CreateSandboxRequest',
  'DestroySandboxRequest',
  'GetOOMEventRequest',
  'GuestDetailsRequest',
  'OnlineCPUMemRequest',
  'RemoveContainerRequest',
  'SignalProcessRequest',
  'StartContainerRequest',
  'StatsContainerRequest',
  'UpdateInterfaceRequest',
  'UpdateRoutesRequest',
  'WaitProcessRequest',
];

const others = [
  'AddARPNeighborsRequest',
  'AddSwapRequest',
  'CloseStdinRequest',
  'CopyFileRequest',
  'ExecProcessRequest',
  'GetIPTablesRequest',
  'GetMetricsRequest',
  'ListInterfacesRequest',
  'ListRoutesRequest',
  'MemHotplugByProbeRequest',
  'PauseContainerRequest',
  // the agent has none of the next three any more; policies still name them
  'PullImageRequest',
  'StartTracingRequest',
  'StopTracingRequest',
  'ReadStreamRequest',
  'RemoveStaleVirtiofsShareMountsRequest',
  'ReseedRandomDevRequest',
  'ResizeVolumeRequest',
  'ResumeContainerRequest',
  'SetGuestDateTimeRequest',
  'SetIPTablesRequest',
  'SetPolicyRequest',
  'TtyWinResizeRequest',
  'UpdateContainerRequest',
  'UpdateEphemeralMountsRequest',
  'VolumeStatsRequest',
  'WriteStreamRequest',
];

/**
 * Every request of `AgentService` (src/libs/protocols/protos/agent.proto) and of the policies that Kata ships
 * (src/kata-opa), 3.3.0 to 4.1.0. The two of the memory agent have no `Request` at their end.
 */
export const requests: readonly Request[] = [
  ...needed.map((name) => ({ name, needed: true })),
  ...others.map((name) => ({ name })),
  { name: 'AddSwapPathRequest', since: '3.15.0' },
  { name: 'GetDiagnosticDataRequest', since: '3.29.0' },
  { name: 'MemAgentCompactConfig', since: '3.13.0' },
  { name: 'MemAgentMemcgConfig', since: '3.13.0' },
];

/** Not a request: true makes the agent ignore every denial (src/agent/policy/src/policy.rs@4.1.0). */
export const allowFailing = 'AllowRequestsFailingPolicy';
