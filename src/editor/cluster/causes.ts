/** Why pods fail: from their state at once, from their events when somebody asks. */
import { eventsOf, explainPod, isFine, type EventRecord, type Explanation, type Pod } from '../../cluster';
import { kubectlObject, type KubectlOptions, type Runner } from '../../engines';

/** Events that were read longer ago than this are read again when somebody asks, in ms. */
const age = 15_000;
/** Pods whose events are kept. */
const most = 200;

interface Known {
  readonly at: number;
  readonly events: readonly EventRecord[];
}

/** The path of the events about an object, by its uid. */
const eventsPath = ({ namespace, uid }: Pick<Pod, 'namespace' | 'uid'>): string => {
  const query = new URLSearchParams({ fieldSelector: `involvedObject.uid=${uid}`, limit: '200' });
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query.toString()}`;
};

export class Causes {
  private readonly known = new Map<string, Known>();
  private readonly asked = new Map<string, Promise<readonly EventRecord[]>>();
  private readonly told = new WeakMap<
    Pod,
    { readonly events: unknown; readonly causes: readonly Explanation[] }
  >();

  /** `onArrived`: events have come, so that causes may be known that were not. */
  constructor(
    private readonly runner: Runner,
    private readonly kubectl: KubectlOptions,
    private readonly onArrived: () => void,
  ) {}

  /** What is known by now, without asking. */
  of(pod: Pod): readonly Explanation[] {
    if (isFine(pod)) return [];
    const events = this.known.get(pod.uid)?.events;
    const before = this.told.get(pod);
    if (before && before.events === events) return before.causes;
    const causes = explainPod(pod, events);
    this.told.set(pod, { events, causes });
    return causes;
  }

  /** Whether its events have ever been read. */
  isAsked({ uid }: Pod): boolean {
    return this.known.has(uid);
  }

  /** The pod's events, the newest first. Rejects where they can't be read. */
  async events(pod: Pod): Promise<readonly EventRecord[]> {
    const { uid } = pod;
    const known = this.known.get(uid);
    if (known && performance.now() - known.at < age) return known.events;
    let asked = this.asked.get(uid);
    if (!asked) {
      asked = this.runner.run(kubectlObject(eventsPath(pod), this.kubectl)).then(eventsOf);
      this.asked.set(uid, asked);
      asked
        .finally(() => this.asked.delete(uid))
        .then(
          (events) => {
            this.keep(uid, events);
          },
          () => {
            // Whoever asked is told
            this.keep(uid, []);
          },
        );
    }
    return asked;
  }

  private keep(uid: string, events: readonly EventRecord[]): void {
    this.known.delete(uid);
    this.known.set(uid, { at: performance.now(), events });
    for (const first of this.known.keys()) {
      if (this.known.size <= most) break;
      this.known.delete(first);
    }
    this.onArrived();
  }
}
