/** The readiness of a cluster as a document: what it declares, and who declares it. */
import { codeBlock, escapeMarkdown as show, markdownTable } from '../documents/markdown';
import { classifyHandler, nodeLabels, teeNames } from '../knowledge';
import { t } from '../text';
import { abilitiesOf, teeList, type NodeRecord } from './node';
import { driftOf, kataLabel, type ClassRecord } from './runtime-class';
import type { Pod } from './store';
import { isFine } from './explain';
import type { ClusterTrouble } from './trouble';

/** What a report is made of. */
export interface ClusterFacts {
  readonly context: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly nodes: Iterable<NodeRecord>;
  readonly classes: Iterable<ClassRecord>;
  readonly pods: Iterable<Pod>;
  readonly troubles: Iterable<ClusterTrouble>;
}

const yesNo = (value: boolean): string => (value ? t('yes') : t('no'));
const none = '–';

/** What a cluster can do, in a sentence. */
export function clusterVerdict({ nodes, classes }: Pick<ClusterFacts, 'nodes' | 'classes'>): string {
  const abilities = [...nodes].map(abilitiesOf);
  const kataClasses = [...classes].filter(({ handler }) => classifyHandler(handler).origin !== 'foreign');
  const installed = abilities.filter(({ kata }) => kata === 'installed').length;
  const tees = [...new Set(abilities.flatMap(({ tees: own }) => own))];
  if (kataClasses.length === 0) return t('Not ready: there is no RuntimeClass of Kata.');
  if (abilities.length === 0)
    return t('RuntimeClasses of Kata are there; nodes may not be looked at, so nobody knows where they run.');
  const where =
    installed === 0
      ? t('no node has the label {0}=true, which kata-deploy sets', kataLabel)
      : t('{0} of {1} nodes have Kata by their label', installed, abilities.length);
  const confidential =
    tees.length === 0 ? t('no node declares a TEE') : t('nodes declare {0}', teeList(tees));
  return installed === 0
    ? t('Perhaps ready: {0}; {1}.', where, confidential)
    : t('Ready for Kata: {0}; {1}.', where, confidential);
}

/** The report, as Markdown. Nothing in it is proved: labels and classes are what the control plane says. */
export function clusterReport(facts: ClusterFacts): string {
  const nodes = [...facts.nodes];
  const classes = [...facts.classes];
  const pods = [...facts.pods];
  const troubles = [...facts.troubles];
  const scope = facts.namespaces.length === 0 ? t('all namespaces') : facts.namespaces.join(', ');
  return `${[
    `# ${t('Kata in the cluster {0}', show(facts.context))}`,
    t('{0} Namespaces: {1}.', show(clusterVerdict({ nodes, classes })), show(scope)),
    t(
      'Everything here is declared by the control plane. Only attestation proves that a pod is confidential.',
    ),
    ...(troubles.length === 0
      ? []
      : [`## ${t('What could not be read')}`, ...troubles.map(({ message }) => `- ${show(message)}`)]),
    `## ${t('Nodes')}`,
    nodes.length === 0 ? t('No node could be read.') : nodeTable(nodes),
    ...labelSection(nodes),
    '## RuntimeClasses',
    classes.length === 0 ? t('No RuntimeClass could be read.') : classTable(classes, pods),
    '## Pods',
    podTable(pods),
    `## ${t('Where this comes from')}`,
    t('The same with kubectl:'),
    codeBlock(
      [
        'kubectl get nodes -o custom-columns=NAME:.metadata.name,HANDLERS:.status.runtimeHandlers[*].name',
        'kubectl get nodes --show-labels',
        'kubectl get runtimeclasses -o yaml',
      ].join('\n'),
    ),
  ].join('\n\n')}\n`;
}

function nodeTable(nodes: readonly NodeRecord[]): string {
  const kata = { installed: t('by label'), changing: t('being changed'), 'no-label': t('no label') } as const;
  return markdownTable(
    [
      t('Node'),
      t('Ready'),
      'Kata',
      'TEEs',
      t('Itself a TEE guest'),
      t('Room'),
      t('Handlers'),
      t('GPU mode'),
      t('Engine'),
      t('Kernel'),
    ],
    nodes.map((node) => {
      const { tees, guest, kata: state, gpuMode } = abilitiesOf(node);
      const own = node.handlers?.filter((name) => classifyHandler(name).origin !== 'foreign');
      return [
        show(node.name),
        yesNo(node.ready),
        kata[state],
        teeList(tees) || none,
        yesNo(guest),
        show(node.resources.map(({ name, allocatable }) => `${name}: ${allocatable}`).join(', ')) || none,
        own === undefined ? t('not told') : show(own.join(', ')) || none,
        show(gpuMode ?? none),
        show(node.engine),
        show(node.kernel),
      ];
    }),
  );
}

/** What the labels of these nodes mean, and who sets them: nobody has to set them by hand. */
function labelSection(nodes: readonly NodeRecord[]): readonly string[] {
  const known = nodeLabels();
  const names = [...new Set(nodes.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const rows = names.flatMap((name) => {
    const label = known.get(name);
    if (!label) return [];
    const with_ = nodes.filter(({ labels }) => labels[name] === (label.value ?? 'true')).length;
    return [
      [`\`${name}\``, show(label.description), show(label.setBy), t('{0} of {1}', with_, nodes.length)],
    ];
  });
  if (rows.length === 0) return [];
  return [
    `### ${t('Labels')}`,
    t('They are set by the programs in the third column. Nothing here sets one.'),
    markdownTable([t('Label'), t('Meaning'), t('Set by'), t('Nodes')], rows),
  ];
}

function classTable(classes: readonly ClassRecord[], pods: readonly Pod[]): string {
  return markdownTable(
    ['RuntimeClass', t('Handler'), t('What it is'), 'Kata', 'Pods', t('Different from what Kata ships')],
    classes.map((found) => {
      const profile = classifyHandler(found.handler);
      const what = [
        profile.distribution ?? (profile.origin === 'foreign' ? t('not Kata') : `Kata, ${profile.origin}`),
        profile.confidential === 'yes'
          ? t('declared: {0}', profile.tee === undefined ? t('a TEE') : teeNames[profile.tee])
          : profile.confidential === 'no' && profile.origin !== 'foreign'
            ? t('without a TEE')
            : '',
      ].filter(Boolean);
      return [
        show(found.name),
        show(found.handler),
        show(what.join('; ')),
        show(found.kataVersion ?? t('not told')),
        String(pods.filter(({ runtimeClass }) => runtimeClass === found.name).length),
        show(driftOf(found).join(' ')) || none,
      ];
    }),
  );
}

const groups = () =>
  [
    ['confidential', t('Confidential (declared)')],
    ['promise', t('Says confidential, is not')],
    ['kata', t('Kata without a TEE')],
    ['unknown', t('Cannot tell')],
  ] as const;

function podTable(pods: readonly Pod[]): string {
  return markdownTable(
    [t('Group'), 'Pods', t('With trouble')],
    groups().map(([group, title]) => {
      const own = pods.filter(({ declaration }) => declaration.group === group);
      return [title, String(own.length), String(own.filter((pod) => !isFine(pod)).length)];
    }),
  );
}
