import assert from 'node:assert/strict';
import { findings, found } from './found';
import { pod, said, withClass } from './pod';
import { encodeInitData } from '../../../support/init-data';

const ids = 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n';
const tee = (parts: Parameters<typeof pod>[0] = {}): string =>
  pod({ className: 'kata-qemu-snp', ...parts, spec: ids + (parts.spec ?? '') });
const key = 'io.katacontainers.config.hypervisor.cc_init_data';

describe('what a VM has not', () => {
  it('are the namespaces of the host', () => {
    const text = pod({
      spec: 'hostNetwork: true\nhostPID: true\nhostIPC: false\nshareProcessNamespace: true\n',
    });
    assert.deepEqual(found(text), [
      'pod-host-network error hostNetwork: true',
      'pod-host-pid warning hostPID: true',
    ]);
    const network = (className: string): string =>
      findings(pod({ className, spec: 'hostNetwork: true\n' }))[0]?.message ?? '';
    assert.match(network('kata-qemu'), /the Go runtime refuses the pod \(/);
    assert.match(network('kata-qemu-runtime-rs'), /: runtime-rs starts the pod without any network/);
    assert.match(network('kata'), /Go runtime refuses the pod, and runtime-rs/);
  });

  it('are the devices of the host', () => {
    const text = (className: string): string =>
      pod({ className, container: 'securityContext:\n  privileged: true\n' });
    const privileged = (className: string) => said('pod-privileged', text(className));
    assert.deepEqual(privileged('kata-qemu'), ['information privileged: true']);
    assert.deepEqual(privileged('kata'), ['information privileged: true']);
    assert.deepEqual(said('pod-privileged', withClass('kata', 'kata', text('kata'))), [
      'warning privileged: true',
    ]);
    const sgx = (path: string) =>
      said('pod-sgx-host-path', pod({ spec: volumes(`hostPath:\n      path: ${path}`) }));
    assert.deepEqual(sgx('/dev/sgx'), ['error /dev/sgx']);
    assert.deepEqual(sgx('/dev/sgx_enclave'), []);
  });
});

const volumes = (source: string): string => `volumes:\n  - name: data\n    ${source}\n`;
const mount = (path: string, more = ''): string =>
  `volumeMounts:\n  - name: data\n    mountPath: ${path}\n${more}`;

describe('volumes', () => {
  it('are copied where nothing is shared', () => {
    const path = (className: string, source: string, version = '4.1.0') =>
      said('pod-host-path', pod({ className, spec: volumes(source) }), { version });
    const data = 'hostPath:\n      path: /data';
    assert.deepEqual(path('kata-qemu', data), []);
    assert.deepEqual(path('kata-qemu-snp', data), ['warning /data']);
    assert.deepEqual(path('kata-qemu-coco-dev', data), ['warning /data']);
    assert.deepEqual(path('kata-remote', data), ['warning /data']);
    assert.deepEqual(path('kata-qemu-snp', 'hostPath:\n      path: /dev/kmsg'), []);
    assert.deepEqual(path('kata-qemu-snp', 'hostPath:\n      path: /disk\n      type: BlockDevice'), []);
    // the first releases shared a file system with every guest
    assert.deepEqual(path('kata-qemu-snp', data, '3.5.0'), []);
    assert.deepEqual(path('kata-qemu-snp', data, '3.6.0'), ['warning /data']);
    assert.deepEqual(path('kata-qemu-se', data, '3.18.0'), []);
  });

  it('have no subPath in the guest', () => {
    const sub = (className: string, source: string) =>
      said(
        'pod-sub-path',
        pod({ className, spec: volumes(source), container: mount('/a', '    subPath: b\n') }),
      );
    assert.deepEqual(sub('kata-qemu', 'configMap:\n      name: a'), []);
    assert.deepEqual(sub('kata-qemu', 'emptyDir: {}'), ['information subPath: b']);
    assert.deepEqual(sub('kata-qemu-tdx', 'configMap:\n      name: a'), ['warning subPath: b']);
  });

  it('are not mounted over /proc', () => {
    const proc = (path: string) => said('pod-proc-mount', pod({ container: mount(path) }));
    assert.deepEqual(proc('/proc'), ['error /proc']);
    assert.deepEqual(proc('//proc/sys/'), ['error //proc/sys/']);
    for (const path of ['/proc/net/dev', '/procfs', '/host/proc']) assert.deepEqual(proc(path), [], path);
  });

  it('need room for what encryption adds', () => {
    const size = (className: string, version: string, more = '') =>
      said(
        'pod-empty-dir-size',
        pod({ className, spec: volumes(`emptyDir:\n      sizeLimit: 1Gi${more}`) }),
        { version },
      );
    assert.deepEqual(size('kata-qemu-snp', '4.1.0'), ['information 1Gi']);
    assert.deepEqual(size('kata-qemu-snp', '3.27.0'), []);
    assert.deepEqual(size('kata-qemu-snp-runtime-rs', '3.30.0'), []);
    assert.deepEqual(size('kata-qemu-snp', '4.1.0', '\n      medium: Memory'), []);
    assert.deepEqual(size('kata-qemu', '4.1.0'), []);
  });

  it('are not all there for a peer pod', () => {
    const peer = (source: string) =>
      said('pod-peer-pod-volume', pod({ className: 'kata-remote', spec: volumes(source) }));
    assert.deepEqual(peer('nfs:\n      server: a'), ['information nfs']);
    assert.deepEqual(peer('configMap:\n      name: a'), []);
  });
});

describe('images of confidential pods', () => {
  it('are named by digest', () => {
    const tag = (image: string, className = 'kata-qemu-snp') =>
      said('pod-image-tag', pod({ className, image }));
    assert.deepEqual(tag('localhost:5000/app'), ['warning localhost:5000/app']);
    assert.deepEqual(tag('app:1'), ['warning app:1']);
    assert.deepEqual(tag('app:1', 'kata-cc'), ['warning app:1']);
    assert.deepEqual(tag('app:1', 'kata-qemu-coco-dev'), []);
    for (const image of ['${IMAGE}', `a:1@sha256:${'a'.repeat(64)}`]) assert.deepEqual(tag(image), [], image);
  });

  it('are pulled by the guest', () => {
    const policy = (word: string) =>
      said('pod-image-pull-policy', tee({ container: `imagePullPolicy: ${word}\n` }));
    assert.deepEqual(policy('Never'), ['warning imagePullPolicy: Never']);
    assert.deepEqual(policy('IfNotPresent'), ['information imagePullPolicy: IfNotPresent']);
    assert.deepEqual(policy('Always'), []);
    const secrets = (className: string) =>
      said('pod-image-pull-secrets', pod({ className, spec: 'imagePullSecrets:\n  - name: a\n' }));
    assert.deepEqual(secrets('kata-qemu-snp'), ['warning imagePullSecrets']);
    assert.deepEqual(secrets('kata-qemu-coco-dev'), ['information imagePullSecrets']);
    assert.deepEqual(secrets('kata-qemu'), []);
  });

  it('run as a user that is said', () => {
    const rule = 'pod-guest-pull-ids';
    const text = (spec: string, container = '', annotations = '') =>
      said(rule, pod({ className: 'kata-qemu-snp', spec, container, annotations }));
    assert.deepEqual(text(''), ['information kata-qemu-snp']);
    assert.deepEqual(text('', '', `${key}: $A\n`), ['warning kata-qemu-snp']);
    assert.deepEqual(text('securityContext:\n  runAsUser: 1\n'), ['information securityContext']);
    assert.deepEqual(text('', 'securityContext:\n  runAsUser: 1\n  runAsGroup: 1\n'), []);
    assert.deepEqual(said(rule, pod()), []);
  });
});

describe('memory and CPU', () => {
  it('size the VM', () => {
    const memory = (className: string, limits = '', spec = '') =>
      said('pod-memory-limit', pod({ className, limits, spec }));
    assert.deepEqual(memory('kata-qemu'), ['information app']);
    assert.deepEqual(memory('kata-qemu-snp'), ['warning app']);
    assert.deepEqual(memory('kata-qemu-nvidia-gpu'), ['warning app']);
    assert.deepEqual(memory('contrast-cc'), ['warning app']);
    assert.deepEqual(memory('kata-remote'), []);
    assert.deepEqual(memory('kata-qemu', 'resources:\n  limits: {cpu: 1}\n'), ['information resources']);
    assert.deepEqual(memory('kata-qemu', '', 'resources:\n  limits:\n    memory: 1Gi\n'), []);
    // a patch need not say all
    assert.deepEqual(found('spec:\n  runtimeClassName: kata-qemu\n  containers:\n    - name: a\n'), []);
  });

  it('are measured by Contrast', () => {
    const cpu = (className: string) =>
      said('pod-cpu-limit', pod({ className, limits: 'resources:\n  limits: {memory: 1Gi, cpu: 1}\n' }));
    assert.deepEqual(cpu('contrast-cc'), ['information cpu: 1']);
    assert.deepEqual(cpu('kata-qemu-snp'), []);
  });
});

describe('secrets of confidential pods', () => {
  const rule = 'pod-secret-visible';
  const env = (name: string, value: string, className = 'kata-qemu-snp') =>
    said(rule, pod({ className, container: `env:\n  - name: ${name}\n    value: ${value}\n` }));

  it('do not stand in the pod', () => {
    assert.deepEqual(env('DB_PASSWORD', 'hunter2'), ['warning hunter2']);
    assert.deepEqual(env('api_key', 'abcdef'), ['warning abcdef']);
    for (const value of ['sealed.a.b.c', '/run/secret', '$SECRET', 'kbs:///a/b/c', '""'])
      assert.deepEqual(env('DB_PASSWORD', value), [], value);
    assert.deepEqual(env('TOKEN_TTL', 'hunter2'), []);
    assert.deepEqual(env('DB_PASSWORD', 'hunter2', 'kata-qemu'), []);
  });

  it('may be sealed in a Secret', () => {
    const text = tee({
      container:
        'env:\n  - name: A\n    valueFrom:\n      secretKeyRef:\n        name: db\n        key: a\n  - name: B\n    valueFrom:\n      secretKeyRef:\n        name: db-sealed\n        key: a\n',
      spec: volumes('secret:\n      secretName: tls'),
    });
    assert.deepEqual(said(rule, text), ['information tls', 'information db']);
  });

  it('are judged by the rules of sealed secrets', () => {
    const text = pod({
      container: 'env:\n  - name: A\n    value: sealed.fakejwsheader.e30K.fakesignature\n',
    });
    const sealed = found(text).filter((line) => line.startsWith('secret-'));
    assert.deepEqual(sealed, ['secret-sealed-format error sealed.fakejwsheader.e30K.fakesignature']);
    const secret = (place: string, value: string): string => `kind: Secret\n${place}:\n  a: ${value}\n`;
    const plain = 'sealed.fakejwsheader.e30K.fakesignature';
    const encoded = Buffer.from(plain).toString('base64');
    assert.deepEqual(found(pod({ container: 'env:\n  - name: A\n    value: sealed.example.org\n' })), []);
    assert.deepEqual(found(text.replace('kata-qemu', 'gvisor')), []);
    assert.deepEqual(found(secret('stringData', plain)), [`secret-sealed-format error ${plain}`]);
    assert.deepEqual(found(secret('data', encoded)), [`secret-sealed-format error ${encoded}`]);
  });

  it('are not what ConfigMaps hold, which may change', () => {
    const text = (annotations: string) =>
      said('pod-config-map-integrity', tee({ annotations, spec: volumes('configMap:\n      name: a') }));
    assert.deepEqual(text(''), ['information a']);
    assert.deepEqual(text(`${key}: $A\n`), []);
  });
});

describe('init-data of a pod', () => {
  const initData = (policy: string): string =>
    encodeInitData(`version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n"policy.rego" = '''\n${policy}'''\n`);

  it('is for classes that read it', () => {
    const rule = 'pod-init-data-class';
    const text = (className: string) => pod({ className, annotations: `${key}: $A\n` });
    assert.deepEqual(said(rule, text('kata-qemu')), [`warning ${key}`]);
    assert.deepEqual(said(rule, text('kata-qemu-runtime-rs')), [`warning ${key}`]);
    for (const name of ['kata-qemu-snp', 'kata-qemu-coco-dev', 'kata-remote', 'kata', 'kata-lab'])
      assert.deepEqual(said(rule, text(name)), [], name);
    assert.deepEqual(said('pod-annotation-not-enabled', text('kata-qemu')), []);
    // 3.20.0 enabled it for TDX, 3.21.0 for SNP
    assert.deepEqual(said(rule, text('kata-qemu-snp'), { version: '3.20.0' }), [`warning ${key}`]);
  });

  it('is missed where there is a TEE', () => {
    const rule = 'pod-init-data-missing';
    assert.deepEqual(said(rule, tee()), ['information kata-qemu-snp']);
    for (const name of [
      'kata-qemu',
      'kata-qemu-coco-dev',
      'kata-cc',
      'contrast-cc-metal-qemu-snp',
      'kata-remote',
    ])
      assert.deepEqual(said(rule, pod({ className: name })), [], name);
  });

  it('replaces the annotation for policies', () => {
    const policy = 'io.katacontainers.config.agent.policy';
    const legacy = (className: string, version?: string) =>
      said(
        'pod-policy-legacy',
        pod({ className, annotations: `${policy}: $POLICY\n` }),
        version === undefined ? {} : { version },
      );
    assert.deepEqual(legacy('kata-qemu-snp'), [`warning ${policy}`]);
    assert.deepEqual(legacy('kata-qemu-snp', '3.20.0'), []);
    assert.deepEqual(legacy('kata-qemu-runtime-rs', '3.20.0'), [`warning ${policy}`]);
  });

  it('is looked into', () => {
    const broken = tee({ annotations: `${key}: "H4sI"\n` });
    assert.deepEqual(said('init-data-encoding', broken), ['error "H4sI"']);
    const value = initData('package agent_policy\n\ndefault AllowRequestsFailingPolicy := true\n');
    const [finding] = findings(tee({ annotations: `${key}: ${value}\n` })).filter(
      ({ rule }) => rule === 'policy-allow-failing',
    );
    assert.match(finding?.message ?? '', /^policy\.rego line 3: /);
  });

  it('decides about probes', () => {
    const probe = 'livenessProbe:\n  exec:\n    command: [/bin/true]\n';
    const text = (policy: string) =>
      said('pod-exec-probe', tee({ container: probe, annotations: `${key}: ${initData(policy)}\n` }));
    assert.deepEqual(text('package agent_policy\ndefault ExecProcessRequest := false\n'), ['error exec']);
    assert.deepEqual(text('package agent_policy\n'), ['error exec']);
    assert.deepEqual(text('package agent_policy\ndefault ExecProcessRequest := true\n'), []);
    assert.deepEqual(
      text(
        'package agent_policy\ndefault ExecProcessRequest := false\nExecProcessRequest {\n  input.a == 1\n}\n',
      ),
      ['information exec'],
    );
    assert.deepEqual(said('pod-exec-probe', tee({ container: probe })), []);
  });
});

describe('genpolicy', () => {
  it('knows the kinds of Kubernetes', () => {
    const rule = 'pod-genpolicy-field';
    const spec = `\n    spec:\n      runtimeClassName: kata-qemu-snp\n      containers:\n        - name: a\n          image: a\n`;
    const text = (kind: string, path: string): string =>
      `kind: ${kind}\nmetadata: {name: a}\nspec:\n  ${path}${spec}`;
    assert.deepEqual(said(rule, text('Rollout', 'template:')), ['information Rollout']);
    assert.deepEqual(said(rule, text('Deployment', 'template:')), []);
    const job = text(
      'CronJob',
      'jobTemplate: {spec: {template: {spec: {runtimeClassName: kata-qemu-snp, containers: [{name: a, image: a}]}}}}',
    ).replace(spec, '\n');
    assert.deepEqual(said(rule, job), []);
    assert.deepEqual(said(rule, job, { version: '3.7.0' }), ['information CronJob']);
  });

  it('stops at fields that it does not have', () => {
    const text = tee({
      spec: 'subdomain: a\nschedulerName: b\nvolumes:\n  - name: a\n    configMap:\n      name: a\n      defaultMode: 420\n',
      container: 'securityContext:\n  runAsNonRoot: true\n  seccompProfile:\n    type: RuntimeDefault\n',
    });
    const all = ['information subdomain', 'information defaultMode', 'information runAsNonRoot'];
    assert.deepEqual(said('pod-genpolicy-field', text), all);
    // 3.31.0 learned schedulerName
    assert.deepEqual(said('pod-genpolicy-field', text, { version: '3.30.0' }), [
      'information subdomain',
      'information schedulerName',
      ...all.slice(1),
    ]);
    assert.deepEqual(said('pod-genpolicy-field', text.replace('kata-qemu-snp', 'kata-qemu')), []);
    assert.deepEqual(said('pod-genpolicy-field', text.replace('kata-qemu-snp', 'kata-cc')), []);
  });
});

describe('other distributions', () => {
  it('has placeholders', () => {
    const rule = 'pod-contrast-placeholder';
    assert.deepEqual(said(rule, pod({ className: 'contrast-cc' })), ['information contrast-cc']);
    assert.deepEqual(said(rule, `${pod({ className: 'contrast-cc' })}status:\n  phase: Running\n`), [
      'warning contrast-cc',
    ]);
    assert.deepEqual(said(rule, pod({ className: 'contrast-cc-metal-qemu-tdx-01234567' })), []);
  });

  it('had an operator', () => {
    const text = 'apiVersion: confidentialcontainers.org/v1beta1\nkind: CcRuntime\n';
    assert.deepEqual(found(text), ['coco-operator-deprecated warning CcRuntime']);
  });
});
