/** What an agent policy decides: which requests it knows, and what it leaves open. */
import {
  allowFailing,
  allowed,
  decision,
  requests,
  type Policy,
  type PolicyRule,
} from '../../../attestation';
import { knownIn } from '../../../knowledge';
import { t } from '../../../text';
import { Suggestions } from '../../suggest';
import { kata, top, type InitDataFamily, type InitDataModel, type Report } from '../model';
import { initData, pod, policyBase } from './samples';

const source = 'src/agent/policy/src/policy.rs, src/kata-opa/allow-all.rego@4.1.0';
const policy = (rego: string) => initData('policy.rego', rego);
const known = new Map(requests.map((request) => [request.name, request]));
const names = new Suggestions([...known.keys(), allowFailing]);

export const policyFamily: InitDataFamily = {
  rules: [
    {
      id: 'policy-encoding',
      summary: 'The policy annotation can not be decoded',
      severity: 'error',
      about:
        'The annotation `io.katacontainers.config.agent.policy` holds the policy in standard base64, not compressed: `base64 -w0 policy.rego`. The Go runtime refuses the pod where that fails.',
      bad: pod('«cGFja2FnZSBhZ2VudF9wb2xpY3k»', { annotation: 'io.katacontainers.config.agent.policy' }),
      good: pod(btoa(policyBase), { annotation: 'io.katacontainers.config.agent.policy' }),
      source: 'src/runtime/pkg/oci/utils.go@4.1.0',
    },
    {
      id: 'policy-package',
      summary: 'The policy is not in the package agent_policy',
      severity: 'error',
      about:
        'The agent asks `data.agent_policy.REQUEST`. In another package every request is undefined, and so denied.',
      bad: policy(policyBase.replace('agent_policy', '«kata_policy»')),
      good: policy(policyBase),
      source,
    },
    {
      id: 'policy-unknown-request',
      summary: 'The policy decides on a request that the agent does not have',
      severity: 'warning',
      about:
        'A name that the agent never asks for has no effect, and the request that was meant stays denied. Nearly all names end with `Request`; the two of the memory agent do not.',
      bad: policy(`${policyBase}default «ExecProcesRequest» := false\n`),
      good: policy(`${policyBase}default ExecProcessRequest := false\n`),
      source: 'src/libs/protocols/protos/agent.proto@4.1.0',
    },
    {
      id: 'policy-missing-request',
      summary: 'The policy says nothing of a request that every pod needs',
      severity: 'warning',
      about:
        'What a policy does not name is undefined, and the agent denies it. Without the requests that create, start and end a container, no pod runs. A policy that allows `SetPolicyRequest` or `AllowRequestsFailingPolicy` is left alone.',
      bad: policy('package «agent_policy»\n\ndefault CreateSandboxRequest := true\n'),
      good: policy(policyBase),
      source,
    },
    {
      id: 'policy-value',
      summary: 'The policy has a default that is neither true nor false',
      severity: 'error',
      about:
        'The agent takes true, false or an object with `allowed`. Anything else, such as a text, makes the request fail.',
      bad: policy(`${policyBase}default ExecProcessRequest := «"false"»\n`),
      good: policy(`${policyBase}default ExecProcessRequest := false\n`),
      source,
    },
    {
      id: 'policy-allow-failing',
      summary: 'The policy allows what it denies',
      severity: 'warning',
      about:
        '`AllowRequestsFailingPolicy` makes the agent let every request pass and only log what the policy would have denied. It is for finding out what a policy lacks, and protects nothing.',
      bad: policy(`${policyBase}default «AllowRequestsFailingPolicy» := true\n`),
      good: policy(`${policyBase}default AllowRequestsFailingPolicy := false\n`),
      source,
    },
    {
      id: 'policy-set-policy',
      summary: 'The policy lets the host replace it',
      severity: 'warning',
      about:
        'With `SetPolicyRequest` allowed, whoever controls the host can send another policy at any time, and the measured one counts for nothing.',
      bad: policy(`${policyBase}default «SetPolicyRequest» := true\n`),
      good: policy(`${policyBase}default SetPolicyRequest := false\n`),
      source,
    },
    {
      id: 'policy-open-request',
      summary: 'The policy lets the host into the containers',
      severity: 'information',
      about:
        '`ExecProcessRequest` runs programs in a container, `ReadStreamRequest` reads its output, `CopyFileRequest` writes files into the guest. A pod that has to be protected from its host denies them, or allows only what it needs.',
      bad: policy(`${policyBase}default «ExecProcessRequest» := true\n`),
      good: policy(`${policyBase}default ExecProcessRequest := false\n`),
      source: 'src/agent/src/rpc.rs@4.1.0',
    },
  ],
  check(model, report) {
    if (!model.policy) return;
    checkPackage(model.policy, model, report);
    checkNames(model.policy, report);
    checkMissing(model.policy, model, report);
    checkOpen(model.policy, report);
  },
};

function checkPackage({ package: declared }: Policy, model: InitDataModel, report: Report): void {
  if (declared?.name === 'agent_policy') return;
  const asks = t('the agent of {0} asks data.agent_policy, and every request is denied.', kata(model));
  if (!declared) {
    report(
      'policy-package',
      'policy.rego',
      top,
      t('The policy has no "package agent_policy" line: {0}', asks),
    );
    return;
  }
  const edits = [{ span: declared.span, newText: 'agent_policy' }];
  report('policy-package', 'policy.rego', declared.span, t('The package must be "agent_policy": {0}', asks), {
    fixes: [{ title: t('Rename the package to agent_policy'), edits, preferred: true }],
  });
}

/** So many rules are compared with the known names; more than a person writes. */
const compared = 2_000;

function checkNames({ rules, text }: Policy, report: Report): void {
  for (const { kind, name, span, value } of rules.slice(0, compared)) {
    const request = known.has(name) || name === allowFailing;
    if (request && kind === 'default' && value && !/^(?:true|false|\{)/.test(value.name)) {
      const written = text.slice(value.span.start, value.span.end);
      report(
        'policy-value',
        'policy.rego',
        value.span,
        t('The agent takes true or false here, not {0}.', written.slice(0, 100)),
      );
    }
    if (request || (kind === 'rule' && !name.endsWith('Request'))) continue;
    const meant = names.nearest(name);
    if (meant === undefined && !name.endsWith('Request')) continue; // a helper of its own
    const hint = meant === undefined ? '' : t(' Did you mean "{0}"?', meant);
    report(
      'policy-unknown-request',
      'policy.rego',
      span,
      t('The agent has no request "{0}".{1}', name.slice(0, 100), hint),
      {
        ...(meant !== undefined && {
          fixes: [{ title: t('Rename to {0}', meant), edits: [{ span, newText: meant }] }],
        }),
      },
    );
  }
}

function checkMissing(found: Policy, model: InitDataModel, report: Report): void {
  if (found.package?.name !== 'agent_policy' || decision(found, 'SetPolicyRequest') === 'always') return;
  const { version } = model.target;
  const missing = requests
    .filter((request) => request.needed && knownIn(request, version) === 'yes')
    .filter(({ name }) => allowed(found, name) === 'undecided')
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const shown = missing.slice(0, 5).join(', ');
  const more = missing.length > 5 ? t(' and {0} more', missing.length - 5) : '';
  const message = t(
    'The policy says nothing of {0}{1}: they are denied, and no pod runs without them.',
    shown,
    more,
  );
  report('policy-missing-request', 'policy.rego', found.package.span, message);
}

const open = (): Readonly<Record<string, string>> => ({
  ExecProcessRequest: t('The host may run any program in the containers (kubectl exec).'),
  ReadStreamRequest: t('The host may read what the containers print (kubectl logs).'),
  CopyFileRequest: t('The host may write files into the guest, as it does for ConfigMaps and Secrets.'),
});

function checkOpen(found: Policy, report: Report): void {
  const first = (name: string): PolicyRule | undefined => found.rules.find((rule) => rule.name === name);
  const always = (name: string): PolicyRule | undefined =>
    decision(found, name) === 'always' ? first(name) : undefined;
  const failing = always(allowFailing);
  if (failing) {
    const message = t(
      'The agent lets every request pass, whatever the policy says. Remove this before the policy has to protect something.',
    );
    report('policy-allow-failing', 'policy.rego', failing.span, message);
  }
  const set = always('SetPolicyRequest');
  if (set)
    report('policy-set-policy', 'policy.rego', set.span, t('The host may replace this policy at any time.'));
  for (const [name, message] of Object.entries(open())) {
    const rule = always(name);
    if (rule) report('policy-open-request', 'policy.rego', rule.span, message);
  }
}
