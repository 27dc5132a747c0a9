/** Kata's configuration as the lint sees it, and the files that it names. */
import type { KataTarget } from '../../knowledge';
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
  title: 'Configuration',
  source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
};

const runtimeNames = { go: 'the Go runtime', rs: 'runtime-rs' } as const;
const forKata = ({ runtime, version }: KataTarget): string => `${runtimeNames[runtime]} ${version}`;
const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** How many messages are repeated; the others are in the editor and in `kata-workbench lint`. */
const shown = 3;

function words({ path, target, named, absent, errors, warnings }: ConfigurationInUse): string {
  const who = named
    ? `${path}, which ${named.name} of ${named.file} names,`
    : `${path}, for ${forKata(target)},`;
  if (absent === 'missing') return `${who} is not there.`;
  if (absent !== undefined) return `${who} can't be read by this user.`;
  const found = [...errors, ...warnings];
  if (found.length === 0) return `${who} has nothing to complain about.`;
  const counts = [
    ...(errors.length > 0 ? [count(errors.length, 'error')] : []),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
  ].join(' and ');
  return `${who} has ${counts}: ${found.slice(0, shown).join(' ')}${found.length > shown ? ' ...' : ''}`;
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
    text: 'Open the file in the editor, where each finding has its place and often a fix.',
    command: `kata-workbench lint ${found.map(({ path }) => shellWord(path)).join(' ')}`,
  };
  const [missing] = without;
  const details = [
    ...found.map(words),
    ...without.map(
      (target) => `For ${forKata(target)} there is none in ${usualConfigurations(target).join(', ')}.`,
    ),
  ].join(' ');
  if (found.length === 0 && !missing)
    return result(
      configurationAbout,
      'not-applicable',
      kata.shims.length === 0
        ? 'Kata is not installed.'
        : 'No shim here would read a configuration that can be found out.',
    );
  if (found.some(({ errors }) => errors.length > 0))
    return result(configurationAbout, 'failed', details, lint, evidence);
  if (missing || found.some(({ absent }) => absent === 'missing')) {
    if (reader.replayed)
      return result(
        configurationAbout,
        'unknown',
        `${details} It may not have been saved.`,
        undefined,
        evidence,
      );
    return result(
      configurationAbout,
      'failed',
      details,
      {
        text: 'Correct the path in the file of the engine, or install Kata again: its archives bring configurations.',
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
  title: 'Files that the configuration names',
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
        ? 'Kata is not installed.'
        : 'No configuration could be read that names a kernel and an image.',
    );
  const evidence = [...files].map((path) => ({
    path,
    found: missing.includes(path) ? 'is not there' : 'is there',
  }));
  if (missing.length === 0)
    return result(
      assetsAbout,
      'ok',
      `All ${count(files.size, 'file')} are there: kernel, image and programs for the guest.`,
      undefined,
      evidence,
    );
  const names = missing.slice(0, 5).join(', ');
  // Images have hundreds of megabytes: who saves a machine leaves them out
  if (reader.replayed)
    return result(
      assetsAbout,
      'unknown',
      `Not among the saved files: ${names}. They may be on the machine all the same.`,
      undefined,
      evidence,
    );
  return result(
    assetsAbout,
    'failed',
    `Not there: ${names}${missing.length > 5 ? ' and more' : ''}. No sandbox starts without them.`,
    { text: 'Install Kata again, or correct the paths in its configuration.' },
    evidence,
  );
}
