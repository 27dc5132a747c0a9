/**
 * `npm start`: opens a copy of the sample workspace with the extension in a real VS Code: the desktop one where its
 * command `code` is there, else one in the browser. `npm start -- --screenshot FILE` does the latter headless, takes
 * a picture of the sample's first configuration and ends.
 */
import { execa } from 'execa';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle';
import { cleanUp } from './cleanup';
import { Unavailable } from './unavailable';
import { installBrowser } from './vscode/browser';
import { desktopCode } from './vscode/desktop';
import { installServer } from './vscode/install';
import { packVsix } from './vscode/pack';
import { installExtension, startServer } from './vscode/server';
import { copySample, sampleWorkspace, Workbench } from './vscode/workbench';

/** What shows the most of the extension. */
const firstFile = join('kata-containers', 'configuration-qemu-sev.toml');

const whatToTry = `What to try first, in ${firstFile}:
  - rest the pointer on an underlined key: what Kata does with it, and a link to the rule's page
  - put the cursor on it and press Ctrl+. for a fix
  - rest the pointer on any other key, or press Ctrl+Space on an empty line
Then run "Kata: Lint Workspace" (Ctrl+Shift+P): it shows the problems of manifests and container engines, too.
The folder's README.md tells more.`;

async function onDesktop(code: string): Promise<void> {
  await bundle();
  // Not a temporary folder: the window stays open after this command has ended.
  const folder = resolve('out', 'kata-sample');
  rmSync(folder, { recursive: true, force: true });
  cpSync(sampleWorkspace, folder, { recursive: true });
  await execa(code, [
    '--new-window',
    `--extensionDevelopmentPath=${resolve('.')}`,
    folder,
    join(folder, firstFile),
  ]);
  console.log(`VS Code opens the sample workspace.\n${whatToTry}`);
}

async function inBrowser(): Promise<void> {
  const extensionsDir = await packedExtension();
  const folder = copySample();
  const server = await startServer({ extensionsDir });
  const address = server.address(folder, [['openFile', server.uri(join(folder, firstFile))]]);
  console.log(
    `\nOpen this address in a browser on this machine:\n\n  ${address}\n\n${whatToTry}\n\nCtrl+C ends it.`,
  );
  await server.ended;
  throw new Error('The VS Code server ended by itself.');
}

async function takePicture(file: string): Promise<void> {
  const [extensionsDir] = await Promise.all([packedExtension(), installBrowser()]);
  const workbench = await Workbench.open(copySample(), { extensionsDir });
  await workbench.openFile('configuration-qemu-sev.toml');
  await workbench.squiggles('error').first().waitFor();
  mkdirSync(dirname(resolve(file)), { recursive: true });
  await workbench.page.screenshot({ path: file });
  console.log(`${file}: the sample workspace in VS Code`);
}

/** The folder with the extension as it is shipped; it is packed while the server is fetched. */
async function packedExtension(): Promise<string> {
  const [vsix] = await Promise.all([bundle().then(packVsix), installServer()]);
  return installExtension(vsix);
}

try {
  const { screenshot } = parseArgs({ options: { screenshot: { type: 'string' } } }).values;
  const code = desktopCode(process.env, process.platform, process.getuid?.() === 0);
  if (screenshot !== undefined) await takePicture(screenshot);
  else if (code !== undefined) await onDesktop(code);
  else await inBrowser();
} catch (error) {
  process.exitCode = 1;
  if (!(error instanceof Unavailable)) throw error;
  console.error(`Not possible here: ${error.message}.`);
} finally {
  await cleanUp();
}
