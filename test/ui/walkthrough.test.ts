import assert from 'node:assert/strict';
import { journey, picture } from '../support/journey';

describe('The walkthrough', () => {
  const sample = journey();
  const step = (title: string) =>
    sample.workbench.page
      .locator('.gettingStartedContainer .getting-started-step')
      .filter({ hasText: title });
  const open = async () => {
    await sample.workbench.command('Kata: Get Started');
    await step('Check the host').waitFor();
  };
  /** Clicks something in a step, which is opened for it. */
  const click = async (title: string, name: string) => {
    // An open one can't be clicked
    if (!/\bexpanded\b/.test((await step(title).getAttribute('class')) ?? '')) await step(title).click();
    await step(title).getByText(name, { exact: true }).click();
  };
  const isDone = (title: string) => step(title).locator('[role=checkbox][aria-checked=true]').waitFor();

  it('is one of those that VS Code offers', async () => {
    const { page } = sample.workbench;
    // First of all: before, VS Code 1.105 does not know those of extensions, and opens its own instead
    await sample.workbench.command('Welcome: Open Walkthrough...');
    await page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'Get started with Kata Workbench' })
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('has five steps, none of which is done at first', async () => {
    await open();
    assert.deepEqual(
      await sample.workbench.page
        .locator('.gettingStartedContainer .getting-started-step h3')
        .allInnerTexts(),
      [
        'Check the host',
        'Write a configuration',
        'Put your dev container into Kata',
        'Prove it',
        'See the cluster',
      ],
    );
    const done = sample.workbench.page.locator('.getting-started-step [role=checkbox][aria-checked=true]');
    assert.equal(await done.count(), 0);
    await picture(sample.workbench, 'walkthrough');
  });

  it('is done with the host when it was checked', async () => {
    await click('Check the host', 'Check Host');
    await isDone('Check the host');
  });

  it('is done with a configuration when one is open', async () => {
    const { page } = sample.workbench;
    await click('Write a configuration', 'New Configuration (TOML)');
    await page.locator('.tab.active').filter({ hasText: 'Untitled' }).waitFor();
    await page.keyboard.type('kata-qemu');
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'kata-qemu' }).first().waitFor();
    await page.keyboard.press('Enter');
    await sample.workbench
      .word('[hypervisor.qemu]')
      .or(sample.workbench.word('hypervisor'))
      .first()
      .waitFor();
    await open();
    await isDone('Write a configuration');
  });

  it('is done with the dev container and the proof when their commands have run', async () => {
    const { page } = sample.workbench;
    await click('Put your dev container into Kata', 'Use Kata in Dev Container…');
    await page.locator('.notification-toast').getByText('There is no dev container').waitFor();
    await isDone('Put your dev container into Kata');
    await click('Prove it', 'Prove Isolation');
    await isDone('Prove it');
  });

  it('is done with the cluster when its view was asked for; that the side bar shows it is not enough', async () => {
    assert.equal(await step('See the cluster').locator('[role=checkbox][aria-checked=false]').count(), 1);
    await click('See the cluster', 'Show Confidential Pods');
    await sample.workbench.page
      .locator('.part.sidebar .pane-header[aria-expanded="true"]')
      .filter({ hasText: 'Confidential Pods' })
      .waitFor();
    await isDone('See the cluster');
    await picture(sample.workbench, 'walkthrough-done');
  });
});
