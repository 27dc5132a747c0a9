/** Says in Markdown what a pod annotation and its value do. */
import {
  decodeBase64,
  decodeInitData,
  decodeUtf8,
  explainInitData,
  explainPolicy,
  fenced,
  readPolicy,
} from '../../attestation';
import {
  annotation,
  enabledAnnotations,
  expressionMatches,
  isHonoured,
  knownIn,
  own,
  releaseAfter,
  runtimeClassIn,
  type Annotation,
  type HandlerProfile,
  type KataTarget,
  type Runtime,
} from '../../knowledge';
import { t } from '../../text';
import { capital, runtimeNames } from '../explain';
import { code, listed, paragraphs } from '../markdown';

const runtimes: readonly Runtime[] = ['go', 'rs'];

/** The values that an annotation takes, in the runtimes that are asked about. */
export function annotationValues(entry: Annotation, runtime: Runtime | undefined): readonly string[] {
  const { enum: both, enumGo, enumRs, type } = entry;
  if (type === 'boolean') return ['true', 'false'];
  const narrow = runtime === 'go' ? enumGo : runtime === 'rs' ? enumRs : undefined;
  return narrow ?? both ?? [...new Set([...(enumGo ?? []), ...(enumRs ?? [])])];
}

function shape({ type, format, unit, min, max }: Annotation): string {
  const range =
    min !== undefined && max !== undefined
      ? t('{0} to {1}', min, max)
      : min !== undefined
        ? t('{0} or more', min)
        : max !== undefined
          ? t('up to {0}', max)
          : undefined;
  const amount = unit === undefined ? type : `${type} (${unit})`;
  return [amount, format, range].filter((part) => part !== undefined).join(', ');
}

/** `key` of `[hypervisor.qemu]`, for each runtime that has a key of its own. */
function overridden(entry: Annotation, profile: HandlerProfile | undefined): string | undefined {
  const hypervisor = profile?.runtimeClass?.hypervisor ?? 'NAME';
  const place = (runtime: Runtime): string | undefined => {
    const [section, name] = entry.key?.[runtime] ?? [];
    if (section === undefined || name === undefined) return undefined;
    const table = section
      .replace('hypervisor.*', `hypervisor.${hypervisor}`)
      .replace('agent.*', 'agent.kata');
    return t('{0} of {1}', code(name), code(`[${table}]`));
  };
  const wanted = profile?.runtime;
  const places = new Set((wanted ? [wanted] : runtimes).flatMap((runtime) => place(runtime) ?? []));
  return places.size === 0 ? undefined : t('- Overrides {0}.', listed([...places], 'or'));
}

/** When a runtime reads it, and what is special there. */
function reading(entry: Annotation, runtime: Runtime, version: string): string {
  const found = entry[runtime];
  const note = runtime === 'go' ? entry.goNote : entry.rsNote;
  const more = note === undefined ? '' : ` ${note}`;
  const name = capital(runtimeNames[runtime]);
  if (!found || found.unread) return t('- {0}: does not read it.{1}', name, more);
  const known = knownIn(found, version);
  if (known === 'gone')
    return t('- {0}: not any more since Kata {1}.', name, releaseAfter(found.until ?? '') ?? '');
  if (known === 'not-yet') return t('- {0}: only since Kata {1}.', name, found.since ?? t('a later release'));
  return t(
    '- {0}: reads it{1}.{2}',
    name,
    found.since === undefined ? '' : t(' since Kata {0}', found.since),
    more,
  );
}

const lastPart = (name: string): string => name.replace(/^io\.katacontainers\.config\.hypervisor\./, '');

const refusal: Readonly<Record<Runtime, string>> = {
  get go() {
    return t('the Go runtime refuses the pod');
  },
  get rs() {
    return t('runtime-rs logs a warning and ignores the annotation');
  },
};

/** Whether the configuration that stands behind the class lets pods set it, and what happens where it does not. */
function gate(
  entry: Annotation,
  profile: HandlerProfile | undefined,
  { version }: KataTarget,
): string | undefined {
  if (!entry.gated) return undefined;
  const upstream = profile?.origin === 'suffixed' ? undefined : profile?.runtimeClass;
  const names = upstream && enabledAnnotations(upstream.name, version);
  const otherwise = (profile?.runtime ? [profile.runtime] : runtimes).map((runtime) => refusal[runtime]);
  if (!upstream || !names || !runtimeClassIn(upstream, version)) {
    return t(
      "- Counts only where {0} of the handler's configuration allows it; otherwise {1}.",
      code('enable_annotations'),
      listed(otherwise),
    );
  }
  const enabled = names.some((name) => expressionMatches(name, lastPart(entry.name)) === true);
  const where = t('the configuration shipped for {0} in Kata {1}', code(upstream.name), version);
  return enabled
    ? t('- Enabled by {0}.', where)
    : t(
        '- **Not enabled** by {0}: {1}. Add it to {2} there.',
        where,
        listed(otherwise),
        code('enable_annotations'),
      );
}

/** An annotation as such; undefined where Kata has none of that name. */
export function explainAnnotation(
  name: string,
  profile: HandlerProfile | undefined,
  target: KataTarget,
  misplaced = false,
): string | undefined {
  const entry = annotation(name);
  if (!entry || entry.internal) return undefined;
  const runtime = profile?.runtime;
  const unread = runtime !== undefined && !isHonoured(entry, { version: target.version, runtime });
  const values = annotationValues(entry, runtime);
  const list =
    entry.allowList === undefined ? undefined : t('- Its value must match {0}.', code(entry.allowList));
  const readings = (runtime ? [runtime] : runtimes).map((each) => reading(entry, each, target.version));
  return paragraphs(
    `**${code(name)}** · ${shape(entry)}`,
    misplaced
      ? t('**No effect here**: annotations for Kata belong to the metadata of the pod template.')
      : undefined,
    unread
      ? t('**No effect**: {0} of Kata {1} does not read it.', runtimeNames[runtime], target.version)
      : undefined,
    entry.description,
    values.length > 0 ? t('Values, in quotes: {0}.', listed(values.map(code), 'or')) : undefined,
    '---',
    [overridden(entry, profile), gate(entry, profile, target), list, ...readings]
      .filter((line) => line !== undefined)
      .join('\n'),
    entry.sensitive ? t('**Lets the author of a pod reach the host.**') : undefined,
  );
}

/** Values that hold a document: what is in it. */
const decoders: Readonly<Record<string, (value: string) => string>> = {
  'io.katacontainers.config.hypervisor.cc_init_data': initData,
  'io.katacontainers.config.runtime.cc_init_data': initData,
  'io.katacontainers.config.agent.policy': policy,
};

/** The document in an annotation's value; undefined for annotations that hold none. */
export const explainAnnotationValue = (name: string, value: string): string | undefined =>
  own(decoders, name)?.(value);

function initData(value: string): string {
  const decoded = decodeInitData(value);
  return decoded.ok ? explainInitData(decoded.value) : unreadable('Init-data', decoded.problem.message);
}

/** The legacy annotation: base64 of Rego, not compressed and not measured. */
function policy(value: string): string {
  const decoded = decodeBase64(value);
  if (!decoded.ok) return unreadable('Policy', decoded.problem.message);
  const text = decodeUtf8(decoded.value.bytes);
  if (text === undefined) return unreadable('Policy', t('What the base64 holds is not UTF-8 text.'));
  return paragraphs(
    t(
      '**Agent policy** · {0} bytes, not measured: whoever controls the host can change it.',
      decoded.value.bytes.length,
    ),
    explainPolicy(readPolicy(text)),
    fenced(text, 'rego'),
  );
}

const unreadable = (what: string, why: string): string =>
  `${t("**{0}** · can't be read", what)}\n\n${code(why)}`;
