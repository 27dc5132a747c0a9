/** Finds keys and tables that are defined twice, by the rules of TOML 1.0. */
import { t } from '../../text';
import type { Span } from '../text';
import type { TomlEntry, TomlKey, TomlProblem } from './types';

/** How a name came to be: `implied` by `[a.b]` for a, `dotted` by `a.b = 1` for a; those may grow, values may not. */
type Origin = 'header' | 'implied' | 'dotted' | 'value' | 'array';

interface Name {
  origin: Origin;
  readonly span: Span;
  readonly children: Map<string, Name>;
}

const named = (origin: Origin, span: Span): Name => ({ origin, span, children: new Map() });

/** Collects the names of one document in order and notes each that may not stand where it stands. */
export class Names {
  readonly problems: TomlProblem[] = [];
  private readonly root = named('header', { start: 0, end: 0 });
  private table = this.root;

  private duplicate(key: TomlKey, first: Name, what: string, array = false): void {
    const message = t('{0} "{1}" is defined twice; Kata refuses to load the file.', what, key.name);
    this.problems.push({
      kind: 'duplicate',
      message,
      span: key.span,
      first: first.span,
      ...(array && { array }),
    });
  }

  /** Enters `[keys]` or `[[keys]]`. */
  header(keys: readonly TomlKey[], array: boolean): void {
    let at = this.root;
    for (const [depth, key] of keys.entries()) {
      const last = depth === keys.length - 1;
      const found = at.children.get(key.name);
      if (!found) {
        const made = named(last ? (array ? 'array' : 'header') : 'implied', key.span);
        at.children.set(key.name, made);
        at = made;
      } else if (!last) {
        if (found.origin === 'value') {
          this.duplicate(key, found, t('The name'));
          at = named('header', key.span);
        } else at = found;
      } else if (array && found.origin === 'array') {
        found.children.clear();
        at = found;
      } else if (!array && found.origin === 'implied') {
        found.origin = 'header';
        at = found;
      } else {
        this.duplicate(key, found, found.origin === 'value' ? t('The name') : t('The table'));
        at = named('header', key.span);
      }
    }
    this.table = at;
  }

  /** Adds `keys = value` to the table that was entered last. */
  entry({ keys, value }: TomlEntry): void {
    let at = this.table;
    for (const [depth, key] of keys.entries()) {
      const found = at.children.get(key.name);
      const last = depth === keys.length - 1;
      if (!found) {
        const made = named(last ? 'value' : 'dotted', key.span);
        at.children.set(key.name, made);
        at = made;
      } else if (last || found.origin !== 'dotted') {
        this.duplicate(key, found, t('The key'), last && value.kind === 'array' && found.origin === 'value');
        return;
      } else at = found;
    }
  }
}
