import assert from 'node:assert/strict';
import { describeDocker } from '../support/docker';
import { journey, picture } from '../support/journey';
import { qemuArguments, standIn, type StandIn } from '../support/kata-processes';

describeDocker('The Sandboxes view', (docker) => {
  const sample = journey({ environment: docker.environment });
  const processes: StandIn[] = [];
  after(() => Promise.all(processes.map((process) => process.end())));

  const view = () =>
    sample.workbench.page.locator('.pane', {
      has: sample.workbench.page.locator('.pane-header[aria-label^="Sandboxes"]'),
    });
  const rows = () => view().locator('.monaco-list-row');
  const row = (text: string | RegExp) => rows().filter({ hasText: text }).first();
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
    const { page } = sample.workbench;
    await page.locator('.part.activitybar .action-label[aria-label="Kata"]').click();
    await page.locator('.pane-header[aria-label^="Host"]').click();
    await view().locator('.welcome-view-content').getByText('No Kata sandbox is on this host now').waitFor();
    await picture(sample.workbench, 'sandboxes-none');
  });

  it('shows a container as soon as it is started, with a warning where it only claims Kata', async () => {
    await run(
      'web',
      'kata',
      '--label=com.docker.compose.project=shop',
      '--label=com.docker.compose.service=web',
    );
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
    assert.equal(await rows().filter({ hasText: 'plain' }).count(), 0);
    await picture(sample.workbench, 'sandboxes');
    await row(/^payments/).hover();
    await page.locator('.monaco-hover').filter({ hasText: 'Isolation' }).waitFor();
    await picture(sample.workbench, 'sandboxes-tooltip');
    await page.keyboard.press('Escape');
  });
});
