/** Rewrites a configuration of the Go runtime for runtime-rs, as text edits that keep comments and order. */
import type { TomlDocument } from '../documents';
import { configKey, hypervisors, keysOf, knownIn, type KataTarget } from '../knowledge';
import { targetComment, type Section, type TextEdit } from '../lint';
import { t } from '../text';
import { contextOf, type Context } from './context';
import { Rewriter } from './convert-edits';
import { convertEntry, type Plan } from './convert-entry';

/** The edits, or in a sentence why there are none. */
export type Conversion =
  | { readonly edits: readonly TextEdit[]; readonly refusal?: undefined }
  | { readonly edits?: undefined; readonly refusal: string };

/**
 * The same configuration for runtime-rs of the same release: names added, keys renamed and moved, values translated;
 * what runtime-rs does not read stays as a comment. Refused where the outcome would not be certain.
 */
export function convertToRuntimeRs(document: TomlDocument, target: KataTarget): Conversion {
  if (target.runtime === 'rs') return { refusal: t('This configuration is for runtime-rs already.') };
  const context = contextOf(document, target);
  const found = successorOf(context);
  if ('refusal' in found) return found;
  const { from, to } = found;
  const rewriter = new Rewriter(document);
  const plan = { context, rewriter, from, to, target: { ...target, runtime: 'rs' } as const };
  for (const section of context.config.sections) {
    if (!section.table?.header) continue;
    const home = homeOf(section, plan);
    if (home === undefined) rewriter.commentOut(section.table.header.span);
    else rewriter.rename(section.table.header.keys, home);
    for (const entry of section.entries) {
      if (home === undefined) rewriter.commentOut(entry.span);
      else convertEntry(entry, home, plan);
    }
  }
  addDefaults(plan);
  addNames(plan);
  const comment = `# kata: version=${target.version} runtime=rs`;
  rewriter.setLine(targetComment(document.text).line, comment);
  return { edits: rewriter.edits() };
}

/** The hypervisor's name in runtime-rs, or why the file can't be converted. */
function successorOf({
  config,
  document,
  target,
}: Context): { from: string; to: string } | { refusal: string } {
  const problem = document.problems[0];
  if (problem)
    return {
      refusal: t('The file has errors that a loader would stop at; settle them first: {0}', problem.message),
    };
  const [from, ...more] = config.hypervisors;
  if (from === undefined)
    return { refusal: t('There is no [hypervisor.NAME] table, so this is no whole configuration.') };
  if (more.length > 0) {
    return {
      refusal: t(
        'There are tables for several hypervisors ({0}); keep the one that is meant.',
        [from, ...more].join(', '),
      ),
    };
  }
  if (config.named('agent').some((name) => name !== 'kata')) {
    return { refusal: t('runtime-rs knows only [agent.kata]; rename the agent table first.') };
  }
  if (config.sections.some(({ table, entries }) => !table?.header && entries.length > 0)) {
    return { refusal: t('The file has dotted keys or inline tables; write them as [tables] first.') };
  }
  const title = hypervisors('go').find(({ name }) => name === from)?.title;
  const there = hypervisors('rs').filter((each) => knownIn(each, target.version) === 'yes');
  const to = there.find(({ name }) => name === from) ?? there.find((each) => each.title === title);
  return to
    ? { from, to: to.name }
    : {
        refusal: t(
          'runtime-rs {0} has no hypervisor for [hypervisor.{1}]; it has {2}.',
          target.version,
          from,
          there.map(({ name }) => name).join(', '),
        ),
      };
}

/** The table's names in runtime-rs; undefined where it has no such table. What neither runtime knows stays as it is. */
function homeOf({ path, pattern }: Section, { from, to, target }: Plan): readonly string[] | undefined {
  if (pattern === 'factory') {
    const known = keysOf('hypervisor.*.factory', 'rs').get('enable_template');
    return known && knownIn(known, target.version) === 'yes' ? ['hypervisor', to, 'factory'] : undefined;
  }
  if (pattern === 'image') return undefined;
  return path[0] === 'hypervisor' && path[1] === from ? ['hypervisor', to, ...path.slice(2)] : path;
}

/**
 * Keys that Go's configuration may leave out because its own default is good, and runtime-rs's is another one or none.
 */
const differing = ['shared_fs', 'default_memory', 'memory_slots', 'kernel'] as const;

function addDefaults({ context, rewriter, from, to }: Plan): void {
  const section = context.config.section(['hypervisor', from]);
  if (!section?.table) return;
  for (const name of differing) {
    const go = configKey('go', 'hypervisor.*', name);
    const rs = configKey('rs', 'hypervisor.*', name);
    const value = go?.default;
    const same = value === (rs?.defaultBy?.[to] ?? rs?.default);
    if (
      value === undefined ||
      same ||
      !go?.readBy?.includes(from) ||
      context.config.get(['hypervisor', from], name)
    )
      continue;
    rewriter.append(section.table, `${name} = ${JSON.stringify(value)}`);
  }
}

/** `[runtime]` names what runtime-rs runs; both named tables have to be there. */
function addNames({ context, rewriter, to }: Plan): void {
  const { config } = context;
  const names = { name: 'virt_container', hypervisor_name: to, agent_name: 'kata' };
  const lines = Object.entries(names)
    .filter(([key]) => !config.get(['runtime'], key))
    .map(([key, value]) => `${key} = "${value}"`);
  if (config.named('agent').length === 0) rewriter.addTable('agent.kata', []);
  const runtime = config.section(['runtime'])?.table;
  if (runtime) rewriter.prepend(runtime, lines);
  else rewriter.addTable('runtime', lines);
}
