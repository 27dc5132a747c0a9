/** Sizes, beside what VS Code's own extensions load. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { activationBudget, bytesOf, filesOf, vsixBudget } from '../budget';
import { installServer } from '../vscode/install';
import { packVsix } from '../vscode/pack';
import { atMost, kilobytes, type Bench } from './row';
import { product } from './tools';

/** The file that VS Code loads to activate its own JSON extension. */
const jsonMain = ['extensions', 'json-language-features', 'client', 'dist', 'node', 'jsonClientMain.js'];

export const bundle: Bench = {
  name: 'bundle',
  measure: async () => {
    const { outputs } = await product();
    const activation = bytesOf(outputs, filesOf(outputs, 'dist/extension.js', { lazy: false }));
    const { main } = await installServer();
    const json = statSync(join(dirname(main), '..', ...jsonMain)).size;
    const vsix = statSync(await packVsix()).size;
    return [
      {
        what: 'what activate() loads',
        beside: `VS Code's own JSON extension: ${kilobytes(json)}`,
        own: kilobytes(activation),
        ratio: `${(activation / json).toFixed(2)} times its size`,
        limit: atMost(activation, activationBudget, kilobytes),
      },
      {
        what: 'the packed extension',
        beside: '',
        own: kilobytes(vsix),
        ratio: '',
        limit: atMost(vsix, vsixBudget, kilobytes),
      },
    ];
  },
};
