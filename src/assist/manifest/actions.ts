/** Changes to RuntimeClasses that are no fixes: nothing is wrong without them. */
import { mapAt, yamlDocuments } from '../../documents';
import { teeLabels, teeNames } from '../../knowledge';
import { insertBelow, kataWords, manifestModel, targetComment, type Fix } from '../../lint';
import { t } from '../../text';
import { placeInFile, type ManifestFile } from './file';

/** The changes for the RuntimeClass at `offset`; none elsewhere. */
export function manifestActionsAt(file: ManifestFile, offset: number): readonly Fix[] {
  const { text, target } = file;
  const document = yamlDocuments(text).findLast(({ base }) => base <= offset);
  if (!document || !kataWords.test(document.text)) return [];
  const found = manifestModel(document.yaml).runtimeClasses.find(({ kata, object }) => {
    const { start, end } = placeInFile(document, object.part, object.node.span);
    return kata && start <= offset && offset <= end;
  });
  if (!found) return [];
  const actions: Fix[] = [];
  const { object, profile, facts, nodeSelector } = found;
  const tee = profile?.tee;
  const label = tee && teeLabels[tee];
  const labels = nodeSelector && mapAt(object.node, 'scheduling', 'nodeSelector');
  // What is said in a text inside the document would need that text's margin
  if (
    tee &&
    label !== undefined &&
    labels &&
    facts &&
    !(label in facts.nodeSelector) &&
    object.part.margin === ''
  ) {
    const edit = insertBelow(object.part, labels, labels.entries.at(-1), [`${label}: "true"`]);
    const title = t('Add the node selector for {0}', teeNames[tee]);
    if (edit) actions.push({ title, edits: [{ ...edit, span: document.toFile(edit.span) }] });
  }
  if (targetComment(text).version === undefined && facts?.version === undefined) {
    const start = text.startsWith('\ufeff') ? 1 : 0;
    const newText = `# kata: version=${target.version}${text.includes('\r\n') ? '\r\n' : '\n'}`;
    const title = t('Pin the file to Kata {0}', target.version);
    actions.push({ title, edits: [{ span: { start, end: start }, newText }] });
  }
  return actions;
}
