import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { perform } from '../../src/editor/cluster/actions';
import {
  selectContext,
  selectGrouping,
  selectNamespaces,
  showReport,
} from '../../src/editor/cluster/commands';
import type { ClusterDesk } from '../../src/editor/cluster/desk';
import { joinKubernetes, type ExplorerApi } from '../../src/editor/cluster/kubernetes-extension';
import { ClusterWatch } from '../../src/editor/cluster/live';
import { originsOf } from '../../src/editor/cluster/manifest';
import type { PodNode } from '../../src/editor/cluster/pod-nodes';
import { ScopeMemory } from '../../src/editor/cluster/scope';
import { podTooltip } from '../../src/editor/cluster/tooltip';
import { ViewDocuments } from '../../src/editor/view-documents';
import { ViewTree, type ViewContent, type ViewNode } from '../../src/editor/view-tree';
import { createRunner, type Runner } from '../../src/engines';
import { ApiServer } from '../support/api-server';
import { node, pod, runtimeClass } from '../support/kube-objects';
import { smallCluster, waiting } from '../support/small-cluster';
import { closeAll, rulesOf, until } from './support';
import { encodeInitData } from '../support/init-data';

/** For what needs kubectl and /proc. */
const hasKubectl = process.platform === 'linux' && readdirSync('/usr/bin').includes('kubectl');
const describeKubectl: (title: string, suite: () => void) => void = hasKubectl ? describe : () => undefined;

class Memory {
  private readonly values = new Map<string, unknown>();
  get<T>(key: string, otherwise?: T): T {
    return (this.values.get(key) ?? otherwise) as T;
  }
  update(key: string, value: unknown): Thenable<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

/** A cluster, the kubeconfig for it, and a view on it without a workbench. */
class Stage {
  readonly server = new ApiServer();
  readonly folder = mkdtempSync(join(tmpdir(), 'kata-workbench-test-'));
  readonly kubeconfig = join(this.folder, 'config');
  content: ViewContent = { nodes: [] };
  readonly memory = new ScopeMemory(new Memory());
  readonly runner: Runner = createRunner({ environment: { ...process.env, KUBECONFIG: this.kubeconfig } });
  readonly watch = new ClusterWatch(
    {
      show: (content) => (this.content = content),
      busy: (work) => work(new AbortController().signal),
    },
    this.runner,
    this.memory,
    { error: () => undefined, debug: () => undefined },
  );

  async start(): Promise<void> {
    await this.server.start();
    writeFileSync(this.kubeconfig, this.server.kubeconfig());
  }

  async end(): Promise<void> {
    this.watch.dispose();
    await this.server.kill();
    rmSync(this.folder, { recursive: true });
  }

  /** The lines, opened to a depth. */
  lines(depth = 1): readonly string[] {
    const line = (one: ViewNode, indent: number): readonly string[] => [
      `${'  '.repeat(indent)}${one.label}: ${one.description ?? ''}`,
      ...(indent + 1 < depth ? childrenOf(one).flatMap((child) => line(child, indent + 1)) : []),
    ];
    return this.content.nodes.flatMap((one) => line(one, 0));
  }

  /** The line of a pod. */
  pod(name: string): PodNode {
    const find = (nodes: readonly ViewNode[]): PodNode | undefined => {
      for (const one of nodes) {
        if ('pod' in one && one.label === name) return one as PodNode;
        const found = one.id.startsWith('group:') && !('pod' in one) ? find(childrenOf(one)) : undefined;
        if (found) return found;
      }
      return undefined;
    };
    const found = find(this.content.nodes);
    assert.ok(found, `${name} is in the view: ${this.lines(3).join('\n')}`);
    return found;
  }

  async listed(): Promise<void> {
    const model = await this.watch.complete();
    assert.ok(model, 'the cluster can be looked at');
  }
}

const childrenOf = (one: ViewNode): readonly ViewNode[] => one.children ?? one.later?.() ?? [];

/** Processes that have this kubeconfig in their environment. */
const kubectls = (kubeconfig: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'kubectl' &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KUBECONFIG=${kubeconfig}\0`)
      );
    } catch {
      return false; // It has ended
    }
  });

describeKubectl('the view Confidential Pods', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = new Stage();
    await stage.start();
    smallCluster(stage.server);
  });
  afterEach(() => stage.end());

  it('has honest groups, closed, and then what was refused, nodes and classes', async () => {
    stage.watch.start();
    await stage.listed();
    assert.deepEqual(stage.lines(), [
      'Confidential (declared): 3 pods',
      'Says confidential, is not: 1 pod',
      'Kata without a TEE: 3 pods, 2 with trouble',
      'Cannot tell: 1 pod',
      'Refused: 1 owner',
      'Nodes: 2, 1 can host a TEE',
      'RuntimeClasses: 4, 4 of Kata',
    ]);
    assert.ok(stage.content.nodes.every(({ expanded, later }) => !expanded && later));
    assert.equal(stage.content.description, 'test · all namespaces');
    assert.equal(stage.content.badge?.value, 1);
    assert.equal(stage.content.message, undefined);
  });

  it('says of a pod its state, class, TEE and node, of a node what it can host', async () => {
    stage.watch.start();
    await stage.listed();
    const confidential = stage.content.nodes[0]!;
    assert.deepEqual(
      childrenOf(confidential).map(({ label, description }) => `${label}: ${description ?? ''}`),
      ['prod: 2 pods', 'shop: 1 pod'],
    );
    assert.equal(stage.pod('vault').description, 'Running · kata-qemu-snp · AMD SEV-SNP declared · worker-0');
    assert.equal(stage.pod('confidential-app').description, 'Running · worker-1');
    assert.deepEqual(stage.lines(2).slice(-8), [
      'Nodes: 2, 1 can host a TEE',
      '  worker-0: can host AMD SEV-SNP · Kata · esids 507',
      '  worker-1: Kata',
      'RuntimeClasses: 4, 4 of Kata',
      '  kata-fc: without a TEE · no node serves it · 1 pod',
      '  kata-qemu: without a TEE · differs from what Kata ships · Kata 4.1.0 · 2 pods',
      '  kata-qemu-snp: AMD SEV-SNP declared · 3 pods',
      '  kata-remote: TEE unknown · 1 pod',
    ]);
  });

  it('explains a pod that fails by its state, by its node, and by its events when it is opened', async () => {
    stage.watch.start();
    await stage.listed();
    const blocked = stage.pod('blocked');
    assert.equal(blocked.icon?.id, 'error');
    assert.match(blocked.description ?? '', /^CreateContainerError · .*policy.* · kata-qemu · worker-1$/);
    const stuck = stage.pod('no-handler');
    assert.equal(
      stuck.description,
      'ContainerCreating · its node does not serve kata-fc · kata-fc · worker-1',
    );
    assert.equal(stuck.icon?.id, 'warning');
    assert.equal(childrenOf(stuck)[0]?.label, 'Looking for the cause…');
    await until(
      () => stage.pod('no-handler').description ?? '',
      (text) => !text.includes('its node'),
    );
    const [cause] = childrenOf(stage.pod('no-handler'));
    const { value } = cause!.tooltip!() as vscode.MarkdownString;
    assert.match(value, /What to do:/);
    assert.match(value, /no runtime for "kata-fc" is configured/);
    const tooltip = await podTooltip(stage.watch.model!, stuck.pod);
    assert.match(tooltip.value, /does not serve kata\\-fc/);
    assert.match(tooltip.value, /What to do:/);
  });

  it('explains what was refused', async () => {
    stage.watch.start();
    await stage.listed();
    const refused = stage.content.nodes.find(({ id }) => id === 'refused')!;
    const [owner] = childrenOf(refused);
    assert.equal(owner?.label, 'ReplicaSet api-5c9');
    assert.match(owner.description ?? '', /RuntimeClass.* · shop · 3×$/);
    assert.match((owner.tooltip!() as vscode.MarkdownString).value, /RuntimeClass "kata-tdx" not found/);
  });

  it('follows what happens, and leaves no kubectl when it is hidden', async () => {
    stage.watch.start();
    await stage.listed();
    stage.server.set(
      'pods',
      pod('vault', { namespace: 'shop', runtimeClass: 'kata-qemu', node: 'worker-0' }),
    );
    stage.server.remove('pods', 'burst', 'default');
    await until(
      () => stage.lines(),
      (lines) => !lines.some((line) => line.startsWith('Cannot tell')),
    );
    assert.deepEqual(stage.lines().slice(0, 4), [
      'Confidential (declared): 2 pods',
      'Says confidential, is not: 1 pod',
      'Kata without a TEE: 4 pods, 2 with trouble',
      'Refused: 1 owner',
    ]);
    assert.ok(kubectls(stage.kubeconfig).length >= 4);
    stage.watch.stop();
    await until(
      () => kubectls(stage.kubeconfig).length + stage.server.watching,
      (count) => count === 0,
    );
    assert.deepEqual(kubectls(stage.kubeconfig), []);
    assert.equal(stage.server.watching, 0);
  });

  it('shows the namespace of the context where the whole cluster may not be looked at', async () => {
    const shared = /^\/api\/v1\/(?:pods|events|nodes)$|runtimeclasses$/;
    stage.server.fail = (path) =>
      shared.test(path)
        ? {
            code: 403,
            reason: 'Forbidden',
            message: `${path.split('/').at(-1) ?? ''} is forbidden: User "dev" cannot list resource at the cluster scope`,
          }
        : undefined;
    stage.watch.start();
    await until(
      () => stage.content,
      ({ message, nodes }) => nodes.length > 1 && message?.includes('nodes, runtimeclasses') === true,
    );
    assert.equal(stage.content.description, 'test · default');
    assert.equal(
      stage.content.message,
      'This user may not list pods of the whole cluster: only the namespace default is shown. ' +
        'Not everything can be seen: the verbs get, list and watch on nodes, runtimeclasses are missing. ' +
        'RuntimeClasses are told by their names alone.',
    );
    assert.deepEqual(stage.lines(), ['Kata without a TEE: 3 pods, 2 with trouble', 'Cannot tell: 1 pod']);
    assert.equal(childrenOf(stage.content.nodes[0]!).length, 3);
  });

  it('says in which namespace something may not be looked at', async () => {
    stage.server.fail = (path) =>
      path.includes('/namespaces/shop/')
        ? { code: 403, reason: 'Forbidden', message: 'it is forbidden: User "dev" cannot list it' }
        : undefined;
    await stage.memory.setNamespaces('test', ['prod', 'shop']);
    stage.watch.start();
    await until(
      () => stage.content,
      ({ message, nodes }) =>
        nodes.some(({ id }) => id === 'group:confidential') &&
        message?.includes('events in shop, pods in shop') === true,
    );
    assert.equal(
      stage.content.message,
      'Not everything can be seen: the verbs get, list and watch on events in shop, pods in shop are missing.',
    );
    assert.equal(stage.content.description, 'test · prod, shop');
    assert.equal(stage.lines()[0], 'Confidential (declared): 2 pods');
  });

  it('is current within 10 s when a server that was killed is back, without a ghost or a duplicate', async () => {
    stage.watch.start();
    await stage.listed();
    await stage.server.kill();
    await until(
      () => stage.content.message ?? '',
      (message) => message !== '',
    );
    assert.match(stage.content.message ?? '', /does not answer: what is shown is from before/);
    assert.equal(stage.lines()[0], 'Confidential (declared): 3 pods');
    stage.server.remove('pods', 'vault', 'shop');
    stage.server.set('pods', pod('later', { runtimeClass: 'kata-qemu-snp', namespace: 'late' }));
    const back = Date.now();
    await stage.server.start();
    await until(
      () => [stage.content.message, ...stage.lines(2)],
      (lines) => lines[0] === undefined && lines.some((line) => line?.includes('late')),
      10_000,
    );
    assert.ok(Date.now() - back < 10_000, `${Date.now() - back} ms`);
    assert.deepEqual(stage.lines(2).slice(0, 3), [
      'Confidential (declared): 3 pods',
      '  late: 1 pod',
      '  prod: 2 pods',
    ]);
  }).timeout(40_000);

  it('never asks a server on this machine because no context is chosen', async () => {
    writeFileSync(stage.kubeconfig, '');
    stage.watch.start();
    assert.equal(await stage.watch.complete(), undefined);
    assert.deepEqual(stage.content.nodes, []);
    assert.equal(stage.content.message, undefined, 'a welcome says why');
    assert.deepEqual(stage.server.requests, []);
  });

  it('says that the login is no longer good, and begins anew when it is asked to', async () => {
    stage.server.fail = () => ({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
    stage.watch.start();
    await stage.listed();
    assert.deepEqual(stage.content.nodes, []);
    stage.server.fail = () => undefined;
    stage.watch.again();
    await until(
      () => stage.lines().length,
      (count) => count === 7,
    );
    stage.server.fail = () => ({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
    stage.watch.again();
    await until(
      () => stage.content.message ?? '',
      (message) => message !== '',
    );
    assert.match(
      stage.content.message ?? '',
      /does not accept the login any more: what is shown is from before/,
    );
    assert.equal(stage.lines().length, 7);
  });

  it('shows hostile texts as text', async () => {
    const hostile = '[click](command:kata.checkHost) <img src=x> \u202e\u001b[31m';
    stage.server.set(
      'pods',
      pod('hostile', { runtimeClass: 'kata-qemu', status: waiting(hostile, hostile) }),
    );
    stage.watch.start();
    await stage.listed();
    const line = stage.pod('hostile');
    assert.match(line.description ?? '', /\\u\{202e\}\\u\{1b\}/);
    const { value, isTrusted, supportHtml } = await podTooltip(stage.watch.model!, line.pod);
    assert.ok(!isTrusted && !supportHtml);
    const outside = value.replace(/```[^]*?```/g, '');
    assert.doesNotMatch(outside, /[^\\]\[click|[^\\]<img|[\u202e\u001b]/);
  });

  it('follows the context of the Kubernetes extension, and is in its explorer', async () => {
    const switched = new vscode.EventEmitter<string | null>();
    type Explorer = Parameters<ExplorerApi['registerNodeContributor']>[0];
    const contributors: Explorer[] = [];
    const apis: Readonly<Record<string, unknown>> = {
      configuration: { onDidChangeContext: switched.event },
      clusterexplorer: { registerNodeContributor: (one: Explorer) => contributors.push(one) },
    };
    const broker = {
      get: (component: string, version: string) => ({
        available: version === (component === 'configuration' ? 'v1_1' : 'v1'),
        api: apis[component],
      }),
    };
    await stage.memory.setContext('test');
    stage.watch.start();
    await stage.listed();
    const joined = joinKubernetes(broker, stage.watch, stage.memory);
    const contributor = contributors[0]!;
    assert.ok(contributor.contributesChildren({ nodeType: 'context', name: 'test' }));
    assert.ok(!contributor.contributesChildren({ nodeType: 'context.inactive', name: 'other' }));
    const [folder] = await contributor.getChildren({ nodeType: 'context', name: 'test' });
    assert.equal(folder?.getTreeItem().label, 'Confidential Pods');
    const groups = await folder.getChildren();
    assert.deepEqual(
      groups.map((one) => one.getTreeItem().label),
      stage.content.nodes.map(({ label }) => label),
    );
    const [elsewhere] = await contributor.getChildren({ nodeType: 'context', name: 'other' });
    assert.equal((await elsewhere!.getChildren())[0]?.getTreeItem().label, 'Open the view Confidential Pods');

    const config = JSON.parse(stage.server.kubeconfig()) as { contexts: { name: string }[] };
    const other = { ...config.contexts[0], name: 'other' };
    const text = { ...config, 'current-context': 'other', contexts: [...config.contexts, other] };
    writeFileSync(stage.kubeconfig, JSON.stringify(text));
    switched.fire('other');
    await until(
      () => stage.content.description,
      (description) => description === 'other · all namespaces',
    );
    assert.equal(stage.content.description, 'other · all namespaces');
    joined.dispose();
    assert.ok(!contributor.contributesChildren({ nodeType: 'context', name: 'other' }));
  });

  describe('and its commands', () => {
    const answers: { choose: number[]; type: string[]; confirm: (string | undefined)[] } = {
      choose: [],
      type: [],
      confirm: [],
    };
    const asked: string[] = [];
    const terminals: vscode.TerminalOptions[] = [];
    const pages: { name: string; text: string }[] = [];
    const ran: string[] = [];
    let desk: ClusterDesk;
    beforeEach(async () => {
      stage.watch.start();
      await stage.listed();
      for (const list of [asked, terminals, pages, ran] as const) list.length = 0;
      desk = {
        ask: {
          choose: async (items, { title }) => {
            const all = await items;
            asked.push(title, ...all.map(({ label }) => label));
            return all[answers.choose.shift() ?? -1];
          },
          type: () => Promise.resolve(answers.type.shift()),
          confirm: (_kind, message, detail) => {
            asked.push(message, detail);
            return Promise.resolve(answers.confirm.shift());
          },
          tell: (_kind, message) => {
            asked.push(message);
            return Promise.resolve(undefined);
          },
        },
        runner: {
          ...stage.runner,
          run: (command, signal) => {
            if (!command.args.some((word) => ['delete', 'describe'].includes(word)))
              return stage.runner.run(command, signal);
            ran.push([command.command, ...command.args].join(' '));
            return Promise.resolve(command.parse({ stdout: 'Name: vault', stderr: '', exitCode: 0 }));
          },
        },
        documents: {
          showPage: (name, _key, text) => Promise.resolve(void pages.push({ name, text })),
          showText: (name, _key, text) => Promise.resolve(void pages.push({ name, text })),
        },
        watch: stage.watch,
        memory: stage.memory,
        manifests: {
          complete: async () => {
            const { indexManifest, Workspace } = await import('../../src/lint');
            const index = new Workspace();
            const text = readFileSync(deployment.fsPath, 'utf8');
            index.set(deployment.fsPath, indexManifest(deployment.fsPath, text));
            return index;
          },
          uriOf: (path) => vscode.Uri.file(path),
          locate: () => undefined,
        },
        openTerminal: (options) => terminals.push(options),
      };
    });
    const deployment = vscode.Uri.file(join(tmpdir(), `kata-workbench-test-${process.pid}.yaml`));
    before(() => {
      writeFileSync(
        deployment.fsPath,
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: model\nspec:\n  template:\n    spec:\n' +
          '      runtimeClassName: kata-qemu-snp\n      containers: [{name: app, image: a}]\n',
      );
    });
    after(async () => {
      await closeAll();
      rmSync(deployment.fsPath);
    });

    it('group pods, and remember how', async () => {
      answers.choose = [3];
      await selectGrouping(desk);
      assert.equal(stage.memory.grouping, 'class');
      const kata = stage.content.nodes.find(({ id }) => id === 'group:kata')!;
      assert.deepEqual(
        childrenOf(kata).map(({ label, description }) => `${label}: ${description ?? ''}`),
        ['kata-fc: 1 pod, 1 with trouble', 'kata-qemu: 2 pods, 1 with trouble'],
      );
    });

    it('choose namespaces and contexts, without writing to the kubeconfig', async () => {
      const config = readFileSync(stage.kubeconfig, 'utf8');
      answers.choose = [4];
      await selectNamespaces(desk);
      assert.deepEqual(asked.slice(1), ['All namespaces', 'Type names…', 'default', 'prod', 'shop']);
      await until(
        () => stage.content.description,
        (text) => text === 'test · shop',
      );
      await stage.listed();
      assert.equal(stage.lines()[0], 'Confidential (declared): 1 pod');
      answers.choose = [0];
      await selectContext(desk);
      assert.equal(readFileSync(stage.kubeconfig, 'utf8'), config);
    });

    it('open logs and a shell with words of their own', async () => {
      const line = stage.pod('vault');
      await perform('logs', desk, line);
      await perform('shell', desk, line);
      const [logs, shell] = terminals;
      assert.deepEqual(
        logs?.shellArgs,
        '--context test logs vault --namespace shop --follow --tail 500 --all-containers --prefix'.split(' '),
      );
      assert.deepEqual(
        shell?.shellArgs,
        '--context test exec --stdin --tty vault --namespace shop --container app -- sh'.split(' '),
      );
    });

    it('refuse names that no cluster has', async () => {
      const line = stage.pod('vault');
      const hostile = { ...line, pod: { ...line.pod, name: '--kubeconfig=/tmp/x' } };
      await assert.rejects(perform('logs', desk, hostile), /a name that Kubernetes does not allow/);
      assert.deepEqual(terminals, []);
    });

    it('delete a pod only after an answer, and say what makes it again', async () => {
      const line = stage.pod('model-7d4b9c8f6d-2xk9p');
      answers.confirm = [undefined, 'Delete'];
      await perform('delete', desk, line);
      assert.deepEqual(ran, []);
      assert.match(asked[1] ?? '', /^ReplicaSet model-7d4b9c8f6d owns it and will usually make another one/);
      await perform('delete', desk, line);
      assert.deepEqual(ran, [
        'kubectl --context test delete pod model-7d4b9c8f6d-2xk9p --namespace prod --wait=false',
      ]);
    });

    it('show the YAML without what field managers noted, and our lint reads it', async () => {
      const documents = new ViewDocuments('kata-cluster-test', 'Confidential Pods');
      await perform('yaml', { ...desk, documents }, stage.pod('model-7d4b9c8f6d-2xk9p'));
      const document = vscode.window.activeTextEditor!.document;
      assert.equal(document.languageId, 'yaml');
      assert.match(document.getText(), /^apiVersion: v1\nkind: Pod\n/);
      assert.doesNotMatch(document.getText(), /managedFields/);
      assert.match(
        (
          await until(
            () => rulesOf(document.uri),
            (rules) => rules.length > 0,
          )
        ).join(),
        /pod-image-tag/,
      );
      await closeAll();
      documents.dispose();
    });

    it('show details with causes and events', async () => {
      await perform('details', desk, stage.pod('no-handler'));
      const [page] = pages;
      assert.match(page?.text ?? '', /^# default\\\/no\\-handler\n/);
      assert.match(page?.text ?? '', /## Why it fails\n\n### /);
      assert.match(page?.text ?? '', /\| FailedCreatePodSandBox \| 3 \| Failed to create pod sandbox/);
    });

    it('say what init-data and policy of a pod are, and ask before a shell that the policy refuses', async () => {
      const policy = 'package agent_policy\ndefault ExecProcessRequest := false\n';
      const text = `version = "0.1.0"\nalgorithm = "sha256"\n[data]\n"policy.rego" = '''\n${policy}'''\n`;
      const key = 'io.katacontainers.config.hypervisor.cc_init_data';
      stage.server.set(
        'pods',
        pod('sealed', { runtimeClass: 'kata-qemu-snp', annotations: { [key]: encodeInitData(text) } }),
      );
      await until(
        () => stage.lines()[0],
        (line) => line === 'Confidential (declared): 4 pods',
      );
      const line = stage.pod('sealed');
      const { value } = await podTooltip(stage.watch.model!, line.pod);
      const digest = createHash('sha256').update(text).digest('hex');
      assert.match(value, new RegExp(`Init\\\\-data: sha256 ${digest}`));
      assert.match(value, new RegExp(`Evidence of AMD SEV\\\\-SNP has to show: ${digest}`));
      assert.match(value, /Policy\\: kubectl exec\\, kubectl cp: refused/);
      answers.confirm = [undefined];
      await perform('shell', desk, line);
      assert.deepEqual(terminals, []);
      assert.equal(asked[0], 'The policy of sealed allows no shell.');
    });

    it('open the manifest that a pod came from', async () => {
      await perform('manifest', desk, stage.pod('model-7d4b9c8f6d-2xk9p'));
      assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, deployment.fsPath);
      await perform('manifest', desk, stage.pod('vault'));
      assert.match(asked.at(-1) ?? '', /No manifest in this workspace has Pod vault/);
    });

    it('copy a line for a shell', async () => {
      await perform('command', desk, stage.pod('vault'));
      assert.equal(
        await vscode.env.clipboard.readText(),
        'kubectl --context test get pod vault --namespace shop --output yaml',
      );
    });

    it('forward ports only where there is a chance, and only ports', async () => {
      answers.confirm = [undefined];
      await perform('forward', desk, stage.pod('vault'));
      assert.match(asked[0] ?? '', /can usually not be forwarded/);
      answers.type = ['8080:80'];
      await perform('forward', desk, stage.pod('build'));
      answers.type = ['80; reboot'];
      await perform('forward', desk, stage.pod('build'));
      assert.deepEqual(
        terminals.map(({ shellArgs }) => shellArgs),
        ['--context test port-forward pod/build 8080:80 --namespace default'.split(' ')],
      );
    });

    it('show a report of the cluster', async () => {
      await showReport(desk);
      assert.match(pages[0]?.text ?? '', /^# Kata in the cluster test\n/);
    });
  });
});

describeKubectl('the view Confidential Pods in the workbench', () => {
  const stage = new Stage();
  const { KUBECONFIG: environment } = process.env;
  /** The runner takes the environment as it is when the first program is to run: a changed path makes a new one. */
  const kubectlAt = (path: string | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration('kata')
      .update('paths.kubectl', path, vscode.ConfigurationTarget.Global);
  after(async () => {
    if (environment === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = environment;
    await kubectlAt(undefined);
    await stage.end();
  });

  it('starts kubectl when it is shown, and ends it when it is hidden', async () => {
    await stage.start();
    smallCluster(stage.server);
    process.env.KUBECONFIG = stage.kubeconfig;
    await kubectlAt('/usr/bin/kubectl');
    await vscode.commands.executeCommand('kata.confidentialPods.focus');
    await until(
      () => stage.server.watching,
      (count) => count === 4,
    );
    assert.equal(stage.server.watching, 4);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await until(
      () => kubectls(stage.kubeconfig).length + stage.server.watching,
      (count) => count === 0,
    );
    assert.deepEqual(kubectls(stage.kubeconfig), []);
    assert.equal(stage.server.watching, 0);
  });
});

describe('a tree with lines that are made later', () => {
  const tree = new ViewTree('kata.test.later' as 'kata.host');
  const fired: (readonly string[] | undefined)[] = [];
  const listener = tree.onDidChangeTreeData((changed) => fired.push(changed?.map(({ id }) => id)));
  after(() => {
    listener.dispose();
    tree.dispose();
  });
  let made = 0;
  const leaf = (id: string, description: string): ViewNode => ({ id, label: id, description });
  const shown = async (children: readonly ViewNode[]) => {
    fired.length = 0;
    const later = () => {
      made++;
      return children;
    };
    tree.show({ nodes: [{ id: 'group', label: 'Group', description: `${children.length}`, later }] });
    await new Promise((resolve) => setTimeout(resolve, 150));
    return [...fired];
  };

  it('makes none below a closed line, and draws only what changed below an open one', async () => {
    const [a, b] = [leaf('a', '1'), leaf('b', '1')];
    assert.deepEqual(await shown([a, b]), [undefined]);
    assert.deepEqual(await shown([a, b, leaf('c', '1')]), [['group']]);
    assert.equal(made, 0);
    const [group] = tree.getChildren();
    assert.equal(tree.getTreeItem(group!).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.deepEqual(
      tree.getChildren(group).map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.equal(made, 1);
    const [first] = tree.getChildren(group);
    assert.deepEqual(await shown([a, leaf('b', '2'), leaf('c', '1')]), [['b']]);
    assert.equal(tree.getChildren(group)[0], first);
    assert.equal(tree.getTreeItem(tree.getChildren(group)[1]!).description, '2');
    assert.deepEqual(await shown([leaf('b', '2')]), [['group']]);
    assert.equal(made, 3);
  });
});

describe('the manifest of a pod', () => {
  it('is that of its owner, or of what makes such owners', () => {
    const owner = (kind: string, name: string) => ({ name: 'x', owner: { kind, name, uid: '' } });
    assert.deepEqual(originsOf({ name: 'vault' }), [{ kind: 'Pod', name: 'vault' }]);
    assert.deepEqual(originsOf(owner('ReplicaSet', 'my-model-7d4b9c8f6d')), [
      { kind: 'ReplicaSet', name: 'my-model-7d4b9c8f6d' },
      { kind: 'Deployment', name: 'my-model' },
    ]);
    assert.deepEqual(originsOf(owner('StatefulSet', 'db')), [{ kind: 'StatefulSet', name: 'db' }]);
  });
});

describeKubectl('ten thousand pods', () => {
  it('are in closed groups, 500 at a time, and hold up nobody', async () => {
    const stage = new Stage();
    await stage.start();
    const { server } = stage;
    server.set('runtimeclasses', runtimeClass('kata-qemu'));
    server.set('nodes', node('worker-0', {}, { runtimeHandlers: [{ name: 'kata-qemu' }] }));
    const words = { runtimeClass: 'kata-qemu', node: 'worker-0', namespace: 'many' };
    for (let at = 0; at < 10_000; at++) server.set('pods', pod(`pod-${at}`, words));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    try {
      delay.enable();
      const started = performance.now();
      stage.watch.start();
      await stage.listed();
      const took = performance.now() - started;
      const [group] = stage.content.nodes;
      assert.equal(group?.description, '10000 pods');
      const lines = childrenOf(group);
      assert.equal(lines.length, 501);
      assert.equal(lines[0]?.label, 'pod-0');
      assert.equal(lines[500]?.label, 'Show 500 more');
      stage.watch.model?.showMore('group:kata');
      assert.equal(childrenOf(stage.content.nodes[0]!).length, 1_001);

      // 200 changes a second for 3 s
      for (let at = 0; at < 600; at++) {
        server.set('pods', pod(`pod-${at}`, { ...words, status: waiting('CrashLoopBackOff') }));
        if (at % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await until(
        () => stage.content.nodes[0]?.description,
        (text) => text === '10000 pods, 600 with trouble',
      );
      assert.equal(stage.content.nodes[0]?.description, '10000 pods, 600 with trouble');
      delay.disable();
      console.log(
        `      listed in ${took.toFixed(0)} ms; event loop held up for ${(delay.max / 1e6).toFixed(0)} ms at most, server included`,
      );
    } finally {
      delay.disable();
      await stage.end();
    }
  }).timeout(60_000);
});
