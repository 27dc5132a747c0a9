/** The journey through 10,000 pods in a real VS Code: how long its extension host is held up. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { BigCluster } from '../../test/support/big-cluster';
import { kubeconfigFile } from '../../test/support/cluster';
import { findProgram } from '../programs';
import { Unavailable } from '../unavailable';
import { atMost, median, milliseconds, type Bench } from './row';
import { Windows } from './window/window';

const pods = 10_000;
const rounds = 3;

/** Opens the view, waits for all pods, opens a group and a namespace, and looks on while pods change. */
async function journey(page: Page, server: BigCluster): Promise<void> {
  await page.locator('.part.activitybar .action-label[aria-label="Kata"]').click();
  for (const name of ['Host', 'Sandboxes']) {
    const header = page.locator('.part.sidebar .pane-header').filter({ hasText: name });
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
  const pane = page
    .locator('.part.sidebar .pane')
    .filter({ has: page.locator('.pane-header', { hasText: 'Confidential Pods' }) });
  const row = (text: string) => pane.locator('.monaco-list-row').filter({ hasText: text }).first();
  await row(`${pods / 2} pods`).click();
  await row('team-').click();
  await row('web-').waitFor();
  await page.keyboard.press('End');
  await server.churn(200, 3);
  await wait(1_000);
}

export const window: Bench = {
  name: 'window',
  measure: async () => {
    if (findProgram(['kubectl']) === undefined) throw new Unavailable('there is no kubectl on the PATH');
    const server = await BigCluster.start(pods);
    const windows = await Windows.start({ KUBECONFIG: kubeconfigFile(server.kubeconfig) });
    const longest: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const page = await windows.open('pods');
      const began = Date.now();
      await journey(page, server);
      const steps = windows.seen().heldUp.filter(([end]) => end > began);
      longest.push(Math.max(...steps.map(([, step]) => step)));
    }
    await server.stop();
    return [
      {
        what: `the extension host while ${pods.toLocaleString('en')} pods are looked at`,
        beside: '',
        own: `held up for at most ${milliseconds(median(longest))}`,
        ratio: '',
        limit: atMost(median(longest), 50, milliseconds),
      },
    ];
  },
};
