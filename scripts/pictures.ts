/** `npm run pictures`: takes the README's pictures of the sample workspace in a real VS Code, into docs/pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
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
    show: async (workbench) => {
      await workbench.word('enable_iommu_platform').hover();
      await workbench.page.locator('.monaco-hover').filter({ hasText: 'enable_iommu_platform' }).waitFor();
    },
  },
  {
    name: 'completion',
    theme: 'Light Modern',
    show: async (workbench) => {
      await workbench.word('machine_type').click();
      await workbench.page.keyboard.press('End');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.keyboard.press('Control+Space');
      await workbench.page.locator('.suggest-widget .monaco-list-row.focused').waitFor();
    },
  },
  {
    name: 'quick-fix',
    theme: 'Dark Modern',
    show: async (workbench) => {
      await workbench.word('mem_prealloc').click();
      await workbench.page.keyboard.press('Control+.');
      await workbench.page.locator('.action-widget .monaco-list-row').first().waitFor();
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
  {
    name: 'host',
    theme: 'Light Modern',
    show: async (workbench) => {
      await workbench.command('Kata: Show Host Report');
      const preview = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
      await preview.getByRole('heading', { level: 1 }).waitFor();
    },
  },
];

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
    writeFileSync(path, toPalette(await workbench.page.screenshot()));
    await workbench.close();
    console.log(path);
  }
} finally {
  await cleanUp();
}
