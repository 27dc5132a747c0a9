/** What `cdh.toml` says of images, credentials and secrets. */
import { credentialFolder, fields, type Setting } from '../../../attestation';
import { own } from '../../../knowledge';
import { t } from '../../../text';
import { filledInLater, type InitDataFamily, type InitDataModel, type Report } from '../model';
import { initData } from './samples';

const source =
  'confidential-containers/guest-components: image-rs/src/config.rs, confidential-data-hub/hub/src/auth/kbs.rs, confidential-data-hub/hub/src/secret/mod.rs@v0.21.0';
const cdh = (text: string) =>
  initData('cdh.toml', `[kbc]\nname = "cc_kbc"\nurl = "https://kbs.example:8080"\n\n${text}`);
const uri = 'image_security_policy_uri = "kbs:///default/policy/image"\n';

export const imageFamily: InitDataFamily = {
  rules: [
    {
      id: 'init-data-image-policy',
      summary: 'The image security policy is given twice or can not be read',
      severity: 'warning',
      about:
        'With both forms, the one behind the URI is used and the text in the file is not, and the same holds for the sigstore configuration. A text must be JSON in the form of containers-policy.json(5) with a member `default`; otherwise no image is pulled.',
      bad: cdh(`[image]\n${uri}«image_security_policy» = '{"default":[{"type":"reject"}]}'\n`),
      good: cdh(`[image]\n${uri}`),
      source,
    },
    {
      id: 'init-data-credential-path',
      summary: 'A credential is put where the confidential data hub refuses it',
      severity: 'error',
      about: `Credentials from the KBS are written below \`${credentialFolder}/\` and nowhere else; with any other path the confidential data hub does not start.`,
      bad: cdh('[[credentials]]\nresource_uri = "kbs:///default/aliyun/role"\npath = «"/etc/role.json"»\n'),
      good: cdh(
        `[[credentials]]\nresource_uri = "kbs:///default/aliyun/role"\npath = "${credentialFolder}/role.json"\n`,
      ),
      source,
    },
    {
      id: 'init-data-secret-verification',
      summary: 'Sealed secrets are accepted without a signature',
      severity: 'warning',
      about:
        'With `skip_sealed_secret_verification = true` the guest unseals whatever the control plane puts in place of a sealed secret. It is meant for secrets that were made without a key, before Kata 3.28.0.',
      bad: initData('cdh.toml', 'skip_sealed_secret_verification = «true»\n[kbc]\nname = "offline_fs_kbc"\n'),
      good: initData('cdh.toml', '[kbc]\nname = "offline_fs_kbc"\n'),
      source,
    },
  ],
  check({ configs }, report) {
    const settings = configs['cdh.toml']?.settings ?? [];
    const byPath = new Map(settings.map((setting) => [setting.path, setting]));
    checkPolicy(byPath, report);
    checkPaths({ configs }, report);
    const skip = byPath.get('skip_sealed_secret_verification')?.value;
    if (skip && (skip.kind === 'boolean' || skip.kind === 'string') && String(skip.value) === 'true') {
      const message = t(
        'The guest unseals secrets without a look at their signature: the control plane can replace them.',
      );
      report('init-data-secret-verification', 'cdh.toml', skip.span, message);
    }
  },
};

function checkPolicy(byPath: ReadonlyMap<string, Setting>, report: Report): void {
  for (const name of ['image_security_policy', 'sigstore_config']) {
    const inline = byPath.get(`image.${name}`);
    if (inline && byPath.has(`image.${name}_uri`)) {
      const message = t('"{0}" is not used: "{0}_uri" is there too and comes first.', name);
      report('init-data-image-policy', 'cdh.toml', inline.key, message, { tags: ['unnecessary'] });
    }
  }
  const value = byPath.get('image.image_security_policy')?.value;
  if (value?.kind !== 'string' || filledInLater(value.value)) return;
  const fault = jsonFault(value.value);
  if (fault !== undefined) {
    const message = t('The image security policy {0}; no image is pulled.', fault);
    report('init-data-image-policy', 'cdh.toml', value.span, message, { severity: 'error' });
  }
}

function jsonFault(text: string): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return t('is no JSON');
  }
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return t('is no JSON object');
  return Array.isArray((policy as Readonly<Record<string, unknown>>).default)
    ? undefined
    : t('has no list "default"');
}

function checkPaths({ configs }: Pick<InitDataModel, 'configs'>, report: Report): void {
  for (const { path, value } of configs['cdh.toml']?.settings ?? []) {
    if (own(fields['cdh.toml'], path)?.role !== 'credential-path' || value.kind !== 'string') continue;
    const { value: text, span } = value;
    if (filledInLater(text)) continue;
    const parts = text.split('/');
    if (text.startsWith(`${credentialFolder}/`) && !parts.includes('..') && !parts.includes('.')) continue;
    const message = t('The path must be below {0}/, without "." and "..".', credentialFolder);
    report('init-data-credential-path', 'cdh.toml', span, message);
  }
}
