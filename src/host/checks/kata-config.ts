/** Kata's configuration as the lint sees it, and the files that it names. */
import type { KataTarget } from '../../knowledge';
import { t } from '../../text';
import type { Check, Evidence } from '../check';
import {
  lookAtConfiguration,
  usualConfiguration,
  usualConfigurations,
  type Configuration,
} from '../configuration';
import { aboutShim, targetOf, type InstalledKata, type InstalledShim } from '../kata';
import { findShim, shimProgram } from '../programs';
import type { HostReader } from '../reader';
import type { Registration } from '../registrations';
import { result, type About } from '../result';
import { shellWord } from '../shell';

/** A configuration that a shim here would read. */
export interface ConfigurationInUse extends Configuration {
  readonly target: KataTarget;
  /** A runtime that names it; absent: a shim takes it where nobody names one. */
  readonly named?: Registration;
}

/** What is looked for, and where nothing was found. */
export interface ConfigurationsInUse {
  readonly found: readonly ConfigurationInUse[];
  /** Runtimes whose shim finds no configuration in any usual place. */
  readonly without: readonly KataTarget[];
}

/** The shim that a registration starts, where it is on this machine. */
async function shimOfRegistration(
  reader: HostReader,
  kata: InstalledKata,
  { shim }: Registration,
): Promise<InstalledShim | undefined> {
  const program = shim === undefined ? undefined : shimProgram(shim);
  if (program === undefined) return undefined;
  const place = await findShim(reader, program);
  if (place.kind !== 'found') return undefined;
  return kata.shims.find(({ path }) => path === place.path) ?? aboutShim(reader, place.path, kata.release);
}

/** The configurations that registered runtimes name, and the usual ones of installed shims. */
export async function configurationsInUse(
  reader: HostReader,
  kata: InstalledKata,
  registered: readonly Registration[],
): Promise<ConfigurationsInUse> {
  const shims = await Promise.all(registered.map((one) => shimOfRegistration(reader, kata, one)));
  const named = registered.flatMap((one, index) => {
    const { configPath } = one;
    if (!configPath?.startsWith('/')) return [];
    const runtime = /\/runtime-rs\/|-runtime-rs\.toml$/.test(configPath) ? 'rs' : 'go';
    const byPath = kata.shims.find((shim) => shim.runtime === runtime);
    return [{ path: configPath, target: targetOf(shims[index] ?? byPath ?? {}, runtime), named: one }];
  });
  // A shim that nobody gives a configuration looks for one itself
  const own = [
    ...registered.flatMap((one, index) => (one.configPath === undefined ? [shims[index]] : [])),
    ...(registered.length === 0 ? kata.shims : []),
  ].filter((shim) => shim !== undefined);
  // A shim that could not be asked, such as one behind a link of a saved machine, may be of either runtime
  const targets = new Map(
    own
      .filter(({ impostor }) => impostor !== true)
      .map((shim) => [
        shim.runtime,
        shim.runtime
          ? [targetOf(shim)]
          : (['rs', 'go'] as const).map((runtime) => targetOf({ ...shim, runtime })),
      ]),
  );
  const searched = await Promise.all(
    [...targets.values()].map(async (either) =>
      Promise.all(either.map(async (target) => ({ target, path: await usualConfiguration(reader, target) }))),
    ),
  );
  const without = searched.flatMap((either) =>
    either.every(({ path }) => path === undefined) ? either.slice(0, 1).map(({ target }) => target) : [],
  );
  const wanted = new Map<string, { path: string; target: KataTarget; named?: Registration }>();
  for (const one of named) wanted.set(one.path, one);
  for (const { target, path } of searched.flat())
    if (path !== undefined && !wanted.has(path)) wanted.set(path, { path, target });
  const found = await Promise.all(
    [...wanted.values()].map(async (one) => ({
      ...one,
      ...(await lookAtConfiguration(reader, one.path, one.target)),
    })),
  );
  return { found, without };
}

const configurationAbout: About = {
  id: 'kata.configuration',
  topic: 'kata',
  get title() {
    return t('Configuration');
  },
  source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
};

const runtimeNames = {
  get go() {
    return t('the Go runtime');
  },
  rs: 'runtime-rs',
} as const;
const forKata = ({ runtime, version }: KataTarget): string => `${runtimeNames[runtime]} ${version}`;
const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** How many messages are repeated; the others are in the editor and in `kata-workbench lint`. */
const shown = 3;

function words({ path, target, named, absent, errors, warnings }: ConfigurationInUse): string {
  const who = named
    ? t('{0}, which {1} of {2} names,', path, named.name, named.file)
    : t('{0}, for {1},', path, forKata(target));
  if (absent === 'missing') return t('{0} is not there.', who);
  if (absent !== undefined) return t("{0} can't be read by this user.", who);
  const found = [...errors, ...warnings];
  if (found.length === 0) return t('{0} has nothing to complain about.', who);
  const counts = [
    ...(errors.length > 0 ? [count(errors.length, 'error')] : []),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
  ].join(t(' and '));
  return t(
    '{0} has {1}: {2}{3}',
    who,
    counts,
    found.slice(0, shown).join(' '),
    found.length > shown ? ' ...' : '',
  );
}

const evidenceOf = ({ path, absent, errors, warnings }: ConfigurationInUse): Evidence => ({
  path,
  found: absent ?? `${count(errors.length, 'error')}, ${count(warnings.length, 'warning')}`,
});

export function configurationCheck(
  reader: HostReader,
  { found, without }: ConfigurationsInUse,
  kata: InstalledKata,
): Check {
  const evidence = found.map(evidenceOf);
  const lint = {
    text: t('Open the file in the editor, where each finding has its place and often a fix.'),
    command: `kata-workbench lint ${found.map(({ path }) => shellWord(path)).join(' ')}`,
  };
  const [missing] = without;
  const details = [
    ...found.map(words),
    ...without.map((target) =>
      t('For {0} there is none in {1}.', forKata(target), usualConfigurations(target).join(', ')),
    ),
  ].join(' ');
  if (found.length === 0 && !missing)
    return result(
      configurationAbout,
      'not-applicable',
      kata.shims.length === 0
        ? t('Kata is not installed.')
        : t('No shim here would read a configuration that can be found out.'),
    );
  if (found.some(({ errors }) => errors.length > 0))
    return result(configurationAbout, 'failed', details, lint, evidence);
  if (missing || found.some(({ absent }) => absent === 'missing')) {
    if (reader.replayed)
      return result(
        configurationAbout,
        'unknown',
        t('{0} It may not have been saved.', details),
        undefined,
        evidence,
      );
    return result(
      configurationAbout,
      'failed',
      details,
      {
        text: t(
          'Correct the path in the file of the engine, or install Kata again: its archives bring configurations.',
        ),
      },
      evidence,
    );
  }
  if (found.some(({ warnings }) => warnings.length > 0))
    return result(configurationAbout, 'warning', details, lint, evidence);
  return result(
    configurationAbout,
    found.some(({ absent }) => absent !== undefined) ? 'unknown' : 'ok',
    details,
    undefined,
    evidence,
  );
}

const assetsAbout: About = {
  id: 'kata.guest-assets',
  topic: 'kata',
  get title() {
    return t('Files that the configuration names');
  },
  source: 'src/runtime/pkg/katautils/config.go@4.1.0 (kernel, image, initrd, firmware and programs)',
};

export function guestAssetsCheck(
  reader: HostReader,
  { found }: ConfigurationsInUse,
  kata: InstalledKata,
): Check {
  const files = new Set(found.flatMap((one) => one.files));
  const missing = [...new Set(found.flatMap((one) => one.missing))];
  if (files.size === 0)
    return result(
      assetsAbout,
      kata.shims.length === 0 ? 'not-applicable' : 'unknown',
      kata.shims.length === 0
        ? t('Kata is not installed.')
        : t('No configuration could be read that names a kernel and an image.'),
    );
  const evidence = [...files].map((path) => ({
    path,
    found: missing.includes(path) ? t('is not there') : t('is there'),
  }));
  if (missing.length === 0)
    return result(
      assetsAbout,
      'ok',
      t('All {0} are there: kernel, image and programs for the guest.', count(files.size, 'file')),
      undefined,
      evidence,
    );
  const names = missing.slice(0, 5).join(', ');
  // Images have hundreds of megabytes: who saves a machine leaves them out
  if (reader.replayed)
    return result(
      assetsAbout,
      'unknown',
      t('Not among the saved files: {0}. They may be on the machine all the same.', names),
      undefined,
      evidence,
    );
  return result(
    assetsAbout,
    'failed',
    t('Not there: {0}{1}. No sandbox starts without them.', names, missing.length > 5 ? t(' and more') : ''),
    { text: t('Install Kata again, or correct the paths in its configuration.') },
    evidence,
  );
}
