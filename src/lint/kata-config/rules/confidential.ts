/** Confidential guests: settings that contradict confidential_guest, or do nothing without it. */
import { t } from '../../../text';
import type { Rule } from '../../rule';
import type { KataConfig } from '../model';
import { change, offer, remove, set } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu, rsBoot, rsFile } from './samples';
import { hypervisorTables, seeAlso, since, Table } from './table';

/** What the shipped configurations for a TEE have and this one does not. */
function checkUsual(table: Table, report: Report): void {
  const { config } = table;
  const guest = table.entry('confidential_guest');
  if (!guest) return;
  const runtime = new Table(config, ['runtime']);
  const sharing = table.entry('shared_fs');
  const shared = table.text('shared_fs');
  // an absent key is virtio-fs in Go and nothing in runtime-rs
  const shares =
    shared !== undefined && shared !== 'none' && (sharing !== undefined || config.target.runtime === 'go');
  const sized = runtime.flag('static_sandbox_resource_mgmt');
  const usual = [
    ...(shares ? [t('shared_fs = "none" (nothing of the host is visible in the guest)')] : []),
    ...(sized === false
      ? [t('static_sandbox_resource_mgmt = true (no CPU or memory is plugged in later)')]
      : []),
  ];
  if (usual.length === 0) return;
  report(
    'toml-confidential-guest',
    guest.file,
    guest.value.span,
    t(
      'The configurations that Kata ships for confidential guests since 3.6.0 also have {0}.',
      usual.join(t(' and ')),
    ),
    {
      ...(sharing && shares && { related: [seeAlso(sharing, t('shared_fs is set here.'))] }),
      ...offer(
        shares ? set(table, guest.file, 'shared_fs', '"none"') : undefined,
        sized === false ? set(runtime, guest.file, 'static_sandbox_resource_mgmt', 'true') : undefined,
      ),
    },
  );
}

function checkBlockDriver(table: Table, report: Report): void {
  const { config } = table;
  if (!since(config, '3.28.0') || !['qemu', 'clh'].includes(table.hypervisor)) return;
  const go = config.target.runtime === 'go';
  const driver = table.entry(go ? 'block_device_driver' : 'vm_rootfs_driver');
  if (!driver || table.text(driver.name) !== (go ? 'virtio-mmio' : 'virtio-blk-mmio')) return;
  const consequence = go ? t('the sandbox does not start') : t('{0} refuses the file', kata(config));
  report(
    'toml-confidential-block-driver',
    driver.file,
    driver.value.span,
    t('virtio-mmio is not hardened for confidential guests: {0}. Take a driver on PCI.', consequence),
    {
      severity: go ? 'warning' : 'error',
      fixes: [change(driver.value.span, go ? '"virtio-scsi"' : '"virtio-blk-pci"')],
    },
  );
}

function checkFirmware(table: Table, report: Report): void {
  const { config, hypervisor } = table;
  const place = table.place('firmware');
  if (!place || table.text('firmware') !== '') return;
  const go = config.target.runtime === 'go';
  if (go ? hypervisor !== 'clh' : hypervisor !== 'qemu' || table.flag('sev_snp_guest') !== true) return;
  if (!go && !since(config, '3.15.0')) return;
  report(
    'toml-confidential-firmware',
    place.file,
    place.span,
    go
      ? t('Cloud Hypervisor starts a TDX guest only with firmware. Set it to the TDX firmware (TDVF).')
      : t(
          'runtime-rs starts an SEV or SEV-SNP guest only with firmware. Set it; kata-static has /opt/kata/share/ovmf/AMDSEV.fd.',
        ),
  );
}

function checkNotOn(table: Table, report: Report): void {
  const guest = table.entry('confidential_guest');
  for (const key of ['sev_snp_guest', 'snp_id_block', 'snp_id_auth']) {
    const entry = table.entry(key);
    if (!entry || entry.fact?.inert) continue;
    const isSet = key === 'sev_snp_guest' ? table.flag(key) === true : (table.text(key) ?? '') !== '';
    if (!isSet) continue;
    report(
      'toml-confidential-not-on',
      entry.file,
      entry.key.span,
      t("{0} has no effect without confidential_guest = true: the guest's memory is not protected.", key),
      {
        ...(guest && { related: [seeAlso(guest, t('confidential_guest is off here.'))] }),
        ...offer(set(table, entry.file, 'confidential_guest', 'true'), remove(entry)),
      },
    );
  }
}

function checkIdPair(table: Table, report: Report): void {
  if (table.config.target.runtime !== 'go' || !since(table.config, '3.15.0')) return;
  const pair = ['snp_id_block', 'snp_id_auth'] as const;
  for (const [index, name] of pair.entries()) {
    const other = pair[1 - index] ?? name;
    const entry = table.entry(name);
    if (!entry || table.text(other) !== '' || (table.text(name) ?? '') === '') continue;
    report(
      'toml-snp-id-pair',
      entry.file,
      entry.key.span,
      t(
        '{0} works only together with {1}: an SEV-SNP sandbox does not start. Set both or neither.',
        name,
        other,
      ),
      { fixes: [remove(entry)] },
    );
  }
}

function checkDebug(config: KataConfig, table: Table, report: Report): void {
  const agents = config.named('agent').map((name) => new Table(config, ['agent', name]));
  for (const agent of agents) {
    const entry = agent.entry('debug_console_enabled');
    if (!entry || agent.flag('debug_console_enabled') !== true) continue;
    report(
      'toml-confidential-debug',
      entry.file,
      entry.value.span,
      t(
        'The debug console gives whoever controls the host a shell in the confidential guest. Turn it off outside tests.',
      ),
      { fixes: [change(entry.value.span, 'false')] },
    );
  }
  const debug = table.entry('enable_debug');
  if (!debug || table.flag('enable_debug') !== true) return;
  report(
    'toml-confidential-debug',
    debug.file,
    debug.value.span,
    t(
      "With enable_debug the confidential guest's console goes to the host's log, and its measured kernel line changes. Turn it off outside tests.",
    ),
    { fixes: [change(debug.value.span, 'false')] },
  );
}

const confidentialGo = `${goQemu}confidential_guest = true\n`;
const staticSize = '[runtime]\nstatic_sandbox_resource_mgmt = true\n';

const rules: readonly Rule[] = [
  {
    id: 'toml-confidential-guest',
    summary: 'A confidential guest lacks what the shipped configurations for one have',
    severity: 'information',
    about:
      '`confidential_guest` alone puts the guest into the TEE of the host. Neither loader asks for more, but every shipped configuration for one also shares no files with the host and sizes the sandbox once. Note that runtime-rs starts an unprotected guest where the host has no TEE; the Go runtime refuses. Only attestation shows what a guest runs in.',
    bad: {
      text: '[hypervisor.qemu]\nimage = "/a"\nvirtio_fs_daemon = "/v"\nconfidential_guest = «true»\n[runtime]\nstatic_sandbox_resource_mgmt = true\n',
    },
    good: { text: `${confidentialGo}${staticSize}` },
    source:
      'src/runtime/config/configuration-qemu-snp.toml.in@4.1.0 and its siblings, src/runtime-rs/crates/runtimes/virt_container/src/sandbox.rs@4.1.0',
  },
  {
    id: 'toml-confidential-block-driver',
    summary: 'virtio-mmio is not for confidential guests',
    severity: 'error',
    about:
      'Since 3.28.0 a confidential guest takes no device on virtio-mmio, which is not hardened against the host. runtime-rs refuses the file, the Go runtime does not start the sandbox (a warning).',
    bad: {
      runtime: 'rs',
      text: rsFile('qemu', `${rsBoot}confidential_guest = true\nvm_rootfs_driver = «"virtio-blk-mmio"»`),
    },
    good: {
      runtime: 'rs',
      text: rsFile('qemu', `${rsBoot}confidential_guest = true\nvm_rootfs_driver = "virtio-blk-pci"`),
    },
    source:
      'src/libs/kata-types/src/config/hypervisor/qemu.rs@4.1.0, src/runtime/virtcontainers/hypervisor_config_linux.go@4.1.0',
  },
  {
    id: 'toml-confidential-firmware',
    summary: 'A confidential guest of this kind needs firmware',
    severity: 'information',
    about:
      'On a host with SEV or SEV-SNP runtime-rs does not start a guest without `firmware`; on a host with TDX Cloud Hypervisor of the Go runtime does not. QEMU of the Go runtime passes on what is set.',
    bad: {
      runtime: 'rs',
      text: rsFile('qemu', `${rsBoot}confidential_guest = true\nsev_snp_guest = true\nfirmware = «""»`),
    },
    good: {
      runtime: 'rs',
      text: rsFile('qemu', `${rsBoot}confidential_guest = true\nsev_snp_guest = true\nfirmware = "/f"`),
    },
    source:
      'src/runtime-rs/crates/runtimes/virt_container/src/sandbox.rs@4.1.0 (prepare_protection_device_config), src/runtime/virtcontainers/clh.go@4.1.0 (enableProtection)',
  },
  {
    id: 'toml-confidential-not-on',
    summary: 'SEV-SNP settings without confidential_guest protect nothing',
    severity: 'warning',
    about:
      'Without `confidential_guest = true` Kata starts a usual guest, whatever the other settings for confidential guests say.',
    bad: { text: `${goQemu}«sev_snp_guest» = true\n` },
    good: { text: `${confidentialGo}sev_snp_guest = true\n` },
    source:
      'src/runtime/virtcontainers/qemu_amd64.go@4.1.0, src/runtime-rs/crates/runtimes/virt_container/src/sandbox.rs@4.1.0',
  },
  {
    id: 'toml-snp-id-pair',
    summary: 'The ID block and the ID authentication of SEV-SNP belong together',
    severity: 'warning',
    about:
      'The firmware checks the ID block with the signature in the ID authentication. Since 3.15.0 the Go runtime does not start a guest with only one of them.',
    bad: { text: `${confidentialGo}sev_snp_guest = true\n«snp_id_block» = "AAAA"\n` },
    good: { text: `${confidentialGo}sev_snp_guest = true\nsnp_id_block = "AAAA"\nsnp_id_auth = "BBBB"\n` },
    source: 'src/runtime/virtcontainers/qemu_amd64.go@4.1.0 (appendProtectionDevice)',
  },
  {
    id: 'toml-confidential-debug',
    summary: 'A debug setting opens the confidential guest to the host',
    severity: 'information',
    about:
      'The debug console is a shell in the guest for whoever controls the host, and debug output carries what the guest logs to the host. Both undo what the TEE is for. Debug settings also change the kernel line, and with it the measurement.',
    bad: { text: `${confidentialGo}[agent.kata]\ndebug_console_enabled = «true»\n${staticSize}` },
    good: { text: `${confidentialGo}[agent.kata]\ndebug_console_enabled = false\n${staticSize}` },
    source: 'docs/Developer-Guide.md@4.1.0 (Connect to debug console)',
  },
];

export const confidentialFamily: ConfigFamily = {
  rules,
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      const confidential = table.flag('confidential_guest');
      checkIdPair(table, report);
      if (confidential === false) checkNotOn(table, report);
      if (confidential !== true) continue;
      checkUsual(table, report);
      checkBlockDriver(table, report);
      checkFirmware(table, report);
      checkDebug(config, table, report);
    }
  },
};
