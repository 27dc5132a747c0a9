/** Chromium, headless: finds it, installs it where that is possible, opens pages of this machine in it. */
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { atEnd } from '../cleanup';
import { Unavailable } from '../unavailable';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The first program of one of these names on PATH. */
export function findProgram(programs: readonly string[], path = process.env.PATH ?? ''): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return programs
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

/** The browser to drive: CHROME_PATH, one on PATH, or the one that playwright downloads. */
function findBrowser(): string | undefined {
  return [process.env.CHROME_PATH, findProgram(names), chromium.executablePath()].find(
    (file) => file !== undefined && existsSync(file),
  );
}

/** Path of a Chromium; installs Debian's where there is none and this is root. Throws `Unavailable`. */
export async function installBrowser(): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  const apt = findProgram(['apt-get']);
  if (process.getuid?.() !== 0 || apt === undefined)
    throw new Unavailable(
      'no Chromium found; install one (Debian: "sudo apt-get install chromium fonts-dejavu-core", elsewhere: ' +
        '"npx playwright-core install chromium") or name one in CHROME_PATH',
    );
  console.log('Installing Chromium (apt-get install chromium fonts-dejavu-core) ...');
  await run(apt, 'update', '-qq');
  // A font of fixed width comes with it: without one, code is unreadable.
  await run(apt, 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const installed = findBrowser();
  if (installed === undefined) throw new Unavailable('apt-get installed chromium, but it is not on PATH');
  return installed;
}

async function run(apt: string, ...args: string[]): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, reject: false } as const;
  const { failed, stderr } = await execa(apt, args, options);
  if (failed)
    throw new Unavailable(`no Chromium found, and apt-get failed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

/** Starts the browser; it can reach nothing but this machine and ends with the script. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: await installBrowser(),
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--disable-gpu',
    ],
    // The script ends it, after what uses it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  atEnd(() => browser.close());
  return browser;
}
