import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journey, picture } from '../support/journey';

describe('A Kata configuration', () => {
  const sample = journey();
  const name = 'configuration-qemu-sev.toml';

  it('is underlined where Kata would refuse or ignore it', async () => {
    const { workbench } = sample;
    await workbench.openFile(name);
    await workbench.squiggles('error').first().waitFor();
    await workbench.squiggles('warning').first().waitFor();
    await picture(workbench, 'problems');
  });

  it('is explained where the pointer rests', async () => {
    const { workbench } = sample;
    await workbench.word('default_maxvcpus').hover();
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'default_maxvcpus' });
    await hover.waitFor();
    await picture(workbench, 'hover');
    await workbench.page.keyboard.press('Escape');
    await hover.waitFor({ state: 'hidden' });
  });

  it('is completed with keys that it does not have yet', async () => {
    const { page } = sample.workbench;
    await sample.workbench.word('machine_type').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('cpu_f');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'cpu_features' }).waitFor();
    await picture(sample.workbench, 'completion');
    await page.keyboard.press('Enter');
    await page.keyboard.type('pmu=off');
    await sample.workbench.word('"pmu=off"').waitFor();
  });

  it('is mended by a quick fix, on the disk too once it is saved', async () => {
    const { workbench } = sample;
    const { page } = workbench;
    await workbench.word('mem_prealloc').click();
    await page.keyboard.press('Control+.');
    const first = page.locator('.action-widget .monaco-list-row.focused');
    await first.filter({ hasText: 'mem_prealloc' }).waitFor();
    await picture(workbench, 'quick-fix');
    // Not with the pointer: VS Code 1.105 lets no click through right after the menu came
    await page.keyboard.press('Enter');
    await workbench.word('mem_prealloc').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+S');
    await page.locator('.tab.active:not(.dirty)').waitFor();
    const saved = await readFile(join(workbench.folder, 'kata-containers', name), 'utf8');
    assert.match(saved, /^cpu_features = "pmu=off"$/m);
    assert.doesNotMatch(saved, /^mem_prealloc/m);
  });

  it('is no longer underlined once the mistake is gone', async () => {
    const { workbench } = sample;
    const { page } = workbench;
    await workbench.openFile('configuration-qemu.toml');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('no_such_key = 1');
    await workbench.squiggles('warning').first().waitFor();
    await page.keyboard.press('Control+Shift+K');
    // They may be drawn elsewhere for a moment, until the text is checked again
    const underlined = page.locator('.editor-instance [class*="squiggly-"]');
    const end = Date.now() + 10_000;
    while ((await underlined.count()) > 0) assert.ok(Date.now() < end, 'still underlined');
  });

  it('leaves a log that a command shows', async () => {
    const { workbench } = sample;
    await workbench.command('Kata: Show Log');
    const channel = workbench.page.locator('.part.panel select option:checked').first();
    await channel.filter({ hasText: 'Kata Workbench' }).waitFor({ state: 'attached' });
  });
});
