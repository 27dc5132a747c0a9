/** The workbench in a headless browser, driven as a person would: by keys, clicks and what is on the screen. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { temporaryFolder } from '../cleanup';
import { startBrowser } from './browser';
import { startServer, type Server, type ServerOptions } from './server';

/** The folder that `npm start`, the journeys and the pictures open. */
export const sampleWorkspace = join('test', 'sample-workspace');

/** A copy of the sample workspace, so that the repository stays as it is. */
export function copySample(): string {
  const folder = join(temporaryFolder(), 'kata-sample');
  cpSync(sampleWorkspace, folder, { recursive: true });
  return folder;
}

/** How long the workbench may take to start, and to take a step, in ms. */
const patience = { start: 60_000, step: 20_000 };

let browser: Promise<Browser> | undefined;

export class Workbench {
  private constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly server: Server,
  ) {}

  /** Opens `folder`, on a server of its own. */
  static async open(folder: string, options: ServerOptions): Promise<Workbench> {
    const [server, window] = await Promise.all([startServer(options), (browser ??= startBrowser())]);
    const page = await window.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    page.setDefaultTimeout(patience.step);
    await page.goto(server.address(folder, [['skipWelcome', 'true']]));
    await page
      .locator('.explorer-folders-view .monaco-list-row')
      .first()
      .waitFor({ timeout: patience.start });
    // Its commands come along: a list of commands that was opened before does not get them any more
    await page.locator('.part.activitybar .action-label[aria-label^="Kata"]').waitFor();
    return new Workbench(page, folder, server);
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.server.stop();
  }

  /** Opens a file of the folder by its name, as Ctrl+P does. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.pick(name, name);
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** The words and values in the visible part of the editor that are exactly `text`: to click, to point at. */
  word(text: string): Locator {
    return this.page
      .locator('.editor-instance .view-line span:not(:has(*))')
      .getByText(text, { exact: true });
  }

  /** Squiggles of a severity in the visible part of the editor. */
  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.page.locator(`.editor-instance .squiggly-${severity}`);
  }

  private async pick(input: string, row: string): Promise<void> {
    const field = this.page.locator('.quick-input-widget input.input');
    await field.waitFor();
    await field.fill(input);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first().click();
  }
}
