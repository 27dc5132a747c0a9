/** What a RuntimeClass asks for beside the pod's own requests: overhead and the TEE's keys. */
import { forClasses, type ManifestFamily } from './family';
import {
  checkMissing,
  checkQuantities,
  checkLow,
  checkConfiguration,
  checkKeys,
} from './runtime-class-amounts';
import { classExample, manifestExample, sampleClass } from './samples';

const customRuntime = (dropIn: number, memory: string): string => `customRuntimes:
  enabled: true
  runtimes:
    mine:
      baseConfig: qemu-runtime-rs
      dropIn: |
        [hypervisor.qemu]
        overhead_memory = ${String(dropIn)}
      runtimeClass: |
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata:
          name: kata-mine
        handler: kata-mine
        overhead:
          podFixed:
            memory: ${memory}
            cpu: 500m
`;

const snp = { name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' };

export const overheadFamily: ManifestFamily = {
  rules: [
    {
      id: 'runtime-class-overhead-missing',
      summary: 'The class does not say what its VMs cost',
      severity: 'hint',
      about:
        "`overhead.podFixed` is what a pod takes on the node beside its containers: the VMM, the guest's kernel and agent, file sharing. Kubernetes adds it to the pod's requests and to its cgroup. Without it the scheduler puts more pods on a node than fit.",
      bad: manifestExample(
        sampleClass({ name: '«kata-qemu»', handler: 'kata-qemu' }).replace(/overhead:[^]*?cpu: 250m\n/, ''),
      ),
      good: classExample(),
      source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md@4.1.0',
    },
    {
      id: 'runtime-class-overhead-low',
      summary: 'The overhead is less than Kata itself sets for this handler',
      severity: 'warning',
      about:
        "Kata's installer brings every class with an overhead that its own tests run with. It changed over the releases: QEMU's classes went from 160Mi to 320Mi in 4.0.0, because a VMM in the pod's cgroup was killed for lack of memory. A lower value for CPUs is only mentioned.",
      bad: classExample({ memory: '«160Mi»' }),
      good: classExample(),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
    {
      id: 'runtime-class-overhead-quantity',
      summary: 'A quantity in the overhead is none, or not the one that was meant',
      severity: 'error',
      about:
        'Quantities are numbers with a suffix: `320Mi`, `1Gi`, `250m`. `512m` of memory is half a byte, and `250` CPUs are 250 whole ones. `M` counts in thousands, `Mi` in 1024s: only mentioned, for the difference is small.',
      bad: classExample({ memory: '«512m»' }),
      good: classExample({ memory: '512Mi' }),
      source: 'k8s.io/apimachinery pkg/api/resource/quantity.go',
    },
    {
      id: 'runtime-class-overhead-vs-config',
      summary: "The overhead is not more than the guest's own part of it",
      severity: 'warning',
      about:
        "runtime-rs adds `overhead_memory` to the memory of every guest. The class's overhead has to cover that and what the VMM and its helpers take on the host, so it has to be more. Checked against the drop-in of a custom runtime in the same Helm values, and against the handler's configuration where it is open.",
      bad: { kind: 'helm-values', text: customRuntime(512, '«512Mi»') },
      good: { kind: 'helm-values', text: customRuntime(512, '640Mi') },
      source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md@4.1.0',
    },
    {
      id: 'runtime-class-tee-key',
      summary: 'The class does not count the keys of its TEE',
      severity: 'information',
      about:
        "A processor has a fixed number of keys for confidential guests. With Node Feature Discovery and kata-deploy's rule the nodes offer them as the resources `sev-snp.amd.com/esids` and `tdx.intel.com/keys`, and a class that asks for one in its overhead is never placed where none is left. Don't ask for them where no node offers them: such pods stay Pending.",
      bad: manifestExample(sampleClass(snp).replace('podFixed', '«podFixed»')),
      good: classExample({ ...snp, keys: '    sev-snp.amd.com/esids: "1"\n' }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
  ],
  check: forClasses((found, surroundings, report) => {
    const { version } = surroundings.target;
    checkMissing(found, version, report);
    checkQuantities(found, report);
    checkLow(found, version, report);
    checkConfiguration(found, surroundings, report);
    checkKeys(found, version, report);
  }),
};
