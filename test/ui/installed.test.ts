import { journey, picture } from '../support/journey';

describe('The installed extension', () => {
  const sample = journey();

  it('writes to its log once a TOML file is open, and shows it', async () => {
    const { workbench } = sample;
    await workbench.openFile('configuration-qemu.toml');
    await workbench.command('Kata: Show Log');
    const lines = workbench.page.locator('.part.panel .view-line');
    await lines.filter({ hasText: 'Kata Workbench is active' }).waitFor();
    await picture(workbench, 'log');
  });
});
