/** Where the guest components go: the KBS's URL, resource URIs, certificates. */
import { fields, isKbsUri, kbsUriFault, textAt, urlScheme, type ComponentName } from '../../../attestation';
import type { Span, TomlValue } from '../../../documents';
import { own } from '../../../knowledge';
import { t } from '../../../text';
import { filledInLater, type InitDataFamily, type InitDataModel, type Report } from '../model';
import { componentNames } from './components';
import { initData, initDataFile } from './samples';

const source =
  'confidential-containers/guest-components: attestation-agent/deps/resource_uri/src/lib.rs, image-rs/src/resource/mod.rs, confidential-data-hub/kms/src/plugins/kbs/cc_kbc.rs@v0.21.0';
const kbs = '[kbc]\nname = "cc_kbc"\nurl = "https://kbs.example:8080"\n';
const certificate = (text: string): string =>
  `[token_configs.kbs]\nurl = "https://kbs.example:8080"\ncert = ${text}\n`;
const pem = '"""\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"""';
const both = (aa: string, cdh: string) =>
  initDataFile(
    `version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n"aa.toml" = '''\n[token_configs.kbs]\nurl = "${aa}"\n'''\n"cdh.toml" = '''\n[kbc]\nname = "cc_kbc"\nurl = ${cdh}\n'''\n`,
  );

export const addressFamily: InitDataFamily = {
  rules: [
    {
      id: 'init-data-url',
      summary: 'A service address is no URL, or one without TLS',
      severity: 'error',
      about:
        'The components need a whole URL with its scheme. Plain HTTP works, and secrets are still encrypted for the guest, but who is asked and what for can be seen and answered by anybody on the way; that is information only.',
      bad: initData('aa.toml', '[token_configs.kbs]\nurl = «"kbs.example:8080"»\n'),
      good: initData('aa.toml', '[token_configs.kbs]\nurl = "https://kbs.example:8080"\n'),
      source,
    },
    {
      id: 'init-data-kbs-uri',
      summary: 'A resource URI is not well formed',
      severity: 'error',
      about:
        'A resource on the KBS is named `kbs:///REPOSITORY/TYPE/TAG`: three slashes, because between the second and the third stands a host that is usually left out, then exactly three names. Images and policies may also come from a file in the guest.',
      bad: initData(
        'cdh.toml',
        `${kbs}[image]\nimage_security_policy_uri = «"kbs://default/policy/image"»\n`,
      ),
      good: initData(
        'cdh.toml',
        `${kbs}[image]\nimage_security_policy_uri = "kbs:///default/policy/image"\n`,
      ),
      source,
    },
    {
      id: 'init-data-certificate',
      summary: 'A certificate is not in PEM form',
      severity: 'error',
      about:
        'The components read certificates as PEM: base64 between a BEGIN CERTIFICATE and an END CERTIFICATE line.',
      bad: initData('aa.toml', certificate('«"MIIB"»')),
      good: initData('aa.toml', certificate(pem)),
      source,
    },
    {
      id: 'init-data-kbs-mismatch',
      summary: 'The aa.toml and the cdh.toml name different key broker services',
      severity: 'warning',
      about:
        'The attestation agent gets its token from the service in `aa.toml`, and the confidential data hub takes that token to the one in `cdh.toml`. A service trusts its own tokens; another one refuses them unless it was set up to share keys.',
      bad: both('https://kbs.example:8080', '«"https://other.example:8080"»'),
      good: both('https://kbs.example:8080', '"https://kbs.example:8080/"'),
      source,
    },
  ],
  check(model, report) {
    for (const name of componentNames) checkComponent(model, name, report);
    checkMismatch(model, report);
  },
};

/** The client without a service reads over the address that it is given; samples have "null" there. */
const offline = ({ configs }: InitDataModel): boolean => {
  const cdh = configs['cdh.toml'];
  return cdh !== undefined && textAt(cdh, 'kbc.name') === 'offline_fs_kbc';
};

function checkComponent(model: InitDataModel, name: ComponentName, report: Report): void {
  for (const { path, value } of model.configs[name]?.settings ?? []) {
    const role = own(fields[name], path)?.role;
    if (role === undefined || (path === 'kbc.url' && offline(model))) continue;
    for (const { text, span } of textsOf(value)) {
      if (filledInLater(text)) continue;
      if (role === 'kbs-url' || role === 'url') checkUrl(name, path, text, span, report);
      else if (role === 'kbs-uri' || (role === 'file-or-kbs-uri' && isKbsUri(text))) {
        const fault = kbsUriFault(text);
        if (fault !== undefined)
          report('init-data-kbs-uri', name, span, t('"{0}" is no resource URI: {1}.', path, fault));
      } else if (role === 'file-or-kbs-uri' && /^[\w+.-]+:\/\//.test(text) && !text.startsWith('file://')) {
        report('init-data-kbs-uri', name, span, t('"{0}" takes kbs:// and file:// only.', path));
      } else if (role === 'certificate' && !isPem(text)) {
        report(
          'init-data-certificate',
          name,
          span,
          t('"{0}" is no certificate in PEM form (-----BEGIN CERTIFICATE-----).', path),
        );
      }
    }
  }
}

const textsOf = (value: TomlValue): readonly { readonly text: string; readonly span: Span }[] =>
  value.kind === 'string'
    ? [{ text: value.value, span: value.span }]
    : value.kind === 'array'
      ? value.items.flatMap(textsOf)
      : [];

/** An empty text switches a certificate off. */
const isPem = (text: string): boolean =>
  text.trim() === '' ||
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----\r?\n[A-Za-z0-9+/=\s]+-----END (?:TRUSTED )?CERTIFICATE-----/.test(
    text,
  );

function checkUrl(name: ComponentName, path: string, text: string, span: Span, report: Report): void {
  if (text.trim() === '') return;
  const scheme = urlScheme(text);
  if (scheme === undefined) {
    const hint = /^[\w.-]+(?::\d+)?(?:\/|$)/.test(text) ? t(' Write https://{0}.', text.slice(0, 100)) : '';
    report('init-data-url', name, span, t('"{0}" is no URL.{1}', path, hint));
  } else if (scheme === 'http') {
    const message = t('"{0}" goes over plain HTTP: nobody proves to be the service that is meant.', path);
    report('init-data-url', name, span, message, { severity: 'information' });
  } else if (scheme !== 'https') {
    report(
      'init-data-url',
      name,
      span,
      t('"{0}" needs a URL with https or http, not {1}.', path, scheme.slice(0, 100)),
    );
  }
}

const withoutSlash = (url: string): string => url.trim().replace(/\/+$/, '').toLowerCase();

function checkMismatch(model: InitDataModel, report: Report): void {
  const { configs } = model;
  if (offline(model)) return;
  const aa = configs['aa.toml'];
  const setting = configs['cdh.toml']?.settings.find(({ path }) => path === 'kbc.url');
  const url = aa && textAt(aa, 'token_configs.kbs.url');
  if (url === undefined || setting?.value.kind !== 'string') return;
  const { value, span } = setting.value;
  if ([url, value].some((text) => text.trim() === '' || filledInLater(text))) return;
  if (withoutSlash(url) === withoutSlash(value)) return;
  const message = t('aa.toml names {0}: its token is taken to another service here.', url.slice(0, 200));
  report('init-data-kbs-mismatch', 'cdh.toml', span, message);
}
