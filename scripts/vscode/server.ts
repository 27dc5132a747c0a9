/** Starts and stops the VS Code server. */
import { execa } from 'execa';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atEnd, temporaryFolder } from '../cleanup';
import { installServer } from './install';

export interface ServerOptions {
  /** Where installed extensions are; none are where it is missing. */
  readonly extensionsDir?: string;
  /** User settings on top of the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables for it and its extension host, on top of this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Language of the display, such as zh-cn, as if its language pack were installed; VS Code's own words stay English. */
  readonly language?: string;
  /** Lets the address name an extension under development and its tests; also hides notification toasts. */
  readonly testDriver?: boolean;
  /** Receives what the server prints. */
  readonly logFile?: string;
}

export interface Server {
  readonly port: number;
  /** The address of the workbench on `folder`, with `payload` for what the workbench reads from its address. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** When its process has ended. */
  readonly ended: Promise<unknown>;
  /** Ends it and its extension hosts. */
  stop(): Promise<void>;
  /** The address by which the workbench names a local file. */
  uri(path: string): string;
}

/** No news, no tips, no downloads, no experiments: what a test or a picture must not depend on. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

/** No marketplace: code-server's build would ask open-vsx.org. */
const environment = { ...process.env, EXTENSIONS_GALLERY: '{}' };

/** Starts a server with a fresh user on a free port of this machine only; it ends with the script. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { node, main } = await installServer();
  const home = temporaryFolder();
  const user = join(home, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quiet, ...options.settings }));

  if (options.language !== undefined) addLanguage(join(home, 'data'), options.language);

  // Any program and any web page on this machine can reach the port: the token keeps them out.
  const token = randomUUID();
  const args = ['--host', '127.0.0.1', '--port', '0', '--connection-token', token, '--server-data-dir', home];
  args.push('--accept-server-license-terms', '--disable-telemetry', '--disable-workspace-trust');
  // A login shell would reset PATH, and with it the stand-in programs of tests.
  args.push('--force-disable-user-env');
  if (options.language !== undefined) args.push('--locale', options.language);
  if (options.testDriver) args.push('--enable-smoke-test-driver');
  args.push('--extensions-dir', options.extensionsDir ?? join(home, 'extensions'));
  const child = spawn(node, [main, ...args], {
    // XDG_RUNTIME_DIR: its sockets would stay behind in the temp folder.
    env: { ...environment, ...options.environment, XDG_RUNTIME_DIR: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, to end its extension hosts with it.
    detached: true,
  });
  const ended = once(child, 'exit');
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal);
  };
  const killNow = () => {
    kill('SIGKILL');
  };
  process.once('exit', killNow);
  const stop = async () => {
    process.off('exit', killNow);
    kill('SIGKILL');
    await ended;
  };
  atEnd(stop);

  let printed = '';
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
  const port = await new Promise<number>((started, failed) => {
    const read = (data: Buffer) => {
      log?.write(data);
      printed = (printed + data.toString()).slice(-4000);
      const address = /Web UI available at http:\/\/[^:]+:(\d+)/.exec(printed);
      if (address) started(Number(address[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    child.once('exit', (code, signal) => {
      failed(new Error(`The VS Code server ended (${code ?? signal ?? ''}):\n${printed}`));
    });
    setTimeout(() => {
      failed(new Error(`The VS Code server did not start within 60 s:\n${printed}`));
    }, 60_000).unref();
  });

  const uri = (path: string) => `vscode-remote://localhost:${port}${encodeURI(resolve(path))}`;
  const address = (folder: string, payload: readonly (readonly [string, string])[] = []) => {
    const query = new URLSearchParams({ tkn: token, folder: resolve(folder) });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `http://localhost:${port}/?${query.toString()}`;
  };
  return { port, ended, stop, uri, address };
}

/** What VS Code notes where a language pack is installed: without one it would stay English as a whole. */
function addLanguage(data: string, language: string): void {
  const words = join(data, 'words.json');
  writeFileSync(words, JSON.stringify({ contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'test.language-pack' }, version: '1.0.0' }];
  const pack = { hash: 'none', label: language, extensions, translations: { vscode: words } };
  writeFileSync(join(data, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** Installs a packed extension into a folder of extensions of its own, which is gone at the end. */
export async function installExtension(vsix: string): Promise<string> {
  const { node, main } = await installServer();
  const extensionsDir = temporaryFolder();
  const place = ['--extensions-dir', extensionsDir, '--server-data-dir', temporaryFolder()];
  await execa(node, [main, '--install-extension', resolve(vsix), ...place], { env: environment });
  return extensionsDir;
}
