/** Init-data's own TOML: version, algorithm and `[data]`. */
import {
  algorithms,
  innerNames,
  isAlgorithm,
  isBoundTee,
  isInnerName,
  teeFields,
  type Item,
} from '../../../attestation';
import type { Span } from '../../../documents';
import { t } from '../../../text';
import { nearest } from '../../suggest';
import { filledInLater, kata, top, type InitDataFamily, type InitDataModel, type Report } from '../model';
import { encoded, initDataFile, pod } from './samples';

const source = 'src/libs/kata-types/src/initdata.rs@4.1.0';
const good = initDataFile('version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n');

export const documentFamily: InitDataFamily = {
  rules: [
    {
      id: 'init-data-syntax',
      summary: 'The init-data is not valid TOML',
      severity: 'error',
      about:
        'The runtime and the guest parse the text as TOML before they look at anything in it. The Go runtime refuses the pod; runtime-rs does not get the guest to start.',
      bad: initDataFile('version = "0.1.0"\nalgorithm = «sha256»\n\n[data]\n'),
      good,
      source: 'src/runtime/pkg/oci/utils.go@4.1.0, src/libs/kata-types/src/initdata.rs@4.1.0',
    },
    {
      id: 'init-data-version',
      summary: 'The init-data has a version that Kata refuses',
      severity: 'error',
      about:
        'The guest takes `version = "0.1.0"` and nothing else. With another one, or with none, it does not start.',
      bad: initDataFile('version = «"0.1.1"»\nalgorithm = "sha256"\n\n[data]\n'),
      good,
      source,
    },
    {
      id: 'init-data-algorithm',
      summary: 'The init-data has an algorithm that Kata refuses',
      severity: 'error',
      about:
        'The digest that the evidence carries is made with `sha256`, `sha384` or `sha512`, spelled exactly so. The spelling `sha-256` of the init-data specification is refused.',
      bad: initDataFile('version = "0.1.0"\nalgorithm = «"sha-256"»\n\n[data]\n'),
      good,
      source,
    },
    {
      id: 'init-data-data',
      summary: 'The init-data has no [data] table of texts',
      severity: 'error',
      about:
        'The guest needs a table `data` in which every value is a string. A file name has a dot in it and needs quotes: `aa.toml = ...` is a key `toml` in a table `aa`.',
      bad: initDataFile("version = \"0.1.0\"\nalgorithm = \"sha256\"\n\n[data]\n«aa.toml» = '''\n'''\n"),
      good: initDataFile('version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n"aa.toml" = \'\'\'\n\'\'\'\n'),
      source,
    },
    {
      id: 'init-data-key',
      summary: 'The init-data has a key that Kata does not read',
      severity: 'information',
      about:
        'Kata hands `aa.toml`, `cdh.toml` and `policy.rego` to the guest. Other members of `[data]` are measured and then left alone, and so are other keys at the top. A key that looks like a slip is a warning.',
      bad: initDataFile(
        'version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n«"policy.reg"» = \'\'\'\npackage agent_policy\n\'\'\'\n',
      ),
      good,
      source: 'src/agent/src/initdata.rs@4.1.0',
    },
    {
      id: 'init-data-digest',
      summary: 'The digest of the init-data does not fit the evidence of the TEE',
      severity: 'information',
      about:
        'SEV-SNP has 32 bytes for it (HOSTDATA), TDX 48 (MRCONFIGID), CCA and SGX 64. A longer digest is cut, a shorter one filled with zeros at its end; both work as long as the verifier does the same. With `sha256` on SEV-SNP and `sha384` on TDX the evidence holds the digest itself.',
      bad: pod(`«${encoded.sha256}»`, { handler: 'kata-qemu-tdx' }),
      good: pod(encoded.sha384, { handler: 'kata-qemu-tdx' }),
      source: 'src/libs/kata-types/src/initdata.rs@4.1.0 (adjust_digest)',
    },
  ],
  check(model, report) {
    const { document, syntax } = model;
    if (!document) return;
    if (syntax) {
      for (const { message, span } of document.toml.problems) {
        if (!filledInLater(document.toml.text.slice(span.start, span.end)))
          report('init-data-syntax', 'init-data', span, message);
      }
    }
    checkVersion(model, report);
    checkAlgorithm(model, report);
    checkData(model, report);
    for (const { name, key } of document.top) {
      if (name !== 'version' && name !== 'algorithm')
        unknownKey(name, key, ['version', 'algorithm', 'data'], report);
    }
  },
};

const itemOf = ({ document }: InitDataModel, name: string): Item | undefined =>
  document?.top.find((item) => item.name === name);

/** A file with broken lines may hold on one of them what seems to be missing. */
const whole = ({ document }: InitDataModel): boolean => document?.toml.problems.length === 0;

function checkVersion(model: InitDataModel, report: Report): void {
  const item = itemOf(model, 'version');
  const takes = t('{0} takes "0.1.0" only.', kata(model));
  if (!item) {
    if (whole(model))
      report('init-data-version', 'init-data', top, t('The key "version" is missing; {0}', takes));
    return;
  }
  const { value } = item;
  if (value.kind === 'string' && (value.value === '0.1.0' || filledInLater(value.value))) return;
  const edits = [{ span: value.span, newText: '"0.1.0"' }];
  report('init-data-version', 'init-data', value.span, t('The guest refuses this version; {0}', takes), {
    fixes: [{ title: t('Set the version to 0.1.0'), edits, preferred: true }],
  });
}

function checkAlgorithm(model: InitDataModel, report: Report): void {
  const item = itemOf(model, 'algorithm');
  const takes = t('{0} takes {1}.', kata(model), algorithms.map((name) => `"${name}"`).join(', '));
  if (!item) {
    if (whole(model))
      report('init-data-algorithm', 'init-data', top, t('The key "algorithm" is missing; {0}', takes));
    return;
  }
  const { value } = item;
  if (value.kind !== 'string') {
    report('init-data-algorithm', 'init-data', value.span, t('The algorithm is a text; {0}', takes));
    return;
  }
  if (filledInLater(value.value)) return;
  if (isAlgorithm(value.value)) {
    checkDigest(model, value.value, value.span, report);
    return;
  }
  const plain = value.value.toLowerCase().replace(/[^a-z0-9]/g, '');
  const meant = isAlgorithm(plain) ? plain : undefined;
  const fixes = meant && [
    {
      title: t('Set the algorithm to {0}', meant),
      edits: [{ span: value.span, newText: `"${meant}"` }],
      preferred: true,
    },
  ];
  const hint = meant === undefined ? '' : t(' Did you mean "{0}"?', meant);
  report(
    'init-data-algorithm',
    'init-data',
    value.span,
    t('The guest refuses this algorithm; {0}{1}', takes, hint),
    {
      ...(fixes && { fixes }),
    },
  );
}

function checkDigest(
  { tee }: InitDataModel,
  algorithm: (typeof algorithms)[number],
  span: Span,
  report: Report,
): void {
  if (tee === undefined || !isBoundTee(tee)) return;
  const { title, field, length, ...rest } = teeFields[tee];
  const fits = 'fits' in rest ? rest.fits : undefined;
  const own = Number(algorithm.slice(3)) / 8;
  if (fits === undefined || own === length) return;
  const how =
    own > length ? t('cut to the {0} bytes', length) : t('filled with zeros to the {0} bytes', length);
  report(
    'init-data-digest',
    'init-data',
    span,
    t('A digest with {0} is {1} of {2} on {3}; {4} fits exactly.', algorithm, how, field, title, fits),
  );
}

function checkData(model: InitDataModel, report: Report): void {
  const { data, items = [], toml } = model.document ?? {};
  if (!data) {
    if (whole(model))
      report(
        'init-data-data',
        'init-data',
        top,
        t('The table "data" is missing; the guest refuses the init-data.'),
      );
    return;
  }
  if (data.array || (data.value && data.value.kind !== 'table')) {
    report(
      'init-data-data',
      'init-data',
      data.value?.span ?? data.span,
      t('The key "data" must be one table of texts.'),
    );
    return;
  }
  for (const { name, key, value, dotted } of items) {
    if (dotted !== undefined) {
      const plainKey = toml?.text.slice(key.start, key.end) === dotted;
      const edits = [{ span: key, newText: `"${dotted}"` }];
      report('init-data-data', 'init-data', key, t('A name with a dot needs quotes: "{0}".', dotted), {
        ...(plainKey && { fixes: [{ title: t('Put the name in quotes'), edits, preferred: true }] }),
      });
      continue;
    }
    if (value.kind !== 'string') {
      report(
        'init-data-data',
        'init-data',
        value.span,
        t('The value of "{0}" must be a text, not a {1}.', name, value.kind),
      );
    }
    if (!isInnerName(name)) unknownKey(name, key, innerNames, report);
  }
}

function unknownKey(name: string, key: Span, known: readonly string[], report: Report): void {
  const meant = nearest(name, known) ?? known.find((each) => each.split('.')[0] === name.toLowerCase());
  const message = t('Kata does not read "{0}".', name.slice(0, 100));
  if (meant === undefined) report('init-data-key', 'init-data', key, message);
  else {
    const newText = meant.includes('.') ? `"${meant}"` : meant;
    report('init-data-key', 'init-data', key, t('{0} Did you mean "{1}"?', message, meant), {
      severity: 'warning',
      fixes: [{ title: t('Rename to {0}', meant), edits: [{ span: key, newText }] }],
    });
  }
}
