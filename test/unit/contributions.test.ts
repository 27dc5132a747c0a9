import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  commands,
  contextKeys,
  pathSettings,
  projectFile,
  settings,
  views,
  walkthrough,
} from '../../src/editor/contributions';
import { projectFileName } from '../../src/lint';

interface Setting {
  readonly type: string;
  readonly scope: string;
  readonly order: number;
  readonly default?: unknown;
  readonly markdownDescription?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly items?: Partial<Setting>;
  readonly additionalProperties?: Partial<Setting>;
}

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

interface Manifest {
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly languages: readonly { readonly id: string }[];
    readonly commands: readonly {
      readonly command: string;
      readonly category?: string;
      readonly title: string;
      readonly icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when: string;
    }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly when?: string;
        readonly media: { readonly svg: string; readonly altText: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly jsonValidation: readonly { readonly fileMatch: string }[];
  };
}

const manifest = readFileSync('package.json', 'utf8');
const { activationEvents, capabilities, categories, contributes, keywords } = JSON.parse(
  manifest,
) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const menuItems = Object.values(contributes.menus).flat();
const menu = (name: string) => contributes.menus[name] ?? [];
const steps = contributes.walkthroughs.flatMap((one) => one.steps);

/** The English text for `%key%`. */
const textOf = (key: string): string => texts[key.slice(1, -1)] ?? '';
const titles = new Map(contributes.commands.map(({ command, title }) => [command, textOf(title)]));
const withIcon = new Set(
  contributes.commands.filter(({ icon }) => icon !== undefined).map(({ command }) => command),
);
/** Commands that the palette never shows. */
const hidden = menu('commandPalette')
  .filter(({ when }) => when === 'false')
  .map(({ command }) => command);

/** Whether the part of a `when` clause that is about `viewItem` holds. */
const holds = (when: string, viewItem: string): boolean =>
  when.split(' && ').every((clause) => {
    const [, not, expression] = /^(!?)\(?viewItem =~ \/(.*?)\/\)?$/.exec(clause) ?? [];
    return expression === undefined || new RegExp(expression).test(viewItem) === (not === '');
  });

describe('package.json and src/editor/contributions.ts', () => {
  it('name the same commands, in the same order', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command),
      Object.values(commands),
    );
    for (const { command } of menuItems) assert.ok(titles.has(command), command);
  });

  it('name the same settings', () => {
    assert.deepEqual(
      Object.keys(contributes.configuration.properties).sort(),
      Object.values(settings)
        .map((key) => `kata.${key}`)
        .sort(),
    );
  });

  it('take no program from a workspace that is not trusted', () => {
    const paths = Object.values(pathSettings).map((key) => `kata.${key}`);
    assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations, paths);
    for (const key of paths)
      assert.equal(contributes.configuration.properties[key]?.scope, 'machine-overridable', key);
  });

  it('name the same views', () => {
    const ids = Object.values<string>(views);
    assert.deepEqual(
      Object.keys(contributes.views),
      contributes.viewsContainers.activitybar.map(({ id }) => id),
    );
    assert.deepEqual(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      ids,
    );
    for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
  });

  it('use only context keys that the code sets', () => {
    const clauses = [...menuItems, ...contributes.viewsWelcome, ...steps].flatMap(({ when }) => when ?? []);
    const used = clauses.flatMap(
      (when) => when.replace(/(?:\bview == |\bconfig\.)[\w.]+/g, '').match(/\bkata\.[\w.]+/g) ?? [],
    );
    for (const key of used) assert.ok(Object.values<string>(contextKeys).includes(key), key);
    assert.ok(used.length > 0);
  });

  it('name the same project file as the lint', () => {
    assert.equal(projectFile, projectFileName);
    assert.deepEqual(
      contributes.jsonValidation.map(({ fileMatch }) => fileMatch),
      [projectFile],
    );
  });
});

describe('package.json', () => {
  it('finds every text in package.nls.json, and no text is unused', () => {
    const used = [...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });

  it('describes itself with categories that the Marketplace has, and as many keywords as it takes', () => {
    // https://code.visualstudio.com/api/references/extension-manifest
    const known = [
      'Linters',
      'Snippets',
      'Programming Languages',
      'Debuggers',
      'Visualization',
      'AI',
      'Other',
    ];
    for (const category of categories) assert.ok(known.includes(category), category);
    assert.ok(keywords.length <= 30 && new Set(keywords).size === keywords.length);
  });

  it('names no activation event that VS Code makes itself', () => {
    const own = contributes.languages.map(({ id }) => `onLanguage:${id}`);
    for (const event of activationEvents)
      assert.ok(!/^(?:onCommand|onView|\*)/.test(event) && !own.includes(event), event);
  });

  it('gives every command a title of its own in title case, in the category Kata', () => {
    const small = /^(?:a|as|by|in|of|on|with|kubectl)$/;
    for (const { command, category, title } of contributes.commands) {
      assert.equal(category, 'Kata', command);
      assert.match(title, /^%command\.[\w.]+%$/);
      const words = textOf(title).split(' ');
      for (const [index, word] of words.entries())
        assert.ok(/^[A-Z]/.test(word) || (index > 0 && small.test(word)), `${command}: ${textOf(title)}`);
      assert.doesNotMatch(textOf(title), /\.\.|\.$/, 'a question is announced by "…"');
    }
    const shown = contributes.commands.map(({ command }) => command).filter((id) => !hidden.includes(id));
    assert.equal(new Set(shown.map((id) => titles.get(id))).size, shown.length);
  });

  it('has in the palette only what needs no line of a view, or asks for one', () => {
    for (const { command } of menu('view/item/context'))
      assert.ok(
        hidden.includes(command) || command.startsWith('kata.sandboxes.'),
        `${command} gets nothing to work on from the palette`,
      );
  });

  it('has the same order in the title of each view: refresh, what is shown, report; each with an icon', () => {
    const icons = new Map(contributes.commands.map(({ command, icon }) => [command, icon]));
    for (const view of Object.values(views)) {
      const items = menu('view/title').filter(
        ({ when }) => when.startsWith(`view == ${view} `) || when === `view == ${view}`,
      );
      const buttons = items.filter(({ group }) => group?.startsWith('navigation'));
      assert.equal(icons.get(buttons[0]?.command ?? ''), '$(refresh)', view);
      for (const { command } of buttons) assert.ok(withIcon.has(command), command);
      const groups = items.map(({ group = '' }) => group.replace('navigation', '0'));
      assert.deepEqual(groups, [...groups].sort(), view);
      for (const { command, group } of items)
        if (command.endsWith('.showReport')) assert.equal(group, 'navigation@3');
    }
  });

  it('puts at most two buttons on a line, each with an icon', () => {
    const inline = menu('view/item/context').filter(({ group }) => group?.startsWith('inline'));
    for (const { command } of inline) assert.ok(withIcon.has(command), command);
    const on = (view: string, viewItem: string) =>
      inline
        .filter(({ when }) => when.startsWith(`view == ${view} `) && holds(when, viewItem))
        .sort((a, b) => ((a.group ?? '') < (b.group ?? '') ? -1 : 1))
        .map(({ command }) => command);
    const lines: readonly (readonly [string, string, readonly string[]])[] = [
      [views.host, 'fix', [commands.hostCopyFix]],
      [views.host, 'fix command', [commands.hostOpenTerminal, commands.hostCopyFix]],
      [views.host, 'check file page', [commands.hostRecheck]],
      [views.host, 'check fix page', [commands.hostCopyFix, commands.hostRecheck]],
      [views.host, 'check fix command file', [commands.hostOpenTerminal, commands.hostRecheck]],
      [views.sandboxes, 'problem command', [commands.sandboxesOpenTerminal]],
      [views.sandboxes, 'sandbox id logs shell stop', [commands.sandboxShell, commands.sandboxLogs]],
      [views.cluster, 'pod logs shell', [commands.clusterShell, commands.clusterLogs]],
    ];
    for (const [view, words, expected] of lines) assert.deepEqual(on(view, words), expected, words);
  });

  it('describes every setting, in their order, with examples where anything can be typed', () => {
    const properties = Object.entries(contributes.configuration.properties);
    const orders = properties.map(([, { order }]) => order);
    assert.deepEqual(
      orders,
      [...orders].sort((a, b) => a - b),
    );
    for (const [key, setting] of properties) {
      assert.match(setting.markdownDescription ?? '', /^%setting\./, key);
      assert.notEqual(setting.default, undefined, key);
      const isFree = /string|array|object/.test(setting.type) && !setting.enum && !setting.items?.enum;
      assert.equal((setting.examples?.length ?? 0) > 0, isFree, `examples of ${key}`);
      for (const { enum: values, markdownEnumDescriptions: about } of [
        setting,
        setting.items ?? {},
        setting.additionalProperties ?? {},
      ])
        assert.equal(about?.length, values?.length, `descriptions of the values of ${key}`);
      if (key.startsWith('kata.lint.')) assert.equal(setting.scope, 'resource', key);
    }
  });

  it('says in each view what waits for trust, and leads on by the names that commands have', () => {
    for (const view of Object.values(views)) {
      const own = contributes.viewsWelcome.filter((welcome) => welcome.view === view);
      assert.equal(own.filter(({ when }) => when === '!isWorkspaceTrusted').length, 1, view);
      for (const { contents } of own) assert.match(textOf(contents), /\]\(command:/, contents);
    }
    const links = Object.values(texts).flatMap((text) => [
      ...text.matchAll(/\[([^\]]+)\]\(command:(kata\.[\w.]+)/g),
    ]);
    assert.ok(links.length > 10);
    for (const [link, words, command = ''] of links) {
      const ofView = /^(.*)\.focus$/.exec(command)?.[1];
      if (ofView !== undefined) assert.ok(Object.values<string>(views).includes(ofView), link);
      else assert.equal(words?.toLowerCase(), titles.get(command)?.toLowerCase(), link);
    }
  });

  it('gives its commands the names that README and pages use', () => {
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
    const shown = new Set([...titles].filter(([id]) => !hidden.includes(id)).map(([, title]) => title));
    for (const file of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
      const page = readFileSync(file, 'utf8');
      const [inText, inTables] = [/`Kata: ([^`]+)`/g, /^\| Kata: ([^|]*[^| ])/gm];
      for (const [, title = ''] of [...page.matchAll(inText), ...page.matchAll(inTables)])
        assert.ok(shown.has(title.replace(/\s+/g, ' ')), `${file}: Kata: ${title}`);
    }
  });

  it('has a walkthrough of five steps, each with a picture and an event that ends it', () => {
    assert.deepEqual(
      contributes.walkthroughs.map(({ id }) => id),
      [walkthrough],
    );
    assert.equal(steps.length, 5);
    const known: Readonly<Record<string, readonly string[]>> = {
      onCommand: [...Object.values(commands), ...Object.values(views).map((view) => `${view}.focus`)],
      onContext: Object.values(contextKeys),
    };
    for (const { id, media, completionEvents } of steps) {
      assert.ok(existsSync(media.svg), media.svg);
      assert.match(media.altText, /^%walkthrough\..*\.picture%$/);
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) {
        const [kind = '', name = ''] = event.split(':');
        assert.ok(known[kind]?.includes(name), event);
      }
    }
  });

  it('draws in colours of the theme only, and the icon of the activity bar in one', () => {
    for (const { media } of steps) {
      const colours = readFileSync(media.svg, 'utf8').matchAll(/ (?:fill|stroke)="([^"]+)"/g);
      for (const [, colour = ''] of colours)
        assert.match(colour, /^(?:none|var\(--vscode-[\w-]+.*\))$/, media.svg);
    }
    const icon = readFileSync('media/kata.svg', 'utf8');
    const colours = [...icon.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
    assert.deepEqual(new Set(colours.filter((colour) => colour !== 'none')), new Set(['#000']));
  });
});
