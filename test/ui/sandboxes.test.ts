import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { describeDocker, startDocker, type DockerUnderTest } from '../support/docker';
import { journey, picture } from '../support/journey';
import { qemuArguments, standIn, type StandIn } from '../support/kata-processes';
import type { Workbench } from '../../scripts/vscode/workbench';

/** The part of the side bar with the view; the Host view above it is closed. */
function viewIn({ page }: Workbench): Locator {
  return page.locator('.pane', { has: page.locator('.pane-header[aria-label^="Sandboxes"]') });
}

async function openView({ page }: Workbench): Promise<void> {
  // Not its label: with a badge that is covered. A click on the chosen one would close the side bar.
  const item = page.locator('.part.activitybar .action-item:has(.action-label[aria-label^="Kata"])');
  await item.waitFor();
  if (!(await item.getAttribute('class'))?.includes('checked')) await item.click();
  for (const others of ['Host', 'Confidential']) {
    const header = page.locator(`.pane-header[aria-label^="${others}"][aria-expanded="true"]`);
    if ((await header.count()) > 0) await header.click();
  }
  const own = page.locator('.pane-header[aria-label^="Sandboxes"][aria-expanded="false"]');
  if ((await own.count()) > 0) await own.click();
}

/** Arguments of the processes of a Docker's command line that run now. */
const clients = (docker: DockerUnderTest): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const own = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DOCKER_HOST=${docker.host}`);
        return own && /(^|\/)docker$/.test(program) ? [args.join(' ')] : [];
      } catch {
        return []; // It has ended
      }
    });

describeDocker('The Sandboxes view', (docker) => {
  const sample = journey({
    environment: docker.environment,
    settings: { 'kata.sandboxes.engines': ['docker'] },
  });
  const processes: StandIn[] = [];
  after(() => Promise.all(processes.map((process) => process.end())));

  const view = () => viewIn(sample.workbench);
  const row = (text: string | RegExp) => view().locator('.monaco-list-row').filter({ hasText: text }).first();
  const run = (name: string, runtime: string, ...more: readonly string[]) =>
    docker.docker([
      'run',
      '-d',
      `--name=${name}`,
      `--runtime=${runtime}`,
      ...more,
      docker.image,
      'sleep',
      '1d',
    ]);
  /** Adds the processes that a VM with QEMU has. */
  const vm = async (id: string, machine?: string) => {
    const shim = ['-namespace', 'moby', '-id', id, '-address', '/run/containerd/containerd.sock'];
    processes.push(
      await standIn('/opt/kata/bin/containerd-shim-kata-v2', shim),
      await standIn('/opt/kata/bin/qemu-system-x86_64', qemuArguments(id, machine)),
      await standIn('/opt/kata/libexec/virtiofsd', [`--socket-path=/run/vc/vm/${id}/vhost-fs.sock`]),
    );
  };

  it('says that nothing runs, and what to do', async () => {
    await openView(sample.workbench);
    await view().locator('.welcome-view-content').getByText('No Kata sandbox is on this host now').waitFor();
    await picture(sample.workbench, 'sandboxes-none');
  });

  it('shows a container as soon as it is started, with a warning where it only claims Kata', async () => {
    await run('web', 'kata', '--label=com.docker.compose.project=shop');
    await row(/^web.*kata · no VM · running/).waitFor();
    await row('Claims Kata, but is not').waitFor();
    await picture(sample.workbench, 'sandboxes-pretends');
  });

  it('shows VMs by their process, with hypervisor, TEE and state in words', async () => {
    const { page } = sample.workbench;
    const dev = await run(
      'friendly_morse',
      'kata',
      '--label=devcontainer.local_folder=/home/dev/payments',
      '-p',
      '8080:80',
    );
    const db = await run('db', 'kata-qemu', '--label=com.docker.compose.project=shop');
    const cache = await run('cache', 'kata-qemu', '--label=com.docker.compose.project=shop');
    for (const id of [dev, db, cache]) await vm(id);
    await vm('a'.repeat(64), 'q35,accel=kvm,confidential-guest-support=snp');
    await docker.docker(['pause', 'cache']);
    await run('plain', 'runc');
    await row(/^payments.*friendly_morse · kata · QEMU · running/).waitFor();
    await row(/^aaaaaaaaaaaa.*QEMU · AMD SEV-SNP declared · running/).waitFor();
    await row(/^cache.*paused/).waitFor();
    assert.equal(await view().locator('.monaco-list-row').filter({ hasText: 'plain' }).count(), 0);
    await picture(sample.workbench, 'sandboxes');
    await row(/^payments/).hover();
    await page.locator('.monaco-hover').filter({ hasText: 'Isolation' }).waitFor();
    await picture(sample.workbench, 'sandboxes-tooltip');
    await page.keyboard.press('Escape');
  });

  it('keeps what is folded and chosen while containers change', async () => {
    const shop = view().getByRole('treeitem', { name: /^shop/ });
    await shop.click(); // Folds and chooses it
    assert.equal(await shop.getAttribute('aria-expanded'), 'false');
    await docker.docker(['unpause', 'cache']);
    await run('another', 'kata');
    await row(/^another/).waitFor();
    assert.equal(await shop.getAttribute('aria-expanded'), 'false');
    assert.equal(await shop.getAttribute('aria-selected'), 'true');
    await shop.click();
    await row(/^cache.*running/).waitFor();
  });

  it('offers what can be done, and shows other runtimes in grey', async () => {
    const { workbench } = sample;
    await row(/^payments/).click({ button: 'right' });
    const menu = workbench.page.locator('.monaco-menu').filter({ hasText: 'Open Guest Console' });
    await menu.getByText('Open Dev Container Folder').hover();
    await picture(workbench, 'sandboxes-menu');
    await workbench.page.keyboard.press('Escape');
    await workbench.command('Kata: Show Containers of Other Runtimes');
    await row(/^plain.*runc · not Kata · running/).waitFor();
    await picture(workbench, 'sandboxes-others');
    await workbench.command('Kata: Hide Containers of Other Runtimes');
    await row(/^plain/).waitFor({ state: 'detached' });
  });

  it('shows the details as a page', async () => {
    const { workbench } = sample;
    await row(/^payments/).click();
    await workbench.command('Kata: Show Sandbox Details');
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByRole('heading', { name: 'friendly_morse' }).waitFor();
    await preview.getByText('Guest kernel').waitFor();
    await picture(workbench, 'sandboxes-details');
  });

  it('keeps what it had while Docker is away, and says so', async function () {
    this.timeout(60_000);
    await docker.kill();
    await row(/^Docker.*does not answer/).waitFor();
    await view().getByText('what is shown of it is from before').waitFor();
    await picture(sample.workbench, 'sandboxes-away');
    await docker.start();
    await row(/^Docker.*does not answer/).waitFor({ state: 'detached' });
  });

  it('has no process once another view is in its place', async () => {
    assert.ok(clients(docker).some((line) => line.includes('events')));
    await sample.workbench.page.locator('.part.activitybar .action-label[aria-label^="Explorer"]').click();
    const end = Date.now() + 20_000;
    while (clients(docker).length > 0 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(clients(docker), []);
  });

  it('leaves no process behind when the window is loaded again', async function () {
    this.timeout(60_000);
    const { workbench } = sample;
    await openView(workbench);
    await row(/^web/).waitFor();
    await workbench.command('Developer: Reload Window');
    // The page comes last: by then it is settled which view is there, and a click does not close it
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('made before the window was loaded again').waitFor({ timeout: 40_000 });
    await openView(workbench);
    await row(/^web/).waitFor();
    const events = () => clients(docker).filter((line) => line.includes('events'));
    const end = Date.now() + 20_000;
    while (events().length !== 1 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(events().length, 1);
  });

  it('can be read in high contrast', async () => {
    const { workbench } = sample;
    await workbench.command('Preferences: Color Theme');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await input.fill('Dark High Contrast');
    await input.press('Enter');
    await openView(workbench);
    await row(/^web/).waitFor();
    await picture(workbench, 'sandboxes-high-contrast');
  });
});

describeDocker('The Sandboxes view without sandboxes', () => {
  let docker: DockerUnderTest | undefined;
  const environment: Record<string, string> = {};
  before(async function () {
    this.timeout(60_000);
    docker = await startDocker({ config: { runtimes: null } });
    Object.assign(environment, docker.environment);
  });
  const sample = journey({
    environment,
    settings: { 'kata.sandboxes.engines': ['docker'], 'workbench.colorTheme': 'Default High Contrast' },
  });
  // After the workbench, which has its temporary files there
  after(() => docker?.stop());
  const welcome = (text: string) => viewIn(sample.workbench).locator('.welcome-view-content').getByText(text);

  it('says that Docker has no runtime of Kata', async () => {
    await openView(sample.workbench);
    await welcome('Docker has no runtime of Kata').waitFor();
    await picture(sample.workbench, 'sandboxes-no-runtime');
  });

  it('says that no engine answers, and what was asked', async () => {
    await docker?.kill();
    await welcome('No container engine answers').waitFor();
    await picture(sample.workbench, 'sandboxes-down');
    const { page } = sample.workbench;
    await viewIn(sample.workbench).getByRole('button', { name: 'Show Sandbox Sources' }).click();
    const preview = page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview.getByText('Cannot connect to the Docker daemon').first().waitFor();
    await picture(sample.workbench, 'sandboxes-sources');
  });
});
