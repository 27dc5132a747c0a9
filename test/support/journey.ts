/** What the UI journeys share: the packed extension, installed, in a workbench on a copy of the sample workspace. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerOptions } from '../../scripts/vscode/server';
import { copySample, Workbench } from '../../scripts/vscode/workbench';

const pictures = join('out', 'pictures');

/**
 * Opens a workbench for the tests of the surrounding `describe`, one after the other; what they did stays. A failed
 * test leaves a picture in out/pictures. With `options`, such as a Docker's `environment`; `extensions` makes another
 * folder of the one with the installed extensions.
 */
export function journey({
  extensions = (installed) => installed,
  ...options
}: Pick<ServerOptions, 'environment' | 'language' | 'settings'> & {
  readonly extensions?: (installed: string) => string;
} = {}): {
  readonly workbench: Workbench;
} {
  let opened: Workbench | undefined;
  before(async function () {
    this.timeout(120_000);
    const { KATA_TEST_EXTENSIONS: extensionsDir } = process.env;
    if (extensionsDir === undefined)
      throw new Error('KATA_TEST_EXTENSIONS names no folder of installed extensions.');
    opened = await Workbench.open(copySample(), { ...options, extensionsDir: extensions(extensionsDir) });
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state === 'failed' && opened) await picture(opened, `failed ${test.fullTitle()}`);
  });
  after(() => opened?.close());
  return {
    get workbench() {
      if (!opened) throw new Error('The workbench is not open yet.');
      return opened;
    },
  };
}

/** Takes a picture of the workbench as it is, to be looked at: out/pictures/NAME.png. */
export async function picture(workbench: Workbench, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await workbench.page.screenshot({ path: join(pictures, `${name.replace(/\W+/g, '-')}.png`) });
}
