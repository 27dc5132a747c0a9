import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describeDocker } from '../support/docker';
import { journey, picture } from '../support/journey';

describeDocker('A dev container', (docker) => {
  const { KATA_TEST_DEVCONTAINER_CLI: cli = '', PATH = '' } = process.env;
  const sample = journey({
    environment: {
      ...docker.environment,
      PATH: `${dirname(cli)}${delimiter}${PATH}`,
      XDG_STATE_HOME: join(docker.folder, 'state'),
    },
  });
  const original = `{
  // The team's image
  "name": "Sample",
  "image": "${docker.image}",
  "forwardPorts": [3000]
}
`;
  const file = () => join(sample.workbench.folder, '.devcontainer', 'devcontainer.json');
  const inPage = () => {
    const { page } = sample.workbench;
    return {
      status: (text: string) => page.locator('.statusbar-item').filter({ hasText: text }),
      row: (text: string) => page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }),
      dialog: page.locator('.monaco-dialog-box'),
    };
  };

  it('is noticed in the status bar, and says above its image what can be done', async () => {
    const { workbench } = sample;
    mkdirSync(dirname(file()), { recursive: true });
    writeFileSync(file(), original);
    await workbench.openFile('devcontainer.json');
    await inPage().status('Kata: not used').waitFor();
    await workbench.page.locator('.codelens-decoration').filter({ hasText: 'Use Kata…' }).waitFor();
    await picture(workbench, 'devcontainer');
  });

  it('is offered what Docker has, and what each runtime really is', async () => {
    const { workbench } = sample;
    await workbench.command('Kata: Use Kata in Dev Container…');
    await inPage().row('kata-qemu').waitFor();
    await picture(workbench, 'devcontainer-runtimes');
  });

  it('is changed only after a look at the difference', async () => {
    const { workbench } = sample;
    const { page } = workbench;
    await inPage().row('kata-qemu').click();
    await inPage().row('Apply').waitFor();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await picture(workbench, 'devcontainer-diff');
    assert.equal(readFileSync(file(), 'utf8'), original);
    await page.keyboard.press('Enter');
    await inPage().status('Kata: kata-qemu').waitFor();
    await page.locator('.codelens-decoration').filter({ hasText: 'Use Default Runtime' }).waitFor();
    await page.locator('.tab.active:not(.dirty)').waitFor();
    assert.match(readFileSync(file(), 'utf8'), /"image": ".*",\n {2}"runArgs": \["--runtime=kata-qemu"\],\n/);
    await page.locator('.notification-toast').getByText('Reopen in Kata').waitFor();
    await picture(workbench, 'devcontainer-switched');
  });

  it('is reopened after one dialog that says what will happen, and the truth is told', async function () {
    this.timeout(120_000);
    const { workbench } = sample;
    const { page } = workbench;
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Kata: Reopen in Kata Dev Container');
    await inPage().dialog.getByText('will not run in Kata').waitFor();
    await picture(workbench, 'devcontainer-dialog');
    await inPage().dialog.getByText('Reopen Anyway').click();
    await inPage().status('Kata: NOT in a VM').waitFor({ timeout: 60_000 });
    const preview = page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('NOT in a VM').waitFor();
    await page.locator('.terminal-tab, .single-terminal-tab').first().waitFor();
    await picture(workbench, 'devcontainer-proof');
  });

  it('has everything in one menu behind the status bar', async () => {
    const { workbench } = sample;
    await inPage().status('Kata: NOT in a VM').click();
    await inPage().row('Use Default Runtime').waitFor();
    await picture(workbench, 'devcontainer-menu');
  });

  it('goes back to what it was', async () => {
    const { page } = sample.workbench;
    await inPage().row('Use Default Runtime').click();
    await inPage().row('Apply').waitFor();
    await page.keyboard.press('Enter');
    await inPage().status('Kata: not used').waitFor();
    assert.equal(readFileSync(file(), 'utf8'), original);
  });
});
