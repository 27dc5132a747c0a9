/** Enough of GNU make to know the variables that Kata's Makefiles put into the shipped configurations. */
import type { Checkout } from './checkout';

interface Variable {
  readonly text: string;
  /** Set with `:=`: expanded already. Otherwise the text is expanded where it is used. */
  readonly final: boolean;
}

/** Expands `$(NAME)` with the variables of a Makefile; a name that it does not know is the empty text. */
export type Expand = (text: string) => string;

/** Reads `folder/Makefile` and what it includes, as `make ARCH=arch PREFIX=/opt/kata` would. Recipes are not run. */
export function readMakefile(checkout: Checkout, folder: string, arch: string): Expand {
  const variables = new Map<string, Variable>([
    ['ARCH', { text: arch, final: true }],
    ['PREFIX', { text: '/opt/kata', final: true }],
  ]);

  /** The value of `NAME` or `function arguments`, which holds no further `$(...)`. */
  const value = (inside: string): string => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(inside) ?? [];
    const args = rest.split(',');
    switch (name) {
      case '': {
        const variable = variables.get(inside.trim());
        return variable === undefined || variable.final ? (variable?.text ?? '') : expand(variable.text);
      }
      case 'abspath':
      case 'realpath':
      case 'strip':
        return rest.trim();
      case 'findstring':
        return args[1]?.includes(args[0] ?? '') ? (args[0] ?? '') : '';
      case 'if':
        return (args[0]?.trim() ? args[1] : args[2]) ?? '';
      case 'call': {
        const body = variables.get(args[0]?.trim() ?? '')?.text ?? '';
        return expand(
          body.replace(/\$(?:(\d)|\((\d)\))/g, (_, a?: string, b?: string) => args[Number(a ?? b)] ?? ''),
        );
      }
      default:
        return '';
    }
  };

  /** From the inside out; a variable that holds itself ends at the limit. */
  let depth = 0;
  const expand = (text: string): string => {
    if (depth > 50) return '';
    depth++;
    let now = text;
    for (let before = ''; before !== now;) {
      before = now;
      now = now.replace(/\$[({]([^(){}$]*)[)}]/g, (_, inside: string) => value(inside));
    }
    depth--;
    return now;
  };

  const read = (path: string): void => {
    if (!checkout.has(path)) return;
    /** Per open condition: whether its lines count now, and whether one of its branches did already. */
    const conditions: { active: boolean; done: boolean }[] = [];
    let body: { readonly name: string; readonly lines: string[] } | undefined;
    for (const line of checkout.read(path).replaceAll('\\\n', ' ').split('\n')) {
      if (line.startsWith('\t')) continue;
      const text = line.trim();
      const definition = /^define\s+(\w+)/.exec(text)?.[1];
      if (definition !== undefined || body !== undefined) {
        if (definition !== undefined) body = { name: definition, lines: [] };
        else if (text !== 'endef') body?.lines.push(text);
        else if (body) {
          variables.set(body.name, { text: body.lines.join('\n'), final: false });
          body = undefined;
        }
        continue;
      }
      const outer = (levels: number) => conditions.slice(0, levels).every(({ active }) => active);
      const [, otherwise, test] = /^(else\b)?\s*(if(?:n?eq|n?def)\b.*)?/.exec(text) ?? [];
      if (test !== undefined && otherwise === undefined) {
        const active = outer(conditions.length) && holds(test);
        conditions.push({ active, done: active });
      } else if (otherwise !== undefined) {
        const last = conditions.at(-1);
        if (!last) continue;
        last.active = !last.done && outer(conditions.length - 1) && (test === undefined || holds(test));
        last.done ||= last.active;
      } else if (/^endif\b/.test(text)) conditions.pop();
      else if (outer(conditions.length)) statement(text);
    }
  };

  const holds = (test: string): boolean => {
    const [, negated, left = '', right = ''] = /^if(n)?eq\s*\((.*?),(.*)\)\s*(?:#.*)?$/.exec(test) ?? [];
    if (/^ifn?eq/.test(test))
      return (expand(left).trim() === expand(right).trim()) !== (negated !== undefined);
    const [, undefinedWanted, name = ''] = /^if(n)?def\s+(\S+)/.exec(test) ?? [];
    return variables.has(name) !== (undefinedWanted !== undefined);
  };

  const statement = (text: string): void => {
    const included = /^-?include\s+(.+)$/.exec(text)?.[1];
    if (included !== undefined) read(`${folder}/${expand(included).trim()}`);
    const [, name = '', operator, value = ''] =
      /^(?:(?:override|export)\s+)*(\w+)\s*(\?=|\+=|::?=|=)\s*(.*)$/.exec(text) ?? [];
    if (operator === undefined || (['ARCH', 'PREFIX'].includes(name) && variables.get(name)?.text !== ''))
      return;
    const before = variables.get(name);
    if (operator === '?=' && before !== undefined) return;
    const own = value.replace(/\s+#.*$/, '');
    const joined = operator === '+=' && before !== undefined ? `${before.text} ${own}` : own;
    const final = operator.startsWith(':') || (operator === '+=' && before?.final === true);
    variables.set(name, { text: final ? expand(joined) : joined, final });
  };

  read(`${folder}/Makefile`);
  return (text) => expand(text).trim();
}
