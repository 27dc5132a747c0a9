/** Whether this Kata reads a key, and if not, whose it is or what it was meant to be. */
import {
  compareVersions,
  configKey,
  keysOf,
  knownIn,
  migrationsFor,
  releaseAfter,
  runtimeEquivalent,
  sections,
  type ConfigKey,
  type Runtime,
} from '../../../knowledge';
import type { Fix } from '../../finding';
import type { Entry, KataConfig } from '../model';
import { Suggestions } from '../../suggest';
import { header, kata, runtimeNames, type Report } from './family';
import { consequence, move, remove, rename, shown } from './key-fixes';

/** Mistakes that people copy from each other, with what they meant. */
const mistakes: Readonly<Record<string, { readonly meant?: string; readonly note: string }>> = {
  mem_prealloc: { meant: 'enable_mem_prealloc', note: 'The key is enable_mem_prealloc.' },
  sgx_epc_size: {
    note: 'Kata has no key for SGX memory: a pod asks for it with the annotation sgx.intel.com/epc (Go runtime).',
  },
};

function otherRelease(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const { target } = config;
  const { severity, verb } = consequence(config, entry);
  const name = entry.key.name;
  if (knownIn(fact, target.version) === 'not-yet') {
    const later = fact.absent?.find(
      ([from, to]) => compareVersions(target.version, from) >= 0 && compareVersions(target.version, to) <= 0,
    );
    const since = later ? releaseAfter(later[1]) : fact.since;
    report(
      'toml-key-too-new',
      entry.file,
      entry.key.span,
      `${name} came with Kata ${since ?? ''}; ${kata(config)} ${verb}.`,
      {
        severity,
        tags: ['unnecessary'],
        fixes: remove(entry),
      },
    );
    return;
  }
  const gone = fact.until === undefined ? undefined : releaseAfter(fact.until);
  const change = migrationsFor(target.runtime, fact.section, fact.name).find(
    ({ values }) => values === undefined,
  );
  const successor = change?.newKey;
  const moved = change?.newSection !== undefined && change.newSection !== fact.section;
  const free = successor !== undefined && !config.get(entry.section.path, successor);
  const hint =
    successor === undefined
      ? (change?.how ?? '')
      : `Its successor is ${successor}${moved ? ` in ${shown(config, change.newSection ?? '')}` : ''}.`;
  const fix =
    successor === undefined || !free || change?.convert !== undefined
      ? undefined
      : moved
        ? move(config, entry, change.newSection ?? '', successor)
        : rename(entry, successor, true);
  report(
    'toml-key-removed',
    entry.file,
    entry.key.span,
    `${name} was removed in Kata ${gone ?? ''}; ${kata(config)} ${verb}. ${hint}`.trimEnd(),
    {
      severity,
      tags: ['deprecated', 'unnecessary'],
      fixes: [...(fix ? [fix] : []), ...remove(entry)],
    },
  );
}

function otherRuntime(config: KataConfig, entry: Entry, fact: ConfigKey, report: Report): void {
  const { severity, verb } = consequence(config, entry);
  const equivalent = runtimeEquivalent(fact.runtime, fact.section, fact.name);
  const here =
    equivalent?.key === undefined
      ? undefined
      : configKey(config.target.runtime, equivalent.section ?? '', equivalent.key);
  const usable = here && knownIn(here, config.target.version) === 'yes' ? here : undefined;
  const same = usable?.section === entry.section.pattern;
  const hint = usable
    ? ` Here it is ${usable.name}${same ? '' : ` in ${shown(config, usable.section)}`}${equivalent?.convert ? ' (the value differs)' : ''}.`
    : '';
  const fix =
    usable && !equivalent?.convert && !equivalent?.values && !config.get(entry.section.path, usable.name)
      ? same
        ? rename(entry, usable.name, true)
        : move(config, entry, usable.section, usable.name)
      : undefined;
  report(
    'toml-other-runtime-key',
    entry.file,
    entry.key.span,
    `${entry.key.name} is a key of ${runtimeNames[fact.runtime]}; ${kata(config)} ${verb}.${hint}`,
    {
      severity,
      tags: ['unnecessary'],
      fixes: [...(fix ? [fix] : []), ...remove(entry)],
    },
  );
}

/** Sections of this runtime that hold the key today. */
const homes = (config: KataConfig, name: string): string[] =>
  sections(config.target.runtime).filter((pattern) => {
    const fact = configKey(config.target.runtime, pattern, name);
    return fact && knownIn(fact, config.target.version) === 'yes';
  });

const suggestionSets = new Map<string, Suggestions>();

/** Names of a section to suggest: those that this release knows, or all that the runtime ever knew. */
function suggestions(runtime: Runtime, pattern: string, version?: string): Suggestions {
  const id = `${runtime} ${version ?? ''} ${pattern}`;
  let set = suggestionSets.get(id);
  if (!set) {
    const facts = [...keysOf(pattern, runtime).values()];
    const there = facts.filter((fact) => version === undefined || knownIn(fact, version) === 'yes');
    suggestionSets.set(id, (set = new Suggestions(there.map(({ name }) => name))));
  }
  return set;
}

/** Names that a file may get suggestions for; one with more unknown keys than this is not a Kata configuration. */
const maxSuggested = 300;

function unknown(config: KataConfig, entry: Entry, suggest: boolean, report: Report): void {
  const { file, key, section } = entry;
  const { severity, verb } = consequence(config, entry);
  const name = key.name;
  const at = section.pattern === undefined ? 'outside every section' : `in ${header(section.path)}`;
  const say = (hint: string, fixes: readonly (Fix | undefined)[]): void => {
    report(
      'toml-unknown-key',
      file,
      key.span,
      `Kata ${config.target.version} has no key ${name} ${at} and ${verb}.${hint}`,
      {
        severity,
        tags: ['unnecessary'],
        fixes: [...fixes.filter((fix) => fix !== undefined), ...remove(entry)],
      },
    );
  };
  const mistake = Object.hasOwn(mistakes, name) ? mistakes[name] : undefined;
  if (mistake) {
    const free = mistake.meant !== undefined && !config.get(section.path, mistake.meant);
    say(` ${mistake.note}`, mistake.meant !== undefined && free ? [rename(entry, mistake.meant, false)] : []);
    return;
  }
  if (!suggest) {
    say('', []);
    return;
  }
  const { runtime, version } = config.target;
  const own = section.pattern;
  const meant = own === undefined ? undefined : suggestions(runtime, own, version).nearest(name);
  if (meant !== undefined) {
    const free = !config.get(section.path, meant);
    say(` Did you mean ${meant}?`, free ? [rename(entry, meant, true)] : []);
    return;
  }
  for (const pattern of sections(runtime)) {
    const other = pattern === own ? undefined : suggestions(runtime, pattern, version).nearest(name);
    if (other === undefined) continue;
    say(` Did you mean ${other} in ${shown(config, pattern)}?`, [move(config, entry, pattern, other)]);
    return;
  }
  const foreign = runtime === 'go' ? 'rs' : 'go';
  const past = own === undefined ? undefined : suggestions(runtime, own).nearest(name);
  const elsewhere = past ?? (own === undefined ? undefined : suggestions(foreign, own).nearest(name));
  const whose = past === undefined ? ` of ${runtimeNames[foreign]}` : ' of another release';
  say(elsewhere === undefined ? '' : ` ${elsewhere} is a key${whose}.`, []);
}

/** `seen`: how many unknown keys there were before. Answers whether this is one. */
export function judge(config: KataConfig, entry: Entry, seen: number, report: Report): boolean {
  const { target } = config;
  const { fact, section, file, key } = entry;
  if (fact) {
    if (knownIn(fact, target.version) !== 'yes') otherRelease(config, entry, fact, report);
    else if (key.name !== entry.name) {
      report(
        'toml-key-case',
        file,
        key.span,
        `${key.name} works in a main file only because the Go runtime ignores case there; the key is ${entry.name}.`,
        {
          fixes: [rename(entry, entry.name, true)],
        },
      );
    }
    return false;
  }
  if (section.path.length > 0 && section.pattern === undefined) return false;
  const { severity, verb } = consequence(config, entry);
  const exact = key.name.toLowerCase();
  const cased =
    section.pattern === undefined || exact === key.name
      ? undefined
      : configKey(target.runtime, section.pattern, exact);
  if (cased && knownIn(cased, target.version) === 'yes') {
    report(
      'toml-key-case',
      file,
      key.span,
      `The key is ${exact}; ${kata(config)} does not know ${key.name} here and ${verb}.`,
      {
        severity,
        fixes: [rename(entry, exact, true)],
      },
    );
    return false;
  }
  const foreign = target.runtime === 'go' ? 'rs' : 'go';
  const other = section.pattern === undefined ? undefined : configKey(foreign, section.pattern, key.name);
  if (other) {
    otherRuntime(config, entry, other, report);
    return false;
  }
  const [home] = homes(config, key.name);
  if (home !== undefined) {
    const at = section.pattern === undefined ? 'Outside every section' : `In ${header(section.path)}`;
    const fix = move(config, entry, home, key.name);
    report(
      'toml-wrong-section',
      file,
      key.span,
      `${key.name} belongs in ${shown(config, home)}. ${at} ${kata(config)} ${verb}.`,
      {
        severity,
        fixes: [...(fix ? [fix] : []), ...remove(entry)],
      },
    );
    return false;
  }
  unknown(config, entry, seen < maxSuggested, report);
  return true;
}
