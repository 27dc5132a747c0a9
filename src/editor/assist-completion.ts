/** Completion in the editor's types; the documentation is made for the item that is looked at. */
import * as vscode from 'vscode';
import type { Completion } from '../assist';
import type { Reader } from './assist';
import { rangeOf } from './diagnostics';

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

export class Completer implements vscode.CompletionItemProvider<Item> {
  constructor(private readonly read: Reader) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<Item[] | undefined> {
    const asked = await this.read(document);
    if (!asked) return undefined;
    const offers = asked.assist.completionsAt(asked.toml, document.offsetAt(position), asked.target);
    // one range for inserting and for replacing: what stands behind the cursor is the closing quote or bracket
    return offers.map((offer) => new Item(offer, rangeOf(document, offer.span)));
  }

  resolveCompletionItem(item: Item): Item {
    item.documentation = new vscode.MarkdownString(item.offer.documentation());
    return item;
  }
}
