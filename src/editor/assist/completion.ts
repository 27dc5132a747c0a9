/** Completion in the editor's types; the documentation is made for the item that is looked at. */
import * as vscode from 'vscode';
import type { Completion } from '../../assist';
import { rangeOf } from '../lint/diagnostics';

/** An item that remembers how to explain itself. */
class Item extends vscode.CompletionItem {
  constructor(
    readonly offer: Completion,
    range: vscode.Range,
  ) {
    super({ label: offer.label, description: offer.detail }, kinds[offer.kind]);
    this.range = range;
    this.insertText = new vscode.SnippetString(offer.insert);
    this.filterText = offer.filterText;
    this.sortText = offer.sortText;
    this.commitCharacters = [];
  }
}

const kinds: Record<Completion['kind'], vscode.CompletionItemKind> = {
  section: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  annotation: vscode.CompletionItemKind.EnumMember,
};

/** What may be written at a position; undefined where a document is none of ours. */
export type Offers = (
  document: vscode.TextDocument,
  position: vscode.Position,
  trigger: string | undefined,
) => Promise<readonly Completion[] | undefined>;

export class Completer implements vscode.CompletionItemProvider<Item> {
  constructor(private readonly offers: Offers) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _token: vscode.CancellationToken,
    { triggerCharacter }: vscode.CompletionContext,
  ): Promise<Item[] | undefined> {
    const offers = await this.offers(document, position, triggerCharacter);
    // one range for inserting and for replacing: what stands behind the cursor is the closing quote or bracket
    return offers?.map((offer) => new Item(offer, rangeOf(document, offer.span)));
  }

  resolveCompletionItem(item: Item): Item {
    item.documentation = new vscode.MarkdownString(item.offer.documentation());
    return item;
  }
}
