/** Sections that Kata does not know, and the tables that must or must not be there. */
import { containers, keyAt } from '../model';
import type { ConfigFamily } from './family';
import { checkGoHypervisors, checkHypervisorNames, checkNames, unknownSection } from './section-checks';

export const sectionFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-unknown-section',
      summary: 'Kata knows no such section',
      severity: 'warning',
      about:
        'Kata ignores sections it does not know, with everything in them, and says nothing. Below `[agent.*]` and in the other sections that runtime-rs reads strictly, and in the drop-ins of the Go runtime below a hypervisor or agent, it refuses the file.',
      bad: { text: '[«runtimes»]\nenable_debug = true\n' },
      good: { text: '[runtime]\nenable_debug = true\n' },
      source:
        'src/runtime/pkg/katautils/config.go@4.1.0 (tomlConfig), src/libs/kata-types/src/config/mod.rs@4.1.0 (TomlConfig)',
    },
    {
      id: 'toml-hypervisor-name',
      summary: 'No hypervisor of this Kata has that name',
      severity: 'error',
      about:
        'The name of a `[hypervisor.NAME]` table picks the code that reads it. A name that this release and runtime do not have is refused: ACRN left in 3.10.0, `cloud-hypervisor` of runtime-rs became `clh` in 3.30.0, StratoVirt is in the Go runtime only, OpenVMM in runtime-rs only.',
      bad: { text: '[hypervisor.«acrn»]\npath = "/usr/bin/acrn-dm"\n' },
      good: {
        text: '[hypervisor.qemu]\npath = "/usr/bin/qemu-system-x86_64"\nimage = "/a"\nshared_fs = "none"\n',
      },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateRuntimeConfigHypervisor)',
    },
    {
      id: 'toml-several-hypervisors',
      summary: 'Several hypervisor tables: the Go runtime takes one at random',
      severity: 'warning',
      about:
        'The Go runtime goes through all `[hypervisor.*]` tables in the random order of a Go map, checks each, and uses the last one. Which hypervisor starts can change from sandbox to sandbox. runtime-rs picks by `runtime.hypervisor_name`.',
      bad: {
        text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n[«hypervisor.clh»]\nimage = "/a"\nshared_fs = "none"\n',
      },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (updateRuntimeConfigHypervisor)',
    },
    {
      id: 'toml-no-hypervisor',
      summary: 'There is no hypervisor table',
      severity: 'warning',
      about:
        'Without a `[hypervisor.NAME]` table the Go runtime falls back to QEMU with built-in paths that no package installs, so the sandbox does not start. runtime-rs needs the table that `runtime.hypervisor_name` names.',
      bad: { text: '[«runtime»]\nenable_debug = true\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nshared_fs = "none"\n[runtime]\nenable_debug = true\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (initConfig)',
    },
    {
      id: 'toml-runtime-names',
      summary: 'runtime-rs needs to be told its runtime, hypervisor and agent',
      severity: 'error',
      about:
        'runtime-rs loads a configuration only with `name`, `hypervisor_name` and `agent_name` in `[runtime]`, and only if the tables `[hypervisor.NAME]` and `[agent.NAME]` that they name are there. A configuration of the Go runtime has none of the three.',
      bad: {
        runtime: 'rs',
        text: '[hypervisor.qemu]\nimage = "/a"\n[agent.kata]\n[«runtime»]\nname = "virt_container"\nhypervisor_name = "qemu"\n',
      },
      good: {
        runtime: 'rs',
        text: '[hypervisor.qemu]\nkernel = "/k"\nimage = "/a"\n[agent.kata]\n[runtime]\nname = "virt_container"\nhypervisor_name = "qemu"\nagent_name = "kata"\n',
      },
      source: 'src/libs/kata-types/src/config/runtime.rs@4.1.0',
    },
  ],
  check(config, report) {
    checkHypervisorNames(config, report);
    const told = new Set<string>();
    for (const section of config.sections) {
      const [top] = section.path;
      if (section.pattern !== undefined || top === undefined) continue;
      if (section.path.length === 1 && containers.includes(top)) continue;
      // a table in the place of a value is the values' business
      if (keyAt(section.path, config.target.runtime)) continue;
      const id = `${section.file.path}\0${section.path.join('\0')}`;
      if (told.has(id) || [...told].some((other) => id.startsWith(`${other}\0`))) continue;
      told.add(id);
      unknownSection(config, section, report);
    }
    if (config.target.runtime === 'go') checkGoHypervisors(config, report);
    else checkNames(config, report);
  },
};
