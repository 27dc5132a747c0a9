import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiServer } from '../support/api-server';
import { journey, picture } from '../support/journey';
import { smallCluster } from '../support/small-cluster';

describe('The view Confidential Pods', () => {
  const server = new ApiServer();
  const folder = mkdtempSync(join(tmpdir(), 'kata-workbench-test-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, '');
  before(async () => {
    await server.start();
    smallCluster(server);
  });
  const sample = journey({ environment: { KUBECONFIG: kubeconfig } });
  after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true });
  });

  const pane = () =>
    sample.workbench.page
      .locator('.part.sidebar .pane')
      .filter({ has: sample.workbench.page.locator('.pane-header', { hasText: 'Confidential Pods' }) });
  const row = (text: string | RegExp) => pane().locator('.monaco-list-row').filter({ hasText: text });
  const open = async (text: string | RegExp) => {
    await row(text).first().click();
  };

  it('says what is missing where kubectl knows no cluster', async () => {
    const { page } = sample.workbench;
    await page.locator('.part.activitybar .action-label[aria-label="Kata"]').click();
    for (const name of ['Host', 'Sandboxes']) {
      const header = page.locator('.part.sidebar .pane-header').filter({ hasText: name });
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
    await pane().locator('.welcome-view-content').getByText('kubectl knows no cluster').waitFor();
    await picture(sample.workbench, 'cluster-no-config');
  });

  it('shows honest groups, counted and closed', async () => {
    const { workbench } = sample;
    writeFileSync(kubeconfig, server.kubeconfig());
    await pane().getByRole('button', { name: 'Refresh Confidential Pods', exact: true }).last().click();
    await row('Confidential (declared)').waitFor();
    await pane().getByText('test · all namespaces').waitFor();
    assert.equal(await row(/./).count(), 7);
    await picture(workbench, 'cluster');
  });

  it('opens them, and explains a pod that fails', async () => {
    const { workbench } = sample;
    await open('Kata without a TEE');
    await open('no-handler');
    await row('FailedCreatePodSandBox').waitFor();
    await open('Nodes');
    await open('Confidential (declared)');
    await open('RuntimeClasses');
    await picture(workbench, 'cluster-open');
    await row('no-handler').hover();
    await workbench.page.locator('.monaco-hover').filter({ hasText: 'What to do:' }).waitFor();
    await picture(workbench, 'cluster-tooltip');
    await workbench.page.keyboard.press('Escape');
  });

  it('offers what can be done with a pod', async () => {
    const { workbench } = sample;
    const { page } = workbench;
    await row('build').click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Show Pod YAML').hover();
    await picture(workbench, 'cluster-menu');
    await page.keyboard.press('Escape');
  });

  it('shows the details of a pod as a page', async () => {
    const { workbench } = sample;
    const { page } = workbench;
    await row('blocked').click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Show Pod Details').hover();
    await page.keyboard.press('Enter');
    const preview = page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('Why it fails').waitFor();
    await picture(workbench, 'cluster-details');
  });

  it('shows a report of the cluster', async () => {
    const { workbench } = sample;
    await workbench.command('Kata: Show Cluster Report');
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('Kata in the cluster test').waitFor();
    await picture(workbench, 'cluster-report');
  });

  for (const theme of ['Light Modern', 'Dark High Contrast'])
    it(`can be read in ${theme}`, async () => {
      const { workbench } = sample;
      await workbench.command('Preferences: Color Theme');
      const { page } = workbench;
      await page.locator('.quick-input-widget input.input').fill(theme);
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: theme }).first().click();
      await row('Confidential (declared)').waitFor();
      await picture(workbench, `cluster-${theme}`);
    });
});
