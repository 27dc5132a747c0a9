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
import { t } from '../../../text';
import type { Fix } from '../../finding';
import type { Entry, KataConfig } from '../model';
import { Suggestions } from '../../suggest';
import { header, kata, runtimeNames, type Report } from './family';
import { consequence, move, remove, rename, shown } from './key-fixes';

/** Mistakes that people copy from each other, with what they meant. */
const mistakes: Readonly<Record<string, { readonly meant?: string; readonly note: string }>> = {
  mem_prealloc: {
    meant: 'enable_mem_prealloc',
    get note() {
      return t('The key is enable_mem_prealloc.');
    },
  },
  sgx_epc_size: {
    get note() {
      return t(
        'Kata has no key for SGX memory: a pod asks for it with the annotation sgx.intel.com/epc (Go runtime).',
      );
    },
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
      t('{0} came with Kata {1}; {2} {3}.', name, since ?? '', kata(config), verb),
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
      : t(
          'Its successor is {0}{1}.',
          successor,
          moved ? t(' in {0}', shown(config, change.newSection ?? '')) : '',
        );
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
    t('{0} was removed in Kata {1}; {2} {3}. {4}', name, gone ?? '', kata(config), verb, hint).trimEnd(),
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
    ? t(
        ' Here it is {0}{1}{2}.',
        usable.name,
        same ? '' : t(' in {0}', shown(config, usable.section)),
        equivalent?.convert ? t(' (the value differs)') : '',
      )
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
    t(
      '{0} is a key of {1}; {2} {3}.{4}',
      entry.key.name,
      runtimeNames[fact.runtime],
      kata(config),
      verb,
      hint,
    ),
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
  const at = section.pattern === undefined ? t('outside every section') : t('in {0}', header(section.path));
  const say = (hint: string, fixes: readonly (Fix | undefined)[]): void => {
    report(
      'toml-unknown-key',
      file,
      key.span,
      t('Kata {0} has no key {1} {2} and {3}.{4}', config.target.version, name, at, verb, hint),
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
    say(t(' Did you mean {0}?', meant), free ? [rename(entry, meant, true)] : []);
    return;
  }
  for (const pattern of sections(runtime)) {
    const other = pattern === own ? undefined : suggestions(runtime, pattern, version).nearest(name);
    if (other === undefined) continue;
    say(t(' Did you mean {0} in {1}?', other, shown(config, pattern)), [move(config, entry, pattern, other)]);
    return;
  }
  const foreign = runtime === 'go' ? 'rs' : 'go';
  const past = own === undefined ? undefined : suggestions(runtime, own).nearest(name);
  const elsewhere = past ?? (own === undefined ? undefined : suggestions(foreign, own).nearest(name));
  const whose = past === undefined ? t(' of {0}', runtimeNames[foreign]) : t(' of another release');
  say(elsewhere === undefined ? '' : t(' {0} is a key{1}.', elsewhere, whose), []);
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
        t(
          '{0} works in a main file only because the Go runtime ignores case there; the key is {1}.',
          key.name,
          entry.name,
        ),
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
      t('The key is {0}; {1} does not know {2} here and {3}.', exact, kata(config), key.name, verb),
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
    const at = section.pattern === undefined ? t('Outside every section') : t('In {0}', header(section.path));
    const fix = move(config, entry, home, key.name);
    report(
      'toml-wrong-section',
      file,
      key.span,
      t('{0} belongs in {1}. {2} {3} {4}.', key.name, shown(config, home), at, kata(config), verb),
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
