/** A real VS Code (the server, with the workbench in a headless browser) with the extension and the bench's probe. */
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import manifest from '../../../package.json';
import { temporaryFolder } from '../../cleanup';
import { startBrowser } from '../../vscode/browser';
import { packVsix } from '../../vscode/pack';
import { installExtension, startServer } from '../../vscode/server';
import { product } from '../tools';
import type { Seen } from './seen';

/** How long the workbench may take to start, in ms. */
const patience = 60_000;

export class Windows {
  private page: Page | undefined;

  private constructor(
    private readonly browser: Browser,
    private readonly address: (folder: string) => string,
    private readonly file: string,
  ) {}

  /** Throws `Unavailable` where there can be no VS Code or no browser. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Windows> {
    await product();
    const file = join(temporaryFolder(), 'seen.json');
    const probe = await makeProbe();
    const browser = await startBrowser();
    const server = await startServer({
      // Its driver lets the address name an extension under development: the probe. Ours is installed.
      testDriver: true,
      extensionsDir: await installExtension(await packVsix()),
      environment: { ...environment, KATA_BENCH_PROBE: file },
    });
    const development = ['extensionDevelopmentPath', server.uri(probe)] as const;
    const parent = temporaryFolder();
    const address = (name: string) => {
      const folder = join(parent, name);
      mkdirSync(folder, { recursive: true });
      return server.address(folder, [['skipWelcome', 'true'], development]);
    };
    return new Windows(browser, address, file);
  }

  /**
   * Opens a window that remembers nothing, with an extension host of its own, in the place of the last one. Its empty
   * folder is called `folder` (see `Seen`).
   */
  async open(folder: string): Promise<Page> {
    await this.page?.close();
    rmSync(this.file, { force: true });
    this.page = await this.browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    this.page.setDefaultTimeout(patience);
    await this.page.goto(this.address(folder));
    const end = Date.now() + patience;
    while (!existsSync(this.file)) {
      if (Date.now() > end) throw new Error(`The probe saw nothing within ${patience / 1000} s.`);
      await wait(100);
    }
    return this.page;
  }

  /** What the probe has seen in the window until now. */
  seen(): Seen {
    return JSON.parse(readFileSync(this.file, 'utf8')) as Seen;
  }
}

/** The folder of the probe as an extension. */
async function makeProbe(): Promise<string> {
  const folder = temporaryFolder();
  await build({
    entryPoints: [join('scripts', 'bench', 'window', 'probe.ts')],
    outfile: join(folder, 'probe.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const probe = {
    name: 'probe',
    publisher: 'kata-workbench-bench',
    version: '1.0.0',
    engines: manifest.engines,
    main: 'probe.js',
    activationEvents: ['*'],
    extensionKind: ['workspace'],
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(probe));
  return folder;
}
