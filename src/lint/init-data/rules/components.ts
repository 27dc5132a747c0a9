/** The keys of `aa.toml` and `cdh.toml`: known to the guest components of this Kata, of the right type, complete. */
import {
  fields,
  guestComponents,
  type ComponentConfig,
  type ComponentName,
  type Field,
  type Setting,
} from '../../../attestation';
import type { TomlValue } from '../../../documents';
import { knownIn, own, releaseAfter } from '../../../knowledge';
import { t } from '../../../text';
import { Suggestions } from '../../suggest';
import {
  filledInLater,
  innerItems,
  kata,
  type InitDataFamily,
  type InitDataModel,
  type Report,
} from '../model';
import { initData } from './samples';

const source =
  'confidential-containers/guest-components: attestation-agent/attestation-agent/src/config, confidential-data-hub/hub/src/config.rs, image-rs/src/config.rs@v0.21.0';
const goodAa = initData('aa.toml', '[token_configs.kbs]\nurl = "https://kbs.example:8080"\n');
const goodCdh = initData('cdh.toml', '[kbc]\nname = "cc_kbc"\nurl = "https://kbs.example:8080"\n');

export const componentNames = ['aa.toml', 'cdh.toml'] as const;
const programs = {
  get 'aa.toml'() {
    return t('The attestation agent');
  },
  get 'cdh.toml'() {
    return t('The confidential data hub');
  },
} as const;

/** Did-you-mean per component and table. */
const suggestions = new Map<string, Suggestions>();

export const componentFamily: InitDataFamily = {
  rules: [
    {
      id: 'init-data-config-syntax',
      summary: 'An aa.toml or cdh.toml is not valid TOML',
      severity: 'error',
      about:
        'The component that reads it in the guest does not start, and so no secret and no image key arrives.',
      bad: initData('aa.toml', '[token_configs.kbs]\nurl = «https://kbs.example:8080»\n'),
      good: goodAa,
      source,
    },
    {
      id: 'init-data-config-key',
      summary: 'An aa.toml or cdh.toml has a key that its component does not read',
      severity: 'warning',
      about:
        'The components read over keys that they do not know, so a slip has no effect and no message. Keys also come and go with the guest components of each Kata release.',
      bad: initData(
        'cdh.toml',
        '[kbc]\nname = "cc_kbc"\nurl = "https://kbs.example:8080"\n«kbs_cret» = ""\n',
      ),
      good: goodCdh,
      source,
    },
    {
      id: 'init-data-config-value',
      summary: 'An aa.toml or cdh.toml lacks a value, or has one that its component refuses',
      severity: 'error',
      about:
        'The component refuses its whole file for a missing key, a table where a text belongs or a name that it does not know. Numbers and booleans in quotes are read.',
      bad: initData('cdh.toml', '[«kbc»]\nurl = "https://kbs.example:8080"\n'),
      good: goodCdh,
      source,
    },
  ],
  check(model, report) {
    for (const name of componentNames) {
      const config = model.configs[name];
      if (!config) continue;
      for (const { message, span } of config.toml.problems) {
        if (!filledInLater(config.text.slice(span.start, span.end)))
          report('init-data-config-syntax', name, span, message);
      }
      checkKeys(model, name, config, report);
      checkRequired(model, name, config, report);
    }
    checkKbc(model, report);
  },
};

function checkKeys(
  model: InitDataModel,
  name: ComponentName,
  { settings }: ComponentConfig,
  report: Report,
): void {
  const known = fields[name];
  const foreign = new Set<string>();
  for (const setting of settings) {
    const { path, key, value } = setting;
    const parent = parentOf(path);
    const above = own(known, parent);
    if (foreign.has(parent) || above?.type === 'any') {
      foreign.add(path);
      continue;
    }
    const field = own(known, path);
    if (!field) {
      foreign.add(path);
      unknown(name, setting, report);
      continue;
    }
    const state = knownIn(field, model.target.version);
    const components = guestComponents(model.target.version);
    if (state !== 'yes' && components !== undefined) {
      const change =
        state === 'gone'
          ? t('was dropped in Kata {0}', releaseAfter(field.until ?? '') ?? '')
          : t('came with Kata {0}', field.since ?? '');
      report(
        'init-data-config-key',
        name,
        key,
        t('"{0}" {1}; guest-components {2} of {3} read over it.', path, change, components, kata(model)),
      );
      continue;
    }
    const fault = valueFault(field, value);
    if (fault !== undefined) report('init-data-config-value', name, value.span, `"${path}" ${fault}.`);
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

function unknown(component: ComponentName, { path, name, key }: Setting, report: Report): void {
  const parent = parentOf(path);
  const prefix = parent === '' ? '' : `${parent}.`;
  const id = `${component} ${parent}`;
  let near = suggestions.get(id);
  if (!near) {
    const names = Object.keys(fields[component]).filter((each) => parentOf(each) === parent);
    near = new Suggestions(names.map((each) => each.slice(prefix.length)));
    if (suggestions.size < 100) suggestions.set(id, near);
  }
  const meant = near.nearest(name);
  const hint = meant === undefined ? '' : t(' Did you mean "{0}"?', meant);
  const where = parent === '' ? '' : t(' in [{0}]', parent);
  const message = t(
    '{0} does not know "{1}"{2} and reads over it.{3}',
    programs[component],
    name.slice(0, 100),
    where,
    hint,
  );
  report('init-data-config-key', component, key, message, {
    ...(meant !== undefined && {
      fixes: [{ title: t('Rename to {0}', meant), edits: [{ span: key, newText: meant }] }],
    }),
  });
}

const scalars = ['string', 'integer', 'float', 'boolean', 'datetime', 'placeholder'];
const words = /^(?:true|false|1|0|on|off|yes|no)$/i;

/** Why a value can not be read as the field's type. The config library turns scalars into one another. */
function valueFault({ type, values }: Field, value: TomlValue): string | undefined {
  const { kind } = value;
  const scalar = scalars.includes(kind);
  switch (type) {
    case 'any':
      return undefined;
    case 'table':
      return kind === 'table' ? undefined : t('must be a table');
    case 'tables':
      return kind === 'array' && value.items.every((item) => item.kind === 'table')
        ? undefined
        : t('must be a list of tables');
    case 'strings':
      return kind === 'array' && value.items.every((item) => scalars.includes(item.kind))
        ? undefined
        : t('must be a list of texts');
    case 'number':
      if (kind === 'string')
        return /^\s*\d+\s*$/.test(value.value) || filledInLater(value.value)
          ? undefined
          : t('must be a number');
      return scalar && !(kind === 'integer' && value.value < 0n)
        ? undefined
        : t('must be a number, zero or more');
    case 'boolean':
      if (kind === 'string')
        return words.test(value.value) || filledInLater(value.value) ? undefined : t('must be true or false');
      return scalar ? undefined : t('must be true or false');
    case 'string':
      if (!scalar) return t('must be a text');
      if (values && kind === 'string' && !values.includes(value.value) && !filledInLater(value.value)) {
        return t('takes {0}', values.join(', '));
      }
      return undefined;
  }
}

/** Required keys whose table is there. A file with broken lines may hold them on one of these. */
function checkRequired(
  model: InitDataModel,
  name: ComponentName,
  config: ComponentConfig,
  report: Report,
): void {
  if (config.toml.problems.length > 0 || filledInLater(config.text)) return;
  const missing = (path: string) => t('"{0}" is missing; {1} refuses the file.', path, lower(programs[name]));
  for (const [path, field] of Object.entries(fields[name])) {
    if (!field.required || knownIn(field, model.target.version) !== 'yes') continue;
    const parent = parentOf(path);
    const there = config.settings.filter((setting) => setting.path === path);
    if (parent === '') {
      const item = model.document && innerItems(model.document).get(name);
      if (there.length === 0 && item) report('init-data-config-value', 'init-data', item.key, missing(path));
      continue;
    }
    const list = own(fields[name], parent)?.type === 'tables';
    const parents = config.settings.filter((setting) => setting.path === parent);
    if (!list) {
      const [first] = parents;
      if (first && there.length === 0) report('init-data-config-value', name, first.key, missing(path));
      continue;
    }
    const full = new Set(there.map(({ table }) => table?.start));
    for (const { value } of parents) {
      for (const { span } of value.kind === 'array' ? value.items : []) {
        if (!full.has(span.start)) report('init-data-config-value', name, span, missing(path));
      }
    }
  }
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The only client that needs an address is also the usual one. */
function checkKbc({ configs }: InitDataModel, report: Report): void {
  const settings = configs['cdh.toml']?.settings ?? [];
  const name = settings.find(({ path }) => path === 'kbc.name');
  const url = settings.find(({ path }) => path === 'kbc.url');
  if (name?.value.kind !== 'string' || name.value.value !== 'cc_kbc') return;
  const message = t('The client "cc_kbc" needs the address of the KBS in "kbc.url".');
  if (!url) report('init-data-config-value', 'cdh.toml', name.value.span, message);
  else if (url.value.kind === 'string' && url.value.value.trim() === '') {
    report('init-data-config-value', 'cdh.toml', url.value.span, message);
  }
}
