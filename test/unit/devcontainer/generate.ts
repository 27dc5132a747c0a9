/** Writes devcontainer.json files as people might lay them out, the same ones for the same seed. */
import { random } from '../../support/mutate';

/** A generated file and what `docker run` gets from its runArgs. */
export interface Generated {
  readonly text: string;
  /** The last runtime; undefined where none is named, empty where it is nameless. */
  readonly runtime: string | undefined;
  /** The arguments as a switch to `runtime` must leave them. */
  readonly argsWith: (runtime: string) => readonly string[];
}

/** Some arguments that belong together. */
interface Piece {
  readonly args: readonly string[];
  /** The runtime that it names. */
  readonly runtime?: string;
}

const words = [
  'x',
  'a b',
  'é',
  '',
  '//no',
  '/* no */',
  '"q"',
  '{',
  ']',
  ',',
  '\\',
  '\t',
  '🐳',
  '${localEnv:HOME}',
];
const runtimes = [
  'runc',
  'runsc',
  'kata',
  'io.containerd.kata.v2',
  '${localEnv:DEVCONTAINER_RUNTIME:runc}',
  '',
];
const others: readonly (readonly string[])[] = [
  ['--init'],
  ['-it'],
  ['--name', '--runtime'],
  ['--label', '--runtime=kata'],
  ['-e', 'A=1'],
  ['-eB=--runtime=x'],
  ['--cap-add=SYS_PTRACE'],
  ['--security-opt', 'seccomp=unconfined'],
  ['-itv', '/a:/b'],
  ['${localEnv:MORE}'],
  ['--env', ''],
];

class Writer {
  readonly next: () => number;
  readonly eol: string;
  readonly unit: string;
  readonly minified: boolean;
  readonly comments: boolean;

  constructor(seed: number) {
    this.next = random(seed);
    this.eol = this.pick(['\n', '\n', '\r\n', '\r']);
    this.unit = this.pick(['  ', '\t', '    ', '', ' ']);
    this.minified = this.chance(0.15);
    this.comments = !this.minified && this.chance(0.6);
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A text, sometimes with escapes that need not be. */
  string(text: string): string {
    const plain = JSON.stringify(text);
    if (!this.chance(0.1)) return plain;
    return `"${Array.from(text)
      .map((char) =>
        char.length === 1 && this.chance(0.3)
          ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
          : JSON.stringify(char).slice(1, -1),
      )
      .join('')}"`;
  }

  /** White space and comments, where either may stand. */
  space(depth: number, share: number): string {
    if (this.minified || !this.chance(share)) return '';
    if (this.comments && this.chance(0.4)) {
      if (this.chance(0.4)) return ` // ${this.pick(['c', '"runArgs": [],', '{', ''])}${this.line(depth)}`;
      return this.pick([' /* c */ ', '/**/', ` /* one${this.eol} two */`]);
    }
    return this.pick([' ', '  ', '\t', this.line(depth), this.eol + this.line(depth)]);
  }

  line(depth: number): string {
    return this.eol + this.unit.repeat(depth);
  }

  /** Items with their commas between brackets. */
  list(open: string, close: string, items: readonly string[], depth: number): string {
    const lines = !this.minified && this.chance(0.6);
    const before = () => (lines ? this.line(depth + 1) : this.minified ? '' : this.pick(['', ' ']));
    const comment = () =>
      this.comments && lines && this.chance(0.25) ? ` // ${this.pick(words)}`.replace(/\t/, '') : '';
    let text = open + (lines ? comment() : this.space(depth, 0.1));
    items.forEach((item, index) => {
      if (this.comments && lines && this.chance(0.15)) text += `${before()}// about it`;
      text += before() + this.space(depth + 1, 0.05) + item + this.space(depth + 1, 0.08);
      if (index < items.length - 1 || this.chance(0.2)) text += ',';
      text += comment();
    });
    if (this.comments && lines && this.chance(0.2)) text += `${before()}// end`;
    return text + (lines || text.includes('//') ? this.line(depth) : before()) + close;
  }

  property(key: string, value: string): string {
    const colon = this.minified ? ':' : this.pick([': ', ': ', ':', ' : ']);
    return this.string(key) + colon + value;
  }

  value(depth: number): string {
    const kind = depth > 4 ? 0 : Math.floor(this.next() * 7);
    if (kind <= 2) return this.string(this.pick(words));
    if (kind === 3) return this.pick(['true', 'false', 'null', '0', '-1.5e3']);
    const count = Math.floor(this.next() * 4);
    const items = Array.from({ length: count }, (_, index) =>
      kind === 4
        ? this.value(depth + 1)
        : this.property(this.pick(['runArgs', 'image', 'k', `k${index}`]), this.value(depth + 1)),
    );
    return kind === 4 ? this.list('[', ']', items, depth) : this.list('{', '}', items, depth);
  }
}

function pieces(writer: Writer): readonly Piece[] {
  return Array.from({ length: Math.floor(writer.next() * 5) }, (): Piece => {
    if (!writer.chance(0.3)) return { args: writer.pick(others) };
    const runtime = writer.pick(runtimes);
    return writer.chance(0.5)
      ? { args: [`--runtime=${runtime}`], runtime }
      : { args: ['--runtime', runtime], runtime };
  });
}

/** A file for a seed. */
export function generate(seed: number): Generated {
  const writer = new Writer(seed);
  const made = writer.chance(0.6) ? pieces(writer) : undefined;
  const source = writer.chance(0.6)
    ? writer.property('image', writer.string('debian:12'))
    : writer.property(
        'build',
        writer.list('{', '}', [writer.property('dockerfile', writer.string('Dockerfile'))], 1),
      );
  const properties = [source];
  for (let count = Math.floor(writer.next() * 5); count > 0; count--) {
    const key = writer.pick(['name', 'features', 'customizations', 'mounts', 'init', `x${count}`]);
    properties.splice(
      Math.floor(writer.next() * (properties.length + 1)),
      0,
      writer.property(key, writer.value(1)),
    );
  }
  if (made) {
    const array = writer.list(
      '[',
      ']',
      made.flatMap(({ args }) => args.map((arg) => writer.string(arg))),
      1,
    );
    const at = Math.floor(writer.next() * (properties.length + 1));
    properties.splice(at, 0, writer.property('runArgs', array));
  }
  const start =
    writer.pick(['', '', '', '\ufeff']) +
    (writer.comments && writer.chance(0.3) ? `// start${writer.eol}` : '');
  const end = writer.pick(['', writer.eol, writer.eol, writer.comments ? ' // end' : '']);
  const text = start + writer.list('{', '}', properties, 0) + end;
  const named = made?.findLast(({ runtime }) => runtime !== undefined);
  return {
    text,
    runtime: named?.runtime,
    argsWith: (runtime) => {
      if (!named) return [...(made ?? []).flatMap(({ args }) => args), `--runtime=${runtime}`];
      return (made ?? []).flatMap(({ args, runtime: own }) =>
        own === undefined ? args : args.length === 2 ? ['--runtime', runtime] : [`--runtime=${runtime}`],
      );
    },
  };
}
