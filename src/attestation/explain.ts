/** Decoded things as Markdown. Text that is not ours stands in fenced blocks only, so nothing in it is markup. */
import { t } from '../text';
import { algorithms, boundDigest, digestOf, isAlgorithm, teeFields, type BoundTee } from './digest';
import { readInitData } from './document';
import type { DecodedInitData } from './init-data';
import { allowed, readPolicy, verbs, type Decision, type Policy } from './policy';
import type { SealedSecret } from './sealed-secret';

/** As much of a text as a hover shows (characters). */
const shown = 16_000;

/** A block that ends only where we end it: its fence is longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const cut = text.length > shown ? text.slice(0, shown) : text;
  const rest = text.length > shown ? `\n\n${t('... and {0} characters more.', text.length - shown)}` : '';
  return `${fence}${language}\n${cut.replace(/\r\n?/g, '\n').trimEnd()}\n${fence}${rest}`;
}

/** Unpacked init-data: what it is bound as, what its policy allows, and the text itself. */
export function explainInitData(decoded: DecodedInitData): string {
  const { top, items } = readInitData(decoded.text);
  const value = top.find(({ name }) => name === 'algorithm')?.value;
  const algorithm = value?.kind === 'string' && isAlgorithm(value.value) ? value.value : undefined;
  const policy = items.find(({ name }) => name === 'policy.rego')?.embedded?.value;
  return [
    t('**Init-data** · {0} bytes', decoded.bytes.length),
    digestTable(decoded.bytes),
    algorithm === undefined
      ? t('It names no algorithm that Kata accepts, so it is bound to no evidence.')
      : boundList(decoded.bytes, algorithm),
    ...(policy === undefined
      ? [
          t(
            'It has no policy: the one in the guest image decides, which allows everything unless it was replaced.',
          ),
        ]
      : [explainPolicy(readPolicy(policy))]),
    fenced(decoded.text, 'toml'),
  ].join('\n\n');
}

function digestTable(bytes: Uint8Array): string {
  const rows = algorithms.map((algorithm) => {
    const digest = digestOf(bytes, algorithm);
    return `| ${algorithm} | \`${digest.toString('hex')}\` | \`${digest.toString('base64')}\` |`;
  });
  return [`| ${t('Digest')} | Hex | Base64 |`, '| --- | --- | --- |', ...rows].join('\n');
}

const shownTees: readonly BoundTee[] = ['amd-sev-snp', 'intel-tdx'];

/** The fields of SEV-SNP and TDX as they would be in the evidence. */
function boundList(bytes: Uint8Array, algorithm: (typeof algorithms)[number]): string {
  const digest = digestOf(bytes, algorithm);
  return shownTees
    .map((tee) => {
      const { title, field, length } = teeFields[tee];
      const how =
        digest.length > length ? t(', cut') : digest.length < length ? t(', filled with zeros') : '';
      const bound = boundDigest(digest, tee);
      return `- ${title} ${field} (${algorithm}${how}): \`${bound.toString('hex')}\` · \`${bound.toString('base64')}\``;
    })
    .join('\n');
}

const words = (): Readonly<Record<Decision, string>> => ({
  always: t('yes'),
  sometimes: t('depends on the request'),
  never: t('no'),
  undecided: t('no (no rule)'),
});

/** Which verbs a policy allows, by reading alone. */
export function explainPolicy(policy: Policy): string {
  const rows = verbs().map(({ title, request, denied }) => {
    const answer = allowed(policy, request);
    const otherwise = answer === 'never' || answer === 'undecided' ? `: ${denied}` : '';
    return `| ${title} | \`${request}\` | ${words()[answer]}${otherwise} |`;
  });
  return [`| ${t('Policy')} | ${t('Request')} | ${t('Allowed')} |`, '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** A sealed secret's header and payload. The signature is not verified by this. */
export function explainSealedSecret(secret: SealedSecret): string {
  const state = {
    es256: t('signed with ES256, not verified here'),
    other: t('signed with an algorithm that the guest refuses'),
    none: t('not signed'),
  };
  return [
    t('**Sealed secret** · {0} · {1}', secret.payload.type, state[secret.signature]),
    ...(secret.header === undefined ? [] : [fenced(secret.header, 'json')]),
    fenced(secret.body, 'json'),
  ].join('\n\n');
}
