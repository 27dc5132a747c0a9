import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { applyEdits, preferredEdits } from '../../../../src/lint/fixes';
import {
  lintAnnotation,
  lintInitData,
  lintPolicyAnnotation,
  lintSealedSecret,
  type InitDataOptions,
} from '../../../../src/lint/init-data';
import { policyBase, sealed, unsigned } from '../../../../src/lint/init-data/rules/samples';
import type { Finding } from '../../../../src/lint/finding';
import type { KataTarget } from '../../../../src/knowledge';
import { costsBelow } from '../../../support/cpu';
import { encodeInitData } from '../../../support/init-data';

const go = (version: string): KataTarget => ({ version, runtime: 'go' });
const rs = (version: string): KataTarget => ({ version, runtime: 'rs' });
const head = 'version = "0.1.0"\nalgorithm = "sha384"\n\n[data]\n';
const inner = (name: string, text: string): string => `${head}"${name}" = '''\n${text}'''\n`;

/** Rule and marked text of each finding. */
const found = (text: string, target = go('4.1.0'), options: InitDataOptions = {}): string[] =>
  lintInitData(text, target, options).map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);

const rulesOf = (findings: readonly { rule: string; severity: string }[]): string[] =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`);

const clean = `${head}"aa.toml" = '''
[token_configs]
[token_configs.coco_as]
url = "https://as.example:50004"

[token_configs.kbs]
url = "https://kbs.example:8080"
tee_key_algorithm = "RSA-OAEP-256"
cert = """
-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIU
-----END CERTIFICATE-----
"""

[eventlog_config]
init_pcr = 17
enable_eventlog = "false"

[log]
level = "debug"
'''

"cdh.toml" = '''
socket = "unix:///run/confidential-containers/cdh.sock"
credentials = []

[kbc]
name = "cc_kbc"
url = "https://kbs.example:8080/"

[[credentials]]
path = "/run/confidential-containers/cdh/kbs/role.json"
resource_uri = "kbs:///default/aliyun/ecs_ram_role"

[image]
max_concurrent_layer_downloads_per_image = 3
image_security_policy_uri = "kbs:///default/security-policy/test"
authenticated_registry_credentials_uri = "file:///etc/auth.json"
extra_root_certificates = ["""
-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIU
-----END CERTIFICATE-----
"""]

[image.registry_config]
unqualified-search-registries = ["registry.example"]

[image.image_pull_proxy]
https_proxy = "http://127.0.0.1:3128"
'''

"policy.rego" = '''
# A policy as people write it.
${policyBase}
default AllowRequestsFailingPolicy := false
default ExecProcessRequest := false
default allow_command := false

ExecProcessRequest if {
    input_command := concat(" ", input.process.Args)
    some allowed_command in policy_data.allowed_commands
    input_command == allowed_command
}

policy_data := {
  "allowed_commands": [
    "curl -s http://127.0.0.1:8006/cdh/resource/default/key/1",
  ]
}
'''
`.replace('credentials = []\n\n', '\n');

describe('Init-data findings', () => {
  it('says nothing about a complete one', () => {
    assert.deepEqual(lintInitData(clean, go('4.1.0')), []);
    assert.deepEqual(lintAnnotation(encodeInitData(clean), rs('4.1.0')), []);
  });

  it('says nothing about values that are filled in later', () => {
    const text = inner('cdh.toml', '[kbc]\nname = "cc_kbc"\nurl = "${KBS}"\n\n${IMAGE_SECTION}\n');
    assert.deepEqual(found(text), []);
    assert.deepEqual(
      found(inner('aa.toml', '[token_configs.kbs]\nurl = "http://<KBS_IP>:{{ port }}"\n')),
      [],
    );
    assert.deepEqual(lintAnnotation('${INIT_DATA}', go('4.1.0')), []);
  });

  it('says nothing about an address that nobody reads', () => {
    const aa = `"aa.toml" = "token_configs.kbs.url = 'https://kbs.example'"\n`;
    assert.deepEqual(found(inner('cdh.toml', '[kbc]\nname = "offline_fs_kbc"\nurl = "null"\n') + aa), []);
  });

  it('says nothing about values before they had a form', () => {
    assert.deepEqual(lintAnnotation('no form at all', go('3.15.0')), []);
    assert.deepEqual(rulesOf(lintAnnotation('no form at all', go('3.16.0'))), ['init-data-encoding error']);
  });

  const cases: readonly (readonly [string, string, string[]])[] = [
    ['nothing at all', '', ['init-data-algorithm: ', 'init-data-data: ', 'init-data-version: ']],
    [
      'data that is a list',
      '[[data]]\nx = "y"\n',
      ['init-data-algorithm: [', 'init-data-version: [', 'init-data-data: [[data]]'],
    ],
    ['data that is a text', 'version = "0.1.0"\nalgorithm = "sha256"\ndata = "x"\n', ['init-data-data: "x"']],
    ['a number in data', `${head}x = 1\n`, ['init-data-key: x', 'init-data-data: 1']],
    ['a table in data', `${head}[data.x]\ny = ""\n`, ['init-data-data: [data.x]', 'init-data-key: x']],
    ['an extra table', `${head}[extra]\n`, ['init-data-key: [extra]']],
    ['a version that is a number', head.replace('"0.1.0"', '0.1'), ['init-data-version: 0.1']],
    ['an algorithm in capitals', head.replace('sha384', 'SHA384'), ['init-data-algorithm: "SHA384"']],
    ['an algorithm of another family', head.replace('sha384', 'md5'), ['init-data-algorithm: "md5"']],
    ['a duplicate document', `${head}"aa.toml" = ""\n"aa.toml" = ""\n`, ['init-data-syntax: "aa.toml"']],
    [
      'names of object members',
      `${head}constructor = ""\n__proto__ = ""\n`,
      ['init-data-key: constructor', 'init-data-key: __proto__'],
    ],
    [
      'the same inside',
      inner('aa.toml', '[constructor]\ntoString = 1\n[__proto__.x]\n'),
      ['init-data-config-key: constructor', 'init-data-config-key: __proto__'],
    ],
    ['a missing kbc', inner('cdh.toml', '[image]\n'), ['init-data-config-value: "cdh.toml"']],
    ['a missing url', inner('aa.toml', 'token_configs.kbs.cert = ""\n'), ['init-data-config-value: kbs']],
    [
      'a client without url',
      inner('cdh.toml', '[kbc]\nname = "cc_kbc"\n'),
      ['init-data-config-value: "cc_kbc"'],
    ],
    [
      'a client with an empty url',
      inner('cdh.toml', '[kbc]\nname = "cc_kbc"\nurl = ""\n'),
      ['init-data-config-value: ""'],
    ],
    [
      'an unknown client',
      inner('cdh.toml', '[kbc]\nname = "kbs"\nurl = ""\n'),
      ['init-data-config-value: "kbs"'],
    ],
    [
      'an incomplete credential',
      inner(
        'cdh.toml',
        'kbc = { name = "offline_fs_kbc" }\n[[credentials]]\nresource_uri = "kbs:///a/b/c"\n[[credentials]]\nresource_uri = "kbs:///a/b/d"\npath = "/run/confidential-containers/cdh/kbs/x"\n',
      ),
      ['init-data-config-value: credentials'],
    ],
    [
      'wrong types',
      inner('aa.toml', 'log = "x"\n[eventlog_config]\ninit_pcr = "a"\nenable_eventlog = "maybe"\n'),
      ['init-data-config-value: "x"', 'init-data-config-value: "a"', 'init-data-config-value: "maybe"'],
    ],
    [
      'an unknown table once',
      inner('aa.toml', '[token_config.kbs]\nurl = "x"\n'),
      ['init-data-config-key: token_config'],
    ],
    [
      'a path that climbs',
      inner(
        'cdh.toml',
        'kbc = { name = "offline_fs_kbc" }\n[[credentials]]\nresource_uri = "kbs:///a/b/c"\npath = "/run/confidential-containers/cdh/kbs/../x"\n',
      ),
      ['init-data-credential-path: "/run/confidential-containers/cdh/kbs/../x"'],
    ],
    [
      'an inline policy that is no JSON',
      inner('cdh.toml', 'kbc = { name = "offline_fs_kbc" }\n[image]\nimage_security_policy = "{"\n'),
      ['init-data-image-policy: "{"'],
    ],
    [
      'other schemes',
      inner(
        'cdh.toml',
        '[kbc]\nname = "cc_kbc"\nurl = "ftp://x"\n[image]\nimage_security_policy_uri = "https://x/y"\n',
      ),
      ['init-data-url: "ftp://x"', 'init-data-kbs-uri: "https://x/y"'],
    ],
    [
      'a policy without a package',
      inner('policy.rego', 'default SetPolicyRequest := false\n'),
      ['policy-package: d'],
    ],
    [
      'a request of the memory agent',
      inner('policy.rego', `${policyBase}default MemAgentMemcgConfigRequest := true\n`),
      ['policy-unknown-request: MemAgentMemcgConfigRequest'],
    ],
    [
      'a rule for an unknown request',
      inner('policy.rego', `${policyBase}FooBarBazQuxRequest if { input.x }\n`),
      ['policy-unknown-request: FooBarBazQuxRequest'],
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`places ${what}`, () => {
      assert.deepEqual(found(text), expected);
    });
  }

  it('says which keys the guest components of a release read', () => {
    const text = inner(
      'cdh.toml',
      'skip_sealed_secret_verification = false\n[kbc]\nname = "offline_fs_kbc"\n[image]\nnydus_config = {}\n',
    );
    assert.deepEqual(found(text, go('3.27.0')), [
      'init-data-config-key: skip_sealed_secret_verification',
      'init-data-config-key: nydus_config',
    ]);
    assert.deepEqual(found(text, go('3.24.0')), ['init-data-config-key: skip_sealed_secret_verification']);
    const [finding] = lintInitData(text, go('3.24.0'));
    assert.match(finding!.message, /came with Kata 3\.28\.0; guest-components 0\.16 of Kata 3\.24\.0/);
  });

  it('maps places in texts with escapes, and offers no edit there', () => {
    const text = `${head}"aa.toml" = "[token_configs.kbs]\\nurl = \\"kbs.example\\"\\nurll = \\"\\"\\n"\n`;
    assert.deepEqual(found(text), ['init-data-url: \\"kbs.example\\"', 'init-data-config-key: urll']);
    assert.deepEqual(
      lintInitData(text, go('4.1.0')).map(({ fixes }) => fixes),
      [undefined, undefined],
    );
  });

  it('maps places over CR LF', () => {
    assert.deepEqual(
      found(
        inner('policy.rego', `${policyBase}default ExecProcesRequest := true\n`).replaceAll('\n', '\r\n'),
      ),
      ['policy-unknown-request: ExecProcesRequest'],
    );
  });

  it('fixes what is certain', () => {
    const broken = `version = "0.1"\nalgorithm = "SHA-256"\n[data]\npolicy.rego = '''\n${policyBase.replace('agent_policy', 'agent')}ExecProcessRequest { input.x }\n'''\n`;
    let text = broken;
    for (let round = 0; round < 3; round++)
      text = applyEdits(text, preferredEdits(lintInitData(text, go('4.1.0'))));
    assert.deepEqual(lintInitData(text, go('4.1.0')), []);
    assert.match(text, /^"policy\.rego" = '''\npackage agent_policy$/m);
    assert.match(text, /ExecProcessRequest if \{ input\.x \}/);
  });

  it('is silenced by comments, in the file and in the inner document', () => {
    const text = inner(
      'policy.rego',
      `${policyBase}# kata-lint-disable-next-line policy-open-request -- a demo\ndefault ExecProcessRequest := true\n`,
    );
    assert.deepEqual(found(text), []);
    assert.deepEqual(lintAnnotation(encodeInitData(text), go('4.1.0')), []);
    const whole = `# kata-lint-disable-file policy-open-request\n${inner('policy.rego', `${policyBase}default ExecProcessRequest := true\n`)}`;
    assert.deepEqual(found(whole), []);
  });

  it('is silenced by several comments above one line, however many', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `# kata-lint-disable-next-line toml-x${i}\n`).join(
      '',
    );
    const rule = 'default ExecProcessRequest := true\n';
    const own = '# kata-lint-disable-next-line policy-open-request\n';
    costsBelow(5_000, () => {
      assert.deepEqual(found(inner('policy.rego', `${policyBase}${own}${many}${rule}`)), []);
      assert.deepEqual(found(inner('policy.rego', `${policyBase}${many}${rule}`)), [
        'policy-open-request: ExecProcessRequest',
      ]);
    });
  });

  it('takes severities from the settings', () => {
    const text = inner('aa.toml', '[token_configs.kbs]\nurl = "http://kbs.example"\nx = 1\n');
    assert.deepEqual(rulesOf(lintInitData(text, go('4.1.0'))), [
      'init-data-url information',
      'init-data-config-key warning',
    ]);
    const rules = { 'init-data-url': 'error', 'init-data-config-key': 'off' } as const;
    assert.deepEqual(rulesOf(lintInitData(text, go('4.1.0'), { rules })), ['init-data-url error']);
    assert.deepEqual(rulesOf(lintAnnotation(encodeInitData(text), go('4.1.0'), { rules })), [
      'init-data-url error',
    ]);
    assert.deepEqual(found('version = x\n', go('4.1.0'), { syntax: false }), []);
  });

  it('names the inner place of a finding in an annotation', () => {
    const text = inner('policy.rego', `${policyBase}default ExecProcesRequest := true # c\n`).replace(
      'sha384',
      'sha-384',
    );
    const findings = lintAnnotation(encodeInitData(text), go('4.1.0'));
    assert.deepEqual(
      findings.map(({ inner: place }) => place),
      [
        { document: 'init-data', line: 2, text: 'algorithm = "sha-384"' },
        { document: 'policy.rego', line: 16, text: 'default ExecProcesRequest := true # c' },
      ],
    );
    assert.equal(
      findings[1]!.message,
      'policy.rego line 16: The agent has no request "ExecProcesRequest". Did you mean "ExecProcessRequest"?',
    );
    assert.equal('span' in findings[0]! || 'fixes' in findings[0]!, false);
  });

  it('tells what only runtime-rs refuses', () => {
    const value = encodeInitData(head);
    const broken = `${value.slice(0, 40)}\n${value.slice(40)}`;
    assert.deepEqual(lintAnnotation(broken, go('4.1.0')), []);
    assert.deepEqual(rulesOf(lintAnnotation(broken, rs('4.1.0'))), ['init-data-encoding error']);
  });

  it('compares the digest with what the TEE holds', () => {
    const value = encodeInitData(head);
    const rules = (tee: string) => rulesOf(lintAnnotation(value, go('4.1.0'), { tee }));
    assert.deepEqual(rules('intel-tdx'), []);
    assert.deepEqual(rules('amd-sev-snp'), ['init-data-digest information']);
    assert.deepEqual(rules('amd-sev'), []);
    assert.deepEqual(rules('ibm-secure-execution'), []);
    assert.match(
      lintAnnotation(value, go('4.1.0'), { tee: 'amd-sev-snp' })[0]!.message,
      /cut to the 32 bytes of HOSTDATA on AMD SEV-SNP; sha256 fits/,
    );
  });

  it('refuses what is too large by one clear finding', () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024)).toString('base64');
    const bombFindings = lintAnnotation(bomb, go('4.1.0'));
    assert.deepEqual(rulesOf(bombFindings), ['init-data-size error']);
    assert.match(bombFindings[0]!.message, /more than 32 MiB/);
    const huge = lintAnnotation('A'.repeat(100_000_000), go('4.1.0'));
    assert.deepEqual(rulesOf(huge), ['init-data-size error']);
    assert.match(huge[0]!.message, /100\.0 MB and is not decoded/);
    const long = encodeInitData(`${head}# ${'x'.repeat(1_100_000)}\n`);
    assert.deepEqual(rulesOf(lintAnnotation(long, go('4.1.0'))), ['init-data-size information']);
    assert.deepEqual(rulesOf(lintInitData('#'.repeat(1_000_001), go('4.1.0'))), [
      'init-data-size information',
    ]);
  });

  it('stops after a thousand findings', () => {
    const text = inner('aa.toml', Array.from({ length: 3_000 }, (_, i) => `x${i} = 1\n`).join(''));
    assert.equal(lintInitData(text, go('4.1.0')).length, 1_000);
  });

  it('reads a policy of half a megabyte', () => {
    const data = Array.from(
      { length: 8_000 },
      (_, i) => `  "container-${i}": {"command": ["/bin/app", "--serve"]},\n`,
    );
    const text = inner(
      'policy.rego',
      `${policyBase}policy_data := {\n${data.join('')}}\ndefault ExecProcesRequest := true\n`,
    );
    assert.deepEqual(found(text), ['policy-unknown-request: ExecProcesRequest']);
    assert.match(lintAnnotation(encodeInitData(text), go('4.1.0'))[0]!.message, /^policy\.rego line 8018: /);
  });

  it('judges the policy by the Rego that the release reads', () => {
    const version0 = inner('policy.rego', `${policyBase}ExecProcessRequest { input.x }\n`);
    const version1 = inner('policy.rego', `${policyBase}ExecProcessRequest if { input.x }\n`);
    const either = version1.replace('agent_policy', 'agent_policy\nimport rego.v1');
    const keywords = version1.replace('agent_policy', 'agent_policy\nimport future.keywords.if');
    const dialect = (text: string, version: string) => found(text, go(version));
    assert.deepEqual(dialect(version0, '3.29.0'), []);
    assert.deepEqual(dialect(version0, '3.30.0'), ['policy-dialect: {']);
    assert.deepEqual(dialect(version1, '3.29.0'), ['policy-dialect: if']);
    assert.deepEqual(dialect(version1, '3.30.0'), []);
    for (const version of ['3.29.0', '3.30.0']) {
      assert.deepEqual(dialect(either, version), []);
      assert.deepEqual(dialect(keywords, version), []);
    }
    const fixed = applyEdits(version1, preferredEdits(lintInitData(version1, go('3.29.0'))));
    assert.deepEqual(dialect(fixed, '3.29.0'), []);
  });

  it('leaves a policy alone that is there to be replaced', () => {
    const text = inner('policy.rego', 'package agent_policy\ndefault SetPolicyRequest := true\n');
    assert.deepEqual(found(text), ['policy-set-policy: SetPolicyRequest']);
  });

  it('reads the older annotation', () => {
    const value = Buffer.from(policyBase).toString('base64');
    assert.deepEqual(lintPolicyAnnotation(value, go('4.1.0')), []);
    assert.deepEqual(lintPolicyAnnotation('', go('4.1.0')), []);
    const open = Buffer.from(`${policyBase}default SetPolicyRequest := true\n`).toString('base64');
    assert.match(
      lintPolicyAnnotation(open, go('4.1.0'))[0]!.message,
      /^policy\.rego line 16: The host may replace/,
    );
    for (const wrong of [
      policyBase,
      gzipSync(policyBase).toString('base64'),
      '///+',
      '*',
      'A'.repeat(1_000_001),
    ])
      assert.deepEqual(
        rulesOf(lintPolicyAnnotation(wrong, go('4.1.0'))),
        ['policy-encoding error'],
        wrong.slice(0, 20),
      );
  });

  it('judges sealed secrets by release', () => {
    const rules = (value: string, version = '4.1.0') => rulesOf(lintSealedSecret(value, go(version)));
    assert.deepEqual(rules(sealed()), []);
    assert.deepEqual(rules(unsigned(), '3.28.0'), ['secret-sealed-signature warning']);
    assert.deepEqual(rules(unsigned(), '3.27.0'), ['secret-sealed-signature information']);
    assert.deepEqual(rules('sealed.a.b'), ['secret-sealed-format error']);
    assert.deepEqual(rules(sealed().slice(0, -4)), ['secret-sealed-signature warning']);
    assert.deepEqual(rules(sealed({ name: 'default/app/key' })), ['secret-sealed-format error']);
    assert.deepEqual(rules(sealed({ name: 'x', provider: 'aliyun' })), []);
    assert.deepEqual(rules('hunter2'), []);
    assert.deepEqual(rules('sealed.${HEADER}.x.y'), []);
  });
});

/** A generator of numbers below `n`, the same on every run. */
function seeded(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
}

describe('Init-data under mutation', () => {
  const pieces = [
    "'''",
    '"""',
    '"',
    "'",
    '\\',
    '\\u00',
    '[',
    ']',
    '{',
    '}',
    '=',
    '#',
    '\n',
    '\r',
    '\0',
    '\ufeff',
    '\ud800',
    '`',
    ' if ',
    'default ',
    'aa.toml',
    '[[credentials]]',
    '.',
  ];
  it('never throws, and every place lies in the text (2,000 seeded mutations)', () => {
    const random = seeded(20260821);
    const targets = [go('3.20.0'), rs('4.1.0')];
    for (let round = 0; round < 2_000; round++) {
      let text = clean;
      for (let edits = random(6); edits >= 0; edits--) {
        const at = random(text.length);
        const piece =
          random(3) === 0
            ? text.slice(random(text.length), random(text.length)).slice(0, 300)
            : pieces[random(pieces.length)]!;
        text = text.slice(0, at) + piece + text.slice(at + random(4) * random(20));
      }
      const target = targets[round % 2]!;
      const findings: readonly Finding[] = lintInitData(text, target);
      for (const { span } of findings)
        assert.ok(
          span.start >= 0 && span.start <= span.end && span.end <= text.length,
          `${round}: ${JSON.stringify(span)}`,
        );
      if (round % 10 === 0) {
        const value = encodeInitData(text);
        const at = random(value.length);
        lintAnnotation(value, target);
        lintAnnotation(
          value.slice(0, at) + (pieces[random(pieces.length)]! + value.slice(at + random(3))),
          target,
        );
        lintPolicyAnnotation(Buffer.from(text.slice(at)).toString('base64'), target);
        lintSealedSecret(
          sealed().slice(0, at) + (pieces[random(pieces.length)]! + sealed().slice(at)),
          target,
        );
      }
    }
  }).timeout(60_000);
});
