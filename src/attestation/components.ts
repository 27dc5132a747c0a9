/**
 * The configuration of CoCo's guest components: `aa.toml` (attestation agent) and `cdh.toml` (confidential data hub).
 * Source: confidential-containers/guest-components v0.12.0 to v0.21.0; the releases here are those of Kata.
 */
import { compareVersions, type Lifetime } from '../knowledge';

/** guest-components by the first Kata release that ships it (versions.yaml, externals.coco-guest-components). */
const shipped: readonly (readonly [kata: string, components: string])[] = [
  ['3.16.0', '0.12'],
  ['3.20.0', '0.14'],
  ['3.21.0', '0.15'],
  ['3.23.0', '0.16'],
  ['3.25.0', '0.17'],
  ['3.28.0', '0.18'],
  ['3.29.0', '0.19'],
  ['3.31.0', '0.20'],
  ['4.0.0', '0.21'],
];

/** Which guest-components a Kata release has in its guest image; undefined before 3.16.0. */
export const guestComponents = (version: string): string | undefined =>
  shipped.findLast(([kata]) => compareVersions(kata, version) <= 0)?.[1];

export type FieldType = 'string' | 'number' | 'boolean' | 'strings' | 'table' | 'tables' | 'any';

/** What a text has to be. */
export type FieldRole =
  'kbs-url' | 'url' | 'kbs-uri' | 'file-or-kbs-uri' | 'certificate' | 'image-policy' | 'credential-path';

/** A key of a component's configuration. */
export interface Field extends Lifetime {
  readonly type: FieldType;
  readonly role?: FieldRole;
  /** The component refuses its file without it, where its table is there. */
  readonly required?: boolean;
  readonly values?: readonly string[];
}

export type ComponentName = 'aa.toml' | 'cdh.toml';

const text: Field = { type: 'string' };
const table: Field = { type: 'table' };
const log: Readonly<Record<string, Field>> = {
  log: { ...table, since: '3.28.0' },
  'log.level': { ...text, since: '3.28.0' },
};

/** Every key by its path; the members of a list of tables share one path. */
export const fields: Readonly<Record<ComponentName, Readonly<Record<string, Field>>>> = {
  'aa.toml': {
    ...log,
    token_configs: table,
    'token_configs.kbs': table,
    'token_configs.kbs.url': { ...text, role: 'kbs-url', required: true },
    'token_configs.kbs.cert': { ...text, role: 'certificate' },
    'token_configs.kbs.tee_key_algorithm': {
      ...text,
      since: '3.29.0',
      values: ['ECDH-ES+A256KW-P256', 'ECDH-ES+A256KW-P521', 'RSA-OAEP-256'],
    },
    'token_configs.coco_as': table,
    'token_configs.coco_as.url': { ...text, role: 'url', required: true },
    eventlog_config: table,
    'eventlog_config.eventlog_algorithm': { ...text, until: '3.27.0' },
    'eventlog_config.init_pcr': { type: 'number' },
    'eventlog_config.enable_eventlog': { type: 'boolean' },
  },
  'cdh.toml': {
    ...log,
    socket: text,
    skip_sealed_secret_verification: { type: 'boolean', since: '3.28.0' },
    // still in many samples, read by none of these versions
    aa: { type: 'any' },
    kbc: { ...table, required: true },
    'kbc.name': { ...text, required: true, values: ['cc_kbc', 'offline_fs_kbc', 'online_sev_kbc'] },
    'kbc.url': { ...text, role: 'kbs-url' },
    'kbc.kbs_cert': { ...text, role: 'certificate' },
    credentials: { type: 'tables' },
    'credentials.resource_uri': { ...text, role: 'kbs-uri', required: true },
    'credentials.path': { ...text, role: 'credential-path', required: true },
    image: table,
    'image.work_dir': text,
    'image.max_concurrent_layer_downloads_per_image': { type: 'number' },
    'image.image_security_policy_uri': { ...text, role: 'file-or-kbs-uri' },
    'image.image_security_policy': { ...text, role: 'image-policy', since: '3.25.0' },
    'image.sigstore_config_uri': { ...text, role: 'file-or-kbs-uri' },
    'image.sigstore_config': { ...text, since: '3.25.0' },
    'image.authenticated_registry_credentials_uri': { ...text, role: 'file-or-kbs-uri' },
    'image.registry_configuration_uri': { ...text, role: 'file-or-kbs-uri', since: '3.20.0' },
    'image.registry_config': { type: 'any', since: '3.20.0' },
    'image.image_pull_proxy': table,
    'image.image_pull_proxy.https_proxy': text,
    'image.image_pull_proxy.http_proxy': text,
    'image.image_pull_proxy.no_proxy': text,
    'image.extra_root_certificates': { type: 'strings', role: 'certificate' },
    'image.nydus_config': { type: 'any', until: '3.24.0' },
    'image.kbc': text,
    'image.kbs_uri': text,
  },
};

/** Credentials go below this folder and nowhere else (confidential-data-hub/hub/src/auth/kbs.rs@v0.21.0). */
export const credentialFolder = '/run/confidential-containers/cdh/kbs';
