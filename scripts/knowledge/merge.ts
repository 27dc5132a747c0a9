/** Takes what a release's sources say into the data: what is new, gone, back or of another type since the last one. */
import { compareVersions, type Lifetime, type Runtime } from '../../src/knowledge';
import type { KeyFact, ReleaseFacts, RuntimeFacts } from './facts';
import type { Data, Entries, KeyEntry } from './store';

/** What `merge` did, for people: `human` are things that the script can't decide. */
export interface Changes {
  readonly done: string[];
  readonly human: string[];
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** Changes `data` so that it knows the release of `facts`, which must be the newest known one or a newer one. */
export function merge(data: Data, facts: ReleaseFacts): Changes {
  return new Merge(data, facts).run();
}

class Merge {
  private readonly changes: Changes = { done: [], human: [] };
  private readonly version: string;
  /** The release before; undefined for the first one ever read. */
  private readonly previous: string | undefined;

  constructor(
    private readonly data: Data,
    private readonly facts: ReleaseFacts,
  ) {
    this.version = facts.version;
    this.previous = data.releases.findLast((release) => compareVersions(release, this.version) < 0);
  }

  run(): Changes {
    if (!this.data.releases.includes(this.version)) {
      this.data.releases.push(this.version);
      this.changes.done.push(`release ${this.version}`);
    }
    for (const runtime of ['go', 'rs'] as const) this.runtime(runtime, this.facts.runtimes[runtime]);
    this.runtimeClasses();
    return this.changes;
  }

  private runtime(runtime: Runtime, facts: RuntimeFacts): void {
    const sections = this.data['config-sections'];
    this.present(
      sections.hypervisors[runtime],
      facts.hypervisors,
      `${runtime} [hypervisor.NAME]`,
      'a title in config-section-docs.json',
    );
    this.present(sections.strict[runtime], facts.strict, `${runtime} unknown keys refused in`);
    this.present(sections.templates[runtime], facts.templates.keys(), `${runtime} shipped configuration`);
    for (const [name, hypervisor] of facts.templates) {
      const { since, until, absent } = sections.templates[runtime][name] ?? {};
      sections.templates[runtime][name] = {
        hypervisor,
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
        ...(absent && { absent }),
      };
    }
    for (const lives of [sections.hypervisors, sections.strict, sections.templates])
      replace<Lifetime>(lives[runtime], sorted(lives[runtime]));
    this.keys(runtime, facts);
    this.annotations(runtime, facts.annotations);
  }

  private keys(runtime: Runtime, facts: RuntimeFacts): void {
    const known = this.data['config-keys'][runtime];
    const words = this.data['config-curated'][runtime];
    for (const section of new Set([...Object.keys(known), ...facts.keys.keys()])) {
      const entries = (known[section] ??= {});
      const curated = (words[section] ??= {});
      const read = facts.keys.get(section) ?? new Map<string, KeyFact>();
      const before = new Map(Object.entries(entries));
      this.present(
        entries,
        read.keys(),
        `${runtime} ${section}`,
        'a description, default and unit in config-curated.json',
        curated,
      );
      for (const [name, entry] of Object.entries(entries)) {
        const fact = read.get(name);
        // What is gone keeps its history, but nothing ships it.
        const { type, items, native, types, aliases } = fact
          ? { ...this.typed(`${runtime} ${section} ${name}`, before.get(name), fact), aliases: fact.aliases }
          : entry;
        entries[name] = {
          type,
          ...(items && { items }),
          native,
          ...(types && { types }),
          ...lifetime(entry),
          ...(aliases && { aliases }),
          ...(fact && facts.shipped.get(`${section} ${name}`)),
        };
      }
      known[section] = sorted(entries);
      words[section] = sorted(curated);
    }
  }

  /** The key's type now and, where it changed, over time. */
  private typed(
    label: string,
    before: KeyEntry | undefined,
    fact: KeyFact,
  ): { type: KeyEntry['type']; items: KeyEntry['items']; native: string; types: KeyEntry['types'] } {
    const { type, items, native } = fact;
    let types = before?.types;
    if (before && before.native !== native) {
      this.changes.done.push(`${label}: type ${before.native} -> ${native}`);
      this.changes.human.push(
        `${label}: check default, range and list for the new type in config-curated.json`,
      );
      const start = { since: before.since ?? this.data.releases[0] ?? this.version, native: before.native };
      types = [
        ...(types ?? [start]).filter(({ since }) => since !== this.version),
        { since: this.version, native },
      ];
    }
    return { type, items, native, types };
  }

  private annotations(runtime: Runtime, found: ReadonlyMap<string, boolean>): void {
    const all = this.data.annotations;
    const sides: Entries<Lifetime> = {};
    for (const [name, entry] of Object.entries(all))
      if (entry[runtime] && !entry[runtime].unread) sides[name] = entry[runtime];
    const read = [...found].filter(([, used]) => used).map(([name]) => name);
    this.present(
      sides,
      read,
      `${runtime} annotation`,
      'a description and type in annotations-curated.json',
      this.data['annotations-curated'],
    );
    for (const name of new Set([...Object.keys(sides), ...found.keys(), ...Object.keys(all)])) {
      const known = all[name] ?? {};
      const before = known[runtime];
      const unread = before?.unread === true || (!before && found.has(name));
      const side = sides[name] ?? (unread && found.has(name) ? { unread: true } : undefined);
      const go = runtime === 'go' ? side : known.go;
      const rs = runtime === 'rs' ? side : known.rs;
      if (go ?? rs) all[name] = { ...(go && { go }), ...(rs && { rs }) };
    }
    replace(all, sorted(all));
    replace(this.data['annotations-curated'], sorted(this.data['annotations-curated']));
  }

  private runtimeClasses(): void {
    const all = this.data['runtime-classes'];
    const words = this.data['runtime-classes-curated'];
    const before = new Map(Object.entries(all));
    this.present(
      all,
      this.facts.runtimeClasses.keys(),
      'RuntimeClass',
      'hypervisor, runtime and TEE in runtime-classes-curated.json',
      words,
    );
    for (const [name, fact] of this.facts.runtimeClasses) {
      const history = before.get(name)?.history ?? [];
      const { since, ...last } = history.at(-1) ?? {};
      const same = JSON.stringify(last) === JSON.stringify(fact);
      if (!same && history.length > 0)
        this.changes.done.push(`RuntimeClass ${name}: asks for something else`);
      const kept = since === this.version ? history.slice(0, -1) : history;
      all[name] = {
        ...lifetime(all[name] ?? {}),
        history: same ? history : [...kept, { since: this.version, ...fact }],
      };
    }
    replace(all, sorted(all));
    replace(words, sorted(words));
  }

  /** Notes in `entries` which names the release has; with `words`, new ones get a line to be filled in. */
  private present<T extends Lifetime>(
    entries: Entries<T>,
    names: Iterable<string>,
    label: string,
    missing?: string,
    words?: Entries<object>,
  ): void {
    const found = new Set(names);
    for (const name of found) {
      const entry = entries[name];
      if (!entry) {
        // What was there from the first release on needs no `since`.
        entries[name] = (this.previous === undefined ? {} : { since: this.version }) as T;
        this.changes.done.push(`${label} ${name}: new`);
        if (words) words[name] ??= { curated: false };
        if (missing !== undefined && (!words || 'curated' in (words[name] ?? {})))
          this.changes.human.push(`${label} ${name}: ${missing}`);
      } else if (entry.until !== undefined && entry.until !== this.version) {
        const { until, ...others } = entry;
        const from =
          this.data.releases.find((release) => compareVersions(release, until) > 0) ?? this.version;
        entries[name] = {
          ...others,
          absent: [...(entry.absent ?? []), [from, this.previous ?? from]],
        } as unknown as T;
        this.changes.done.push(`${label} ${name}: back`);
      }
    }
    for (const [name, entry] of Object.entries(entries)) {
      if (found.has(name) || entry.until !== undefined) continue;
      this.changes.done.push(`${label} ${name}: gone`);
      this.changes.human.push(
        `${label} ${name}: say what took its place in config-migrations.json, if anything did`,
      );
      if (entry.since === this.version || this.previous === undefined) {
        // It was read in for this very release before, and isn't there after all.
        Reflect.deleteProperty(entries, name);
      } else {
        entries[name] = { ...entry, until: this.previous };
      }
    }
  }
}

function lifetime({ since, until, absent }: Lifetime): Mutable<Lifetime> {
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(absent && { absent }),
  };
}

function sorted<T>(entries: Entries<T>): Entries<T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Gives an object other members in another order. */
function replace<T>(target: Entries<T>, entries: Entries<T>): void {
  for (const name of Object.keys(target)) Reflect.deleteProperty(target, name);
  Object.assign(target, entries);
}
