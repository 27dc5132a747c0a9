import assert from 'node:assert/strict';
import { journey, picture } from '../support/journey';

describe('The Host view', () => {
  const sample = journey();
  const view = () =>
    sample.workbench.page
      .locator('.part.sidebar .pane')
      .filter({ has: sample.workbench.page.locator('.pane-header', { hasText: 'Host' }) });
  /** The lines of the tree that are shown. */
  const rows = () => view().locator('.monaco-list-row');

  it('says what it is for, and runs nothing before it is asked to', async () => {
    const { page } = sample.workbench;
    await page.locator('.part.activitybar .action-label[aria-label="Kata"]').click();
    await view().waitFor();
    // Room for its lines: those out of sight are not drawn
    const others = page
      .locator('.part.sidebar .pane-header[aria-expanded="true"]')
      .filter({ hasNotText: 'Host' });
    while ((await others.count()) > 0) await others.first().click();
    await view().locator('.welcome-view-content').getByText('which TEE').waitFor();
    assert.equal(await rows().count(), 0);
    await picture(sample.workbench, 'host-welcome');
  });

  it('checks this machine and begins with the verdict in words', async () => {
    await view().locator('.welcome-view-content .monaco-button').filter({ hasText: 'Check Host' }).click();
    const verdict = rows().filter({ hasText: /^(Ready for Kata|Partly ready|Not ready|Cannot tell)/ });
    await verdict.waitFor();
    assert.equal(await verdict.getAttribute('data-index'), '0');
    await picture(sample.workbench, 'host');
  });

  it('shows the checks of a group with their state as a word', async () => {
    const { page } = sample.workbench;
    const group = page.getByRole('treeitem', { name: /^Virtualization:/, level: 1 });
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
    const kvm = rows().filter({ hasText: '/dev/kvm' });
    await kvm.filter({ hasText: /(ok|warning|failed|unknown|not applicable)$/ }).waitFor();
    await kvm.hover();
    await page.locator('.monaco-hover').filter({ hasText: 'Source:' }).waitFor();
    await picture(sample.workbench, 'host-check');
    await page.keyboard.press('Escape');
  });

  it('opens the report', async () => {
    const { workbench } = sample;
    await workbench.command('Kata: Show Host Report');
    await workbench.page.locator('.tab.active').filter({ hasText: 'Kata Host Report' }).waitFor();
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('Host report for Kata').waitFor();
    await picture(workbench, 'host-report');
  });

  it('shows the pages about BIOS settings and tuning', async () => {
    const { workbench } = sample;
    await workbench.command('Kata: Show BIOS Settings');
    await workbench.page.locator('.tab.active').filter({ hasText: 'host-bios.md' }).waitFor();
    await picture(workbench, 'host-bios');
    await workbench.command('Kata: Show Tuning Advice');
    await workbench.page.locator('.tab.active').filter({ hasText: 'host-tuning.md' }).waitFor();
  });
});
