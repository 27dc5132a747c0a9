/** Keys that this Kata does not read: mistyped, misplaced, of another release, runtime or hypervisor. */
import { knownIn, readBy } from '../../../knowledge';
import { t } from '../../../text';
import { containers, type Entry, type KataConfig } from '../model';
import { kata, type ConfigFamily, type Report } from './family';
import { remove } from './key-fixes';
import { judge } from './key-judge';

/** Keys that are read and then not used: by this hypervisor, or by nothing. */
function effect(config: KataConfig, entry: Entry, report: Report): void {
  const { fact, section, file, key } = entry;
  if (!fact || knownIn(fact, config.target.version) !== 'yes') return;
  const [container, hypervisor] = section.path;
  if (
    container === 'hypervisor' &&
    hypervisor !== undefined &&
    config.target.runtime === 'go' &&
    section.pattern === 'hypervisor.*'
  ) {
    if (readBy(fact, hypervisor) !== false) return;
    const who = fact.readBy?.join(', ') ?? '';
    report(
      'toml-no-effect',
      file,
      key.span,
      t('{0} has no effect in [hypervisor.{1}]; it is read for {2} only.', key.name, hypervisor, who),
      {
        tags: ['unnecessary'],
        fixes: remove(entry),
      },
    );
  } else if (fact.inert) {
    report(
      'toml-no-effect',
      file,
      key.span,
      t('{0} reads {1} and does nothing with it.', kata(config), key.name),
      {
        tags: ['unnecessary'],
        fixes: remove(entry),
      },
    );
  }
}

const qemu = '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n';

export const keyFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-unknown-key',
      summary: 'Kata knows no such key',
      severity: 'warning',
      about:
        'Kata ignores a key it does not know, without a word: the setting that was meant keeps its default. It is an error, and reported as one, where the loader refuses the file: in the sections that runtime-rs reads strictly since 3.29.0 (`[agent.*]`, `mem_agent`, `factory`, `rootless_user`, `shared_mounts`) and in hypervisor and agent tables of a drop-in for the Go runtime.',
      bad: { text: `${qemu}«default_memroy» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (decodeConfig, updateFromDropIn), src/libs/kata-types/src/config/agent.rs@4.1.0 (deny_unknown_fields)',
    },
    {
      id: 'toml-wrong-section',
      summary: 'The key belongs in another section',
      severity: 'warning',
      about:
        'A key counts only in its own section. In another one Kata does not see it, or refuses the file where it reads strictly.',
      bad: { text: `${qemu}[runtime]\n«default_memory» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-key-case',
      summary: 'The key is written with other letters in upper or lower case',
      severity: 'information',
      about:
        'The Go runtime compares keys of the main file without case; in a drop-in it compares hypervisor and agent keys exactly and refuses others. runtime-rs always compares exactly and ignores such a key. Write keys in lower case.',
      bad: { text: `${qemu}«Default_Memory» = 4096\n` },
      good: { text: `${qemu}default_memory = 4096\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateFromDropIn)',
    },
    {
      id: 'toml-key-too-new',
      summary: 'The key came with a later Kata',
      severity: 'warning',
      about:
        'The release that will read this file does not know the key yet: it ignores it, or refuses the file where it reads strictly.',
      bad: { version: '3.2.0', text: `${qemu}«snp_guest_policy» = 196608\n` },
      good: { version: '3.20.0', text: `${qemu}snp_guest_policy = 196608\n` },
      source: 'src/runtime/pkg/katautils/config.go, src/libs/kata-types/src/config at each release',
    },
    {
      id: 'toml-key-removed',
      summary: 'The key left Kata in an earlier release',
      severity: 'warning',
      about:
        'The release that will read this file has dropped the key. Where there is a successor, it is named and offered.',
      bad: {
        runtime: 'rs',
        version: '3.28.0',
        text: '[agent.kata]\n[hypervisor.qemu]\nimage = "/a"\nkernel = "/k"\n«enable_balloon_f_reporting» = true\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      good: {
        runtime: 'rs',
        version: '3.28.0',
        text: '[agent.kata]\n[hypervisor.qemu]\nimage = "/a"\nkernel = "/k"\nreclaim_guest_freed_memory = true\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      source: 'src/runtime/pkg/katautils/config.go, src/libs/kata-types/src/config at each release',
    },
    {
      id: 'toml-other-runtime-key',
      summary: 'The key is one of the other runtime',
      severity: 'warning',
      about:
        'The Go runtime and runtime-rs read files that look alike but are not the same. A key of the other one is ignored, or refused in the sections that runtime-rs reads strictly: `dial_timeout` of the Go runtime is an error in `[agent.kata]` of runtime-rs.',
      bad: { text: `${qemu}«vm_rootfs_driver» = "virtio-blk-pci"\n` },
      good: { text: qemu },
      source: 'docs/migrating-config-go-runtime-to-runtime-rs.md@4.1.0, src/libs/kata-types/src/config@4.1.0',
    },
    {
      id: 'toml-no-effect',
      summary: 'The key is read and has no effect here',
      severity: 'information',
      about:
        'In the Go runtime one structure serves all hypervisors, and each takes from it what it can use; the rest is parsed and dropped. In runtime-rs a few keys are parsed and used nowhere. Shipped configurations hold such keys too, so this is only worth knowing.',
      bad: { text: '[hypervisor.clh]\nimage = "/a"\nshared_fs = "none"\n«enable_iommu» = true\n' },
      good: { text: `${qemu}enable_iommu = true\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (newQemuHypervisorConfig and its siblings)',
    },
  ],
  check(config, report) {
    let unknownKeys = 0;
    for (const entry of config.entries) {
      if (entry.section.path.length === 1 && containers.includes(entry.section.path[0] ?? '')) continue;
      if (isTop(entry)) continue;
      if (judge(config, entry, unknownKeys, report)) unknownKeys++;
      effect(config, entry, report);
    }
  },
};

/** A value in the place of a section (`runtime = 5`), which is a matter of types. */
function isTop({ section, name }: Entry): boolean {
  return (
    section.path.length === 0 && (containers.includes(name) || ['runtime', 'factory', 'image'].includes(name))
  );
}
