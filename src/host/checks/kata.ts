/** The installed Kata: its programs, where containerd finds its shim, its configuration and the guest's files. */
import { newest, nearestRelease, compareVersions } from '../../knowledge';
import { t } from '../../text';
import type { Check, Host, Probe, Remedy } from '../check';
import { exists } from '../files';
import { aboutShim, installedKata, type InstalledKata, type InstalledShim } from '../kata';
import { findShim, type ShimPlace } from '../programs';
import { kataRegistrations, type Registration } from '../registrations';
import { result, type About } from '../result';
import { shellWord } from '../shell';
import { configurationsInUse, configurationCheck, guestAssetsCheck } from './kata-config';

const runtimeAbout: About = {
  id: 'kata.runtime',
  topic: 'kata',
  title: 'Kata Containers',
  source: 'docs/installation.md@4.1.0',
};

const runtimeNames = {
  get go() {
    return t('the Go runtime');
  },
  rs: 'runtime-rs',
} as const;

/** What kata-static's names call the architectures of `uname -m`. */
const archives: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  s390x: 's390x',
  ppc64le: 'ppc64le',
};

/** How to get Kata; the archive's place is that of Kata's releases on GitHub. */
function install(arch: string): Remedy {
  const archive = archives[arch];
  const text = t(
    'Unpack a release archive of Kata Containers (it goes to /opt/kata), or, on a node of Kubernetes, install the kata-deploy Helm chart. Then register a runtime with the container engine.',
  );
  if (archive === undefined) return { text };
  const file = `kata-static-${newest}-${archive}.tar.zst`;
  return {
    text,
    command: `curl -fLO https://github.com/kata-containers/kata-containers/releases/download/${newest}/${file}\nsudo tar -xf ${file} -C /`,
  };
}

const shimWords = ({ path, version, runtime }: InstalledShim): string =>
  `${runtime ? runtimeNames[runtime] : t('a shim')}${version === undefined ? '' : ` ${version}`} (${path})`;

/** `a, b and c` */
const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : t('{0} and {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');

async function runtimeCheck({ machine, reader }: Host, kata: InstalledKata): Promise<Check> {
  // /usr/local/bin usually has a link to the shim in /opt/kata: that is one Kata, not two
  const shims = kata.shims
    .filter(({ impostor }) => impostor !== true)
    .filter(({ target }, _, all) => !all.some(({ path }) => path === target));
  const evidence = [
    ...kata.shims.map(({ path, version, impostor }) => ({
      path,
      found: impostor ? t('is no shim of Kata') : (version ?? t('is there')),
    })),
    ...kata.tools.map(({ path, version }) => ({ path, found: version ?? t('is there') })),
    ...(kata.release === undefined ? [] : [{ path: '/opt/kata/VERSION', found: kata.release }]),
  ];
  if (shims.length === 0) {
    const impostor = kata.shims[0];
    if (impostor)
      return result(
        runtimeAbout,
        'failed',
        t(
          "{0} has the name of Kata's shim, but is another program: it does not know --version as Kata's shims do. Containers that it starts have no VM.",
          impostor.path,
        ),
        install(machine.arch),
        evidence,
      );
    if (machine.places.includes('container'))
      return result(
        runtimeAbout,
        'unknown',
        t('Kata is not installed in this container. Whether the host below has it cannot be seen from here.'),
        undefined,
        evidence,
      );
    const tool = kata.tools[0];
    const isSaved = await Promise.all(['/usr', '/opt'].map(async (folder) => exists(reader, folder)));
    if (reader.replayed && !isSaved.includes(true))
      return result(
        runtimeAbout,
        'unknown',
        t('Neither /usr nor /opt was saved, where Kata would be.'),
        install(machine.arch),
        evidence,
      );
    return result(
      runtimeAbout,
      'failed',
      tool
        ? t('{0} is here ({1}), but no shim: engines have nothing to start.', tool.name, tool.path)
        : t(
            'Not installed: there is no shim of Kata (containerd-shim-kata-v2) where engines or Kata itself put one.',
          ),
      install(machine.arch),
      evidence,
    );
  }
  const tools = kata.tools.map(({ name, version }) => (version === undefined ? name : `${name} ${version}`));
  const detail = `Installed: ${list(shims.map(shimWords))}${tools.length > 0 ? t(', with {0}', list(tools)) : ''}.`;
  const versions = [...new Set(shims.flatMap(({ version }) => version ?? []))];
  if (versions.length > 1)
    return result(
      runtimeAbout,
      'warning',
      t(
        '{0} These are {1} releases: configurations and guest images fit one of them only.',
        detail,
        versions.length,
      ),
      { text: t('Install both runtimes from the same release.') },
      evidence,
    );
  const [version] = versions;
  if (version !== undefined && nearestRelease(version) === undefined)
    return result(
      runtimeAbout,
      'warning',
      t('{0} Releases before 3.2.0 are out of maintenance, and the workbench does not know them.', detail),
      install(machine.arch),
      evidence,
    );
  const onlyGo = shims.every(({ runtime }) => runtime === 'go');
  const deprecated = onlyGo && version !== undefined && compareVersions(version, '4.0.0') >= 0;
  const more = deprecated
    ? t(' The Go runtime has been deprecated since 4.0.0; runtime-rs replaces it.')
    : '';
  const unasked =
    reader.replayed && version === undefined
      ? t(' The release is not in the files that can be read here.')
      : '';
  return result(runtimeAbout, 'ok', `${detail}${more}${unasked}`, undefined, evidence);
}

const shimName = 'containerd-shim-kata-v2';
const pathAbout: About = {
  id: 'kata.shim-path',
  topic: 'kata',
  get title() {
    return t('Shim on the path of services');
  },
  source: 'core/runtime/v2/shim_manager.go (resolveRuntimePath) in containerd 2.3',
};

/** containerd looks for io.containerd.kata.v2 on its own PATH, where /opt/kata/bin is not. */
function shimPathCheck(place: ShimPlace, kata: InstalledKata, registered: readonly Registration[]): Check {
  switch (place.kind) {
    case 'found':
      return result(
        pathAbout,
        'ok',
        t(
          'containerd finds the shim of io.containerd.kata.v2: {0}. It looks in its own PATH, which is not that of a shell.',
          place.path,
        ),
      );
    case 'unknown':
      return result(pathAbout, 'unknown', t('The folders that services look in could not be read.'));
    case 'missing':
      return result(
        pathAbout,
        'not-applicable',
        kata.shims.length > 0
          ? t('There is no {0}, only shims with names of their own.', shimName)
          : t('There is no shim of Kata.'),
      );
    case 'elsewhere':
  }
  const named = registered.flatMap(({ name, shim }) => (shim === undefined ? [] : [{ name, shim }]));
  const byName = named.filter(({ shim }) => !shim.startsWith('/'));
  const link = {
    text: t('Link it to where services look, or register the runtime with its absolute path.'),
    command: `sudo ln -s ${shellWord(place.path)} /usr/local/bin/${shimName}`,
  };
  if (byName.length > 0)
    return result(
      pathAbout,
      'failed',
      t(
        'The shim is at {0} only, where containerd does not look: it searches its own PATH ({1} names it by its type alone).',
        place.path,
        byName[0]?.name ?? '',
      ),
      link,
    );
  return named.length > 0
    ? result(
        pathAbout,
        'ok',
        t(
          'The shim is at {0}, and engines are told so by its absolute path. The name io.containerd.kata.v2 alone does not find it.',
          place.path,
        ),
        link,
      )
    : result(
        pathAbout,
        'warning',
        t(
          'The shim is at {0} only. The name io.containerd.kata.v2 does not find it there: containerd looks in its own PATH.',
          place.path,
        ),
        link,
      );
}

/** What is installed, with the shim that only containerd's own PATH leads to. */
async function lookForKata({
  reader,
}: Host): Promise<{ readonly kata: InstalledKata; readonly place: ShimPlace }> {
  const [kata, place] = await Promise.all([installedKata(reader), findShim(reader, shimName)]);
  if (place.kind !== 'found' || kata.shims.some(({ path }) => path === place.path)) return { kata, place };
  const shim = await aboutShim(reader, place.path, kata.release);
  return { kata: { ...kata, shims: [...kata.shims, shim] }, place };
}

async function checkKata(host: Host): Promise<readonly Check[]> {
  const [{ kata, place }, registered] = await Promise.all([
    lookForKata(host),
    kataRegistrations(host.reader),
  ]);
  const configurations = await configurationsInUse(host.reader, kata, registered);
  return [
    await runtimeCheck(host, kata),
    shimPathCheck(place, kata, registered),
    configurationCheck(host.reader, configurations, kata),
    guestAssetsCheck(host.reader, configurations, kata),
  ];
}

export const kataProbe: Probe = {
  ids: ['kata.runtime', 'kata.shim-path', 'kata.configuration', 'kata.guest-assets'],
  // Programs that are asked have two seconds, and a moment to end
  timeLimit: 3_000,
  run: checkKata,
};
