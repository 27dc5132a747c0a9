import { journey, picture } from '../support/journey';

describe('Kata Workbench in Chinese', () => {
  const sample = journey({ language: 'zh-cn' });
  /** A part of the workbench, such as a row of a tree, with this text. */
  const part = (selector: string, hasText: string | RegExp) =>
    sample.workbench.page.locator(selector).filter({ hasText }).first();

  it('has views, welcome texts and buttons of package.nls.zh-cn.json', async () => {
    const { page } = sample.workbench;
    await page.locator('.part.activitybar .action-label[aria-label="Kata"]').click();
    await part('.part.sidebar .pane-header', '宿主机').waitFor();
    // Room for its lines: those out of sight are not drawn
    const others = page
      .locator('.part.sidebar .pane-header[aria-expanded="true"]')
      .filter({ hasNotText: '宿主机' });
    while ((await others.count()) > 0) await others.first().click();
    await part('.welcome-view-content .monaco-button', '检查宿主机').click();
  });

  it('says in Chinese what the host check found: texts of the core', async () => {
    const { page } = sample.workbench;
    const group = page.getByRole('treeitem', { name: /^虚拟化/, level: 1 });
    await group.waitFor();
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
    await part('.part.sidebar .monaco-list-row', '/dev/kvm').hover();
    await part('.monaco-hover', /[\u4e00-\u9fff]{4}/).waitFor();
    await picture(sample.workbench, 'chinese-host');
    await page.keyboard.press('Escape');
  });

  it('says in Chinese what is wrong with a configuration', async () => {
    const { workbench } = sample;
    await workbench.openFile('configuration-qemu-sev.toml');
    await workbench.squiggles('warning').first().waitFor();
    await workbench.word('mem_prealloc').hover();
    await part('.monaco-hover', /mem_prealloc.*[\u4e00-\u9fff]{4}/s).waitFor();
    await picture(workbench, 'chinese-configuration');
  });
});
