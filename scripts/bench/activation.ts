/** activate() in a real VS Code, its files' loading included, beside VS Code's own JSON extension. */
import { atMost, median, milliseconds, ratio, type Bench } from './row';
import { Windows } from './window/window';

const rounds = 3;

async function activationOf(extension: string, windows: Windows): Promise<number> {
  const times: number[] = [];
  for (let window = 0; times.length <= rounds; window++) {
    if (window === 3 * rounds) throw new Error(`VS Code activated ${extension} before the probe could.`);
    await windows.open(extension);
    times.push(...[windows.seen().activation ?? []].flat());
  }
  // Without the first one, which has the disk to wait for
  return median(times.slice(1));
}

export const activation: Bench = {
  name: 'activation',
  measure: async () => {
    const windows = await Windows.start();
    const json = await activationOf('vscode.json-language-features', windows);
    const own = await activationOf('kata-workbench.kata-workbench', windows);
    return [
      {
        what: 'activate() in VS Code, the loading included',
        beside: `VS Code's own JSON extension: ${milliseconds(json)}`,
        own: milliseconds(own),
        ratio: ratio(own, json),
        limit: atMost(own, 100, milliseconds),
      },
    ];
  },
};
