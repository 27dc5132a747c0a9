import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { journey, picture } from '../support/journey';
import { withStandIns } from '../support/stand-ins';

const broken = `[hypervisor.qemu]
path = = "/usr/bin/qemu-system-x86_64"
default_vcpuz = 1

[agent.kata]
`;

const files = {
  'kata-containers/configuration-broken.toml': broken,
  'kata-containers/configuration-template.toml.in': broken,
  'crio.conf.d/10-broken.conf': '[crio.runtime.runtimes.kata]\nruntime_type = = "vm"\n',
  Pipfile: '[packages]\nkata = "*"\n',
  'manifests/a-runtimeclass.yaml': `apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: kata-qemu
handlr: kata-qemu
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: true
    feature.node.kubernetes.io/cpu-security.sev-snp: "true"
`,
  'manifests/my-kbsconfig.yaml':
    'apiVersion: confidentialcontainers.org/v1alpha1\nkind: KbsConfig\nmetadata:\n  name: kbs\n',
  'chart/templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  runtimeClassName: kata-qemu-sgx\n',
  'compose.yaml': 'services:\n  app:\n    image: app\n    runtime: kata\n    privileged: true\n',
  'docker-bake.hcl': 'group "default" {}\n',
};

describe('Beside other extensions', () => {
  const sample = journey({ extensions: withStandIns });

  before(async () => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(sample.workbench.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  });

  /** Opens one of the files, alone, with the problems view beside it. */
  async function open(name: keyof typeof files): Promise<void> {
    const { workbench } = sample;
    await workbench.command('View: Close All Editors');
    await workbench.openFile(name.slice(name.lastIndexOf('/') + 1));
    await workbench.command('Problems: Focus on Problems View');
  }

  const problem = (text: string) =>
    sample.workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });

  /** Waits for these problems; then those of `never` must not be there. */
  async function expectProblems(expected: readonly string[], never: readonly string[]): Promise<void> {
    for (const text of expected) await problem(text).first().waitFor();
    for (const text of never) await problem(text).first().waitFor({ state: 'detached' });
    for (const text of expected) assert.equal(await problem(text).count(), 1, text);
  }

  const status = (text: string) =>
    sample.workbench.page.locator('.statusbar-item').filter({ hasText: text }).first();

  it('syntax errors of a configuration are theirs, all else is ours', async () => {
    await open('kata-containers/configuration-broken.toml');
    const never = ['Not valid TOML'];
    await expectProblems(['Even Better TOML', 'Tombi', 'toml-unknown-key'], never);
    await picture(sample.workbench, 'beside toml extensions');
  });

  it('the outline of a configuration is theirs', async () => {
    const { page } = sample.workbench;
    await page.locator('.pane-header').filter({ hasText: 'Outline' }).click();
    const row = page.locator('.outline-tree .monaco-list-row');
    await row.filter({ hasText: 'Tombi' }).first().waitFor();
    assert.equal(await row.filter({ hasText: /^Kata$/ }).count(), 0);
  });

  it('the colours of TOML are theirs', async () => {
    // Their grammar takes the header of a table for a comment
    const { page } = sample.workbench;
    const header = page.locator('.editor-instance .view-line').filter({ hasText: '[agent.kata]' });
    await header.locator('span:not(:has(*))').getByText('[agent.kata]', { exact: true }).waitFor();
  });

  it('a template and a file of CRI-O, at which they do not look, are checked for syntax by us', async () => {
    await open('kata-containers/configuration-template.toml.in');
    await status('TOML').waitFor();
    await expectProblems(['toml-syntax', 'toml-unknown-key'], ['Even Better TOML', 'Tombi']);
    await open('crio.conf.d/10-broken.conf');
    await status('TOML').waitFor();
    await expectProblems(['crio-syntax'], ['Even Better TOML', 'Tombi']);
  });

  it('a file of another tool is TOML by their word, and nothing to us', async () => {
    await open('Pipfile');
    await status('TOML').waitFor();
    await sample.workbench.page.locator('.markers-panel').getByText('No problems').waitFor();
  });

  it('what a schema for Kubernetes says of a RuntimeClass is said once, and still mended by us', async () => {
    await open('manifests/a-runtimeclass.yaml');
    await status('kubernetes://schema/node.k8s.io/v1@runtimeclass').waitFor();
    await expectProblems(
      [
        'Missing property "handler"',
        'Property handlr is not allowed',
        'Incorrect type',
        'runtime-class-selector-typo',
      ],
      ['runtime-class-handler-missing', 'runtime-class-unknown-field', 'runtime-class-string-value'],
    );
    await picture(sample.workbench, 'beside yaml extensions');
    const { page } = sample.workbench;
    await sample.workbench.word('handlr').click();
    await page.keyboard.press('Control+.');
    const first = page.locator('.action-widget .monaco-list-row.focused');
    await first.filter({ hasText: 'Rename to handler' }).waitFor();
    await page.keyboard.press('Enter');
    await sample.workbench.word('handler').waitFor();
    await expectProblems(['runtime-class-selector-typo'], ['Missing property', 'Property handlr']);
    await page.keyboard.press('Control+S');
    await page.locator('.tab.active:not(.dirty)').waitFor();
  });

  it('a resource of Confidential Containers has our schema', async () => {
    await open('manifests/my-kbsconfig.yaml');
    await status('coco-resources.schema.json').waitFor();
  });

  it('Helm templates, Compose and Bake files keep their languages, and the first two are checked', async () => {
    await open('chart/templates/pod.yaml');
    await status('helm-template').waitFor();
    await expectProblems(['pod-runtime-class-never'], []);
    await open('compose.yaml');
    await status('Compose').waitFor();
    await expectProblems(['compose-privileged'], []);
    await open('docker-bake.hcl');
    await status('dockerbake').waitFor();
  });

  it('every extension has its own place in the activity bar, and the Kubernetes explorer has a line of ours', async () => {
    const { page } = sample.workbench;
    await open('manifests/a-runtimeclass.yaml');
    await status('kubernetes://').waitFor();
    const place = (name: string) =>
      page.locator('.activitybar .action-item a').and(page.getByLabel(name, { exact: true }));
    for (const name of ['Kata', 'Kubernetes', 'Containers']) await place(name).waitFor();
    await place('Kata').click();
    await page.locator('.pane-header').filter({ hasText: 'Confidential Pods' }).waitFor();
    await place('Kubernetes').click();
    const row = page.locator('.part.sidebar .monaco-list-row');
    await row.filter({ hasText: 'kind-test' }).waitFor();
    await row.filter({ hasText: 'Confidential Pods' }).waitFor();
    await picture(sample.workbench, 'beside the kubernetes extension');
  });
});
