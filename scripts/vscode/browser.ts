/** Chromium, headless: finds it, installs it where that is possible, opens pages of this machine in it. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { canInstallPackages, installPackages } from '../apt';
import { atEnd } from '../cleanup';
import { findProgram } from '../programs';
import { Unavailable } from '../unavailable';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

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
  if (!canInstallPackages())
    throw new Unavailable(
      'no Chromium found; install one (Debian: "sudo apt-get install chromium fonts-dejavu-core", elsewhere: ' +
        '"npx playwright-core install chromium") or name one in CHROME_PATH',
    );
  // A font of fixed width comes with it: without one, code is unreadable.
  await installPackages(['chromium', 'fonts-dejavu-core'], 'no Chromium found');
  const installed = findBrowser();
  if (installed === undefined) throw new Unavailable('apt-get installed chromium, but it is not on PATH');
  return installed;
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
