/** Explains what is under the pointer in a manifest. */
import { yamlDocuments } from '../../documents';
import { kataWords, manifestModel } from '../../lint';
import type { Hover } from '../hover';
import { placeInFile, surroundingsOf, type ManifestFile } from './file';
import { topics } from './topics';

/** The explanation of what stands at `offset`; undefined where there is nothing of Kata's. */
export function manifestHoverAt(file: ManifestFile, offset: number): Hover | undefined {
  const documents = yamlDocuments(file.text);
  const document = documents.findLast(({ base }) => base <= offset);
  if (!document || !kataWords.test(document.text)) return undefined;
  const surroundings = surroundingsOf(file, documents);
  for (const { part, span, markdown } of topics(manifestModel(document.yaml), surroundings)) {
    const place = placeInFile(document, part, span);
    if (offset < place.start || place.end <= offset) continue;
    const said = markdown();
    if (said !== undefined) return { span: place, markdown: said };
  }
  return undefined;
}
