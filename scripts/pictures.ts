/** `npm run pictures`: takes the README's pictures of the sample workspace in a real VS Code, into docs/pictures. */
import { execa } from 'execa';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle';
import { cleanUp } from './cleanup';
import { toPalette } from './png';
import { packVsix } from './vscode/pack';
import { installExtension } from './vscode/server';
import { copySample, Workbench } from './vscode/workbench';

interface Picture {
  /** docs/pictures/NAME.png. */
  readonly name: string;
  readonly theme: 'Light Modern' | 'Dark Modern';
  /** The file of the sample workspace to open; the first configuration where it is absent. */
  readonly file?: string;
  /** The part of the window that matters; all of it where it is absent. In CSS pixels of 1280 x 800. */
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Brings what is to be seen onto the screen, from the open file with its problems found. */
  show(workbench: Workbench): Promise<void>;
}

const pictures: readonly Picture[] = [
  {
    name: 'problems',
    theme: 'Light Modern',
    show: async (workbench) => {
      await workbench.command('Problems: Focus on Problems View');
      await workbench.page
        .locator('.markers-panel .monaco-list-row')
        .filter({ hasText: 'enable_pprof' })
        .waitFor();
    },
  },
  {
    name: 'hover',
    theme: 'Dark Modern',
    clip: { x: 352, y: 240, width: 928, height: 310 },
    show: async (workbench) => {
      await workbench.word('enable_iommu_platform').hover();
      await workbench.page.locator('.monaco-hover').filter({ hasText: 'enable_iommu_platform' }).waitFor();
    },
  },
  {
    name: 'manifest',
    theme: 'Light Modern',
    file: 'confidential.yaml',
    show: async (workbench) => {
      await workbench.command('Problems: Focus on Problems View');
      await workbench.page.locator('.markers-panel .monaco-list-row').nth(3).waitFor();
    },
  },
];

/** Pictures that UI journeys take on their way, by the name that they get in docs/pictures: they need real engines. */
const ofJourneys: Readonly<Record<string, string>> = {
  overview: 'sandboxes-details',
  host: 'host',
  devcontainer: 'devcontainer-proof',
  sandboxes: 'sandboxes-tooltip',
  pods: 'cluster-tooltip',
};

/** What only moves, or takes room from what is to be seen. */
const calm = {
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'workbench.layoutControl.enabled': false,
};

try {
  await bundle();
  const extensionsDir = await installExtension(await packVsix());
  const folder = join('docs', 'pictures');
  mkdirSync(folder, { recursive: true });
  for (const picture of pictures) {
    const settings = { ...calm, 'workbench.colorTheme': picture.theme };
    const workbench = await Workbench.open(copySample(), { extensionsDir, settings });
    await workbench.openFile(picture.file ?? 'configuration-qemu-sev.toml');
    await workbench.squiggles('error').or(workbench.squiggles('warning')).first().waitFor();
    await picture.show(workbench);
    const path = join(folder, `${picture.name}.png`);
    writeFileSync(path, toPalette(await workbench.page.screenshot(picture.clip && { clip: picture.clip })));
    await workbench.close();
    console.log(path);
  }
  await execa(process.execPath, [join('scripts', 'run.mjs'), 'test', 'ui'], { stdio: 'inherit' });
  for (const [name, journey] of Object.entries(ofJourneys)) {
    const path = join(folder, `${name}.png`);
    writeFileSync(path, toPalette(readFileSync(join('out', 'pictures', `${journey}.png`))));
    console.log(path);
  }
} finally {
  await cleanUp();
}
