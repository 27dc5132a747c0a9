/** The sandbox's network: internetworking_model and disable_new_netns. */
import { t } from '../../../text';
import { change, offer, set } from './edits';
import { kata, type ConfigFamily } from './family';
import { goQemu, rsBoot, rsFile } from './samples';
import { since, Table } from './table';

export const networkFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-network-namespace',
      summary: 'disable_new_netns needs internetworking_model = "none"',
      severity: 'error',
      about:
        'Without a network namespace of its own the sandbox has nothing that a model could connect, so the Go runtime takes `disable_new_netns = true` only with the model `none`. An absent model is `tcfilter`.',
      bad: { text: `${goQemu}[runtime]\ndisable_new_netns = «true»\n` },
      good: { text: `${goQemu}[runtime]\ninternetworking_model = "none"\ndisable_new_netns = true\n` },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (checkNetNsConfig)',
    },
    {
      id: 'toml-macvtap',
      summary: 'runtime-rs has no macvtap: the sandbox gets no network from it',
      severity: 'warning',
      about:
        'runtime-rs still accepts `macvtap` and then handles it as `none`: the guest has no network interface. The model for usual sandboxes is `tcfilter`.',
      bad: {
        runtime: 'rs',
        text: `${rsFile('qemu', rsBoot)}internetworking_model = «"macvtap"»\n`,
      },
      good: { runtime: 'rs', text: `${rsFile('qemu', rsBoot)}internetworking_model = "tcfilter"\n` },
      source: 'src/runtime-rs/crates/resource/src/network/network_model/mod.rs@4.1.0',
    },
    {
      id: 'toml-remote-network',
      summary: 'With a remote hypervisor the network settings are fixed',
      severity: 'information',
      about:
        'The cloud API adaptor connects the peer pod itself. Since 4.1.0 a `[hypervisor.remote]` table makes runtime-rs take `internetworking_model = "none"` and `disable_new_netns = false`, whatever the file says.',
      bad: {
        runtime: 'rs',
        text: `${rsFile('remote', 'hypervisor_timeout = 600')}internetworking_model = «"tcfilter"»\n`,
      },
      good: {
        runtime: 'rs',
        text: `${rsFile('remote', 'hypervisor_timeout = 600')}internetworking_model = "none"\n`,
      },
      source: 'src/libs/kata-types/src/config/hypervisor/remote.rs@4.1.0 (adjust_config)',
    },
  ],
  check(config, report) {
    const runtime = new Table(config, ['runtime']);
    const model = runtime.entry('internetworking_model');
    const name = runtime.text('internetworking_model');
    const shared = runtime.entry('disable_new_netns');
    const isShared = runtime.flag('disable_new_netns') === true;
    if (config.target.runtime === 'go') {
      // another word is no model at all, which the values report
      if (!shared || !isShared || !['', 'default', 'tcfilter', 'macvtap'].includes(name ?? 'none')) return;
      const given = name === '' ? t('tcfilter, the default') : name;
      report(
        'toml-network-namespace',
        shared.file,
        shared.value.span,
        t(
          'disable_new_netns needs internetworking_model = "none", which is {0}; {1} refuses the file.',
          given ?? '',
          kata(config),
        ),
        offer(
          set(runtime, shared.file, 'internetworking_model', '"none"'),
          change(shared.value.span, 'false'),
        ),
      );
      return;
    }
    const remote = config.hypervisors.includes('remote') && since(config, '4.1.0');
    if (model && remote && name !== undefined && name !== '' && name !== 'none') {
      report(
        'toml-remote-network',
        model.file,
        model.value.span,
        t('With [hypervisor.remote] {0} takes "none" instead of "{1}".', kata(config), name),
        { tags: ['unnecessary'], fixes: [change(model.value.span, '"none"', true)] },
      );
    } else if (model && name === 'macvtap') {
      report(
        'toml-macvtap',
        model.file,
        model.value.span,
        t('runtime-rs handles macvtap as "none": the guest gets no network. Set "tcfilter".'),
        { fixes: [change(model.value.span, '"tcfilter"')] },
      );
    }
    if (shared && isShared && remote) {
      report(
        'toml-remote-network',
        shared.file,
        shared.value.span,
        t('With [hypervisor.remote] {0} takes false instead of true.', kata(config)),
        { tags: ['unnecessary'], fixes: [change(shared.value.span, 'false', true)] },
      );
    }
  },
};
