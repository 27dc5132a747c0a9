/** What the text is as TOML, before any key has a meaning. */
import { t } from '../../../text';
import { main, settings, v3, type ContainerdFamily } from './samples';

export const syntaxFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-syntax',
      summary: "The text of a containerd configuration with Kata's runtimes is not valid TOML",
      severity: 'error',
      about:
        'containerd does not start with a file that is not TOML, and with it no pod of the node. A table or a key that is defined twice counts as such an error. Everything else in the file is still checked. Not reported where a TOML extension already reports syntax errors.',
      bad: { ...main, text: `version = 3\n${v3('kata')}runtime_type = «io.containerd.kata.v2»\n` },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source: 'containerd: cmd/containerd/server/config/config.go@2.3.4 (loadConfigFile)',
    },
  ],
  check({ document, syntax }, report) {
    if (!syntax) return;
    for (const { kind, message, span, first } of document.problems) {
      const related = first && [{ span: first, message: t('It stands here first.') }];
      const [what = ''] = message.split(';');
      const text =
        kind === 'duplicate' ? t('{0}; containerd refuses to start with the file.', what) : message;
      report('containerd-syntax', span, text, { ...(related && { related }) });
    }
  },
};
