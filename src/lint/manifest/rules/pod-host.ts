/** What a pod wants of its host, and a VM has not: namespaces and privileges. */
import { booleanOf, entryAt, entryOf, nodeAt } from '../../../documents';
import { t } from '../../../text';
import { remove } from './pod-edits';
import { kata, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample } from './pod-samples';

function checkNamespaces(found: KataPod, report: PodReport): void {
  const { pod, runtime } = found;
  const say = (key: string, rule: string, message: string): void => {
    const entry = entryOf(pod.spec, key);
    if (!entry || booleanOf(entry.value) !== true) return;
    report(rule, entry.span, message, { fixes: remove(pod.object.part, pod.spec, entry) });
  };
  const network =
    runtime === 'rs'
      ? t('runtime-rs starts the pod without any network')
      : runtime === 'go'
        ? t('the Go runtime refuses the pod ("Host networking requested, not supported by runtime")')
        : t('the Go runtime refuses the pod, and runtime-rs starts it without any network');
  say(
    'hostNetwork',
    'pod-host-network',
    t(
      "A VM can't use the network of its host: {0}. Remove hostNetwork, or run this pod outside Kata.",
      network,
    ),
  );
  say(
    'hostPID',
    'pod-host-pid',
    t(
      'hostPID shows the processes of the guest, not those of the host. A pod that watches the host has to run outside Kata.',
    ),
  );
  say(
    'hostIPC',
    'pod-host-ipc',
    t("hostIPC has no meaning in a VM: the guest can't share memory segments or semaphores with the host."),
  );
}

function checkPrivileged(found: KataPod, report: PodReport): void {
  const { pod, resolved } = found;
  const own = resolved.from !== 'knowledge' && !found.upstream;
  for (const { node } of pod.containers) {
    const entry = entryAt(node, 'securityContext', 'privileged');
    if (!entry || entry.merged || booleanOf(entry.value) !== true) continue;
    report(
      'pod-privileged',
      entry.span,
      t(
        "A privileged container has its privileges in the guest only, and gets no device of the host. The runtime's table in containerd or CRI-O has to say privileged_without_host_devices = true, or every device of the host is passed to the VM and the pod fails{0}.",
        own ? '' : t('; kata-deploy writes it'),
      ),
      own ? {} : { severity: 'information' },
    );
  }
}

function checkSgx(found: KataPod, report: PodReport): void {
  for (const volume of found.pod.volumes) {
    const path = entryAt(volume, 'hostPath', 'path');
    if (path?.value.kind !== 'scalar' || !/^\/dev\/sgx\/?$/.test(path.value.value)) continue;
    const type = nodeAt(volume, 'hostPath', 'type');
    const checked =
      type?.kind === 'scalar' && type.value === 'Directory'
        ? t(', and on hosts without it the kubelet refuses the volume')
        : '';
    report(
      'pod-sgx-host-path',
      path.value.span,
      t(
        'Paths below /dev come from the guest, whose kernel has /dev/sgx_enclave and /dev/sgx_provision, but no /dev/sgx{0}. Ask for the resource sgx.intel.com/epc of the SGX device plugin instead{1}.',
        checked,
        found.runtime === 'rs'
          ? t("; {0} does not pass SGX memory on, the Go runtime's kata-qemu and kata-clh do", kata(found))
          : '',
      ),
    );
  }
}

export const hostFamily: PodFamily = {
  rules: [
    {
      id: 'pod-host-network',
      summary: 'The pod wants the network of the host',
      severity: 'error',
      about:
        "A guest has a network card of its own and can't use the host's. The Go runtime refuses such a pod; runtime-rs does not notice, and the pod has no network. The documentation warns that the attempt may break the network of the host.",
      bad: podExample({ spec: '«hostNetwork: true»\n' }),
      good: podExample({ spec: 'hostNetwork: false\n' }),
      source:
        'docs/Limitations.md@4.1.0 (Host network), src/runtime/pkg/katautils/network_linux.go@4.1.0, issue 9157',
    },
    {
      id: 'pod-host-pid',
      summary: 'The pod wants to see the processes of the host',
      severity: 'warning',
      about:
        "With `hostPID` containers of the pod share the process namespace of the guest; the host's processes stay out of sight. genpolicy refuses the field. `shareProcessNamespace` works as usual.",
      bad: podExample({ spec: '«hostPID: true»\n' }),
      good: podExample({ spec: 'shareProcessNamespace: true\n' }),
      source: 'src/runtime/virtcontainers/kata_agent.go@4.1.0 (handlePidNamespace)',
    },
    {
      id: 'pod-host-ipc',
      summary: 'The pod wants to share memory with the host',
      severity: 'warning',
      about:
        "`hostIPC` shares System V IPC and POSIX queues with the host's processes, from which a VM separates. genpolicy refuses the field.",
      bad: podExample({ spec: '«hostIPC: true»\n' }),
      good: podExample(),
      source: 'src/tools/genpolicy/src/pod.rs@4.1.0',
    },
    {
      id: 'pod-privileged',
      summary: 'A privileged container has its privileges in the guest only',
      severity: 'warning',
      about:
        'That is often what people want from Kata: a container that may do everything, in a VM of its own. What it does not get is the devices of the host. The engine has to be told to leave them out (`privileged_without_host_devices = true` for the runtime in the configuration of containerd or CRI-O). kata-deploy does that, so this is information for its classes and those of other distributions.',
      bad: podExample({
        className: 'kata-lab',
        container: 'securityContext:\n  «privileged: true»\n',
      }),
      good: podExample({ className: 'kata-lab', container: 'securityContext:\n  privileged: false\n' }),
      source: 'docs/how-to/privileged.md@4.1.0, docs/Limitations.md@4.1.0 (Privileged containers)',
    },
    {
      id: 'pod-sgx-host-path',
      summary: 'The pod mounts /dev/sgx, which the guest does not have',
      severity: 'error',
      about:
        'Paths below `/dev` come from the guest. The directory belonged to the driver outside the kernel; udev rules may make it on a host, not in the guest. The driver in the kernel (5.11) has the devices `/dev/sgx_enclave` and `/dev/sgx_provision`. Pods get them, and the protected memory, through the resource `sgx.intel.com/epc` of the SGX device plugin; Kata reads the annotation of the same name, for which the configuration of containerd needs `pod_annotations` with `sgx.intel.com/epc`.',
      bad: podExample({
        spec: 'volumes:\n  - name: sgx\n    hostPath:\n      path: «/dev/sgx»\n      type: Directory\n',
      }),
      good: podExample({ limits: 'resources:\n  limits:\n    memory: 512Mi\n    sgx.intel.com/epc: 64Mi\n' }),
      source: 'docs/use-cases/using-Intel-SGX-and-kata.md@4.1.0',
    },
  ],
  check(found, report) {
    checkNamespaces(found, report);
    checkPrivileged(found, report);
    checkSgx(found, report);
  },
};
