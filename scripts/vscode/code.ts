/**
 * A program that @vscode/test-electron runs as if it were `code`: runs the tests in the extension host of the VS Code
 * server, with the workbench in a headless Chromium. Ends with the suite's exit code; 97 where there is no result in
 * time, 98 where the workbench crashes.
 */
import { createWriteStream } from 'node:fs';
import { format } from 'node:util';
import { cleanUp } from '../cleanup';
import { parseCodeArguments } from './arguments';
import { startBrowser } from './browser';
import { startServer } from './server';

/** How long the suite may take, in seconds. */
const limit = Number(process.env.KATA_TEST_LIMIT ?? 600);

/** What VS Code itself logs on the same way as the tests. */
const ownLines =
  /^(\[[\w: -]+\] |%c|Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|Ignoring fetching additional builtin)/;

async function run(): Promise<number> {
  const args = parseCodeArguments(process.argv.slice(2));
  const log = createWriteStream('out/vscode.log');
  const { extensionsDir } = args;
  const server = await startServer({
    testDriver: true,
    logFile: 'out/vscode-server.log',
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
  });
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });

  return new Promise<number>((end, failed) => {
    const start = async () => {
      // The two functions that the browser workbench calls while it runs an extension's tests.
      await page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
        const line = format(...values);
        log.write(`[${type}] ${line}\n`);
        if ((type === 'log' || type === 'info') && !ownLines.test(line)) console.log(line);
      });
      await page.exposeFunction('codeAutomationExit', end);
      page.on('crash', () => {
        console.error('The workbench crashed.');
        end(98);
      });
      setTimeout(() => {
        console.error(`The suite gave no result within ${limit} s.`);
        end(97);
      }, limit * 1000).unref();
      const development = args.extensionDevelopmentPaths.map(
        (path) => ['extensionDevelopmentPath', server.uri(path)] as const,
      );
      const tests = ['extensionTestsPath', server.uri(args.extensionTestsPath)] as const;
      await page.goto(server.address(args.folder, [['skipWelcome', 'true'], ...development, tests]));
    };
    start().catch(failed);
  });
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error);
  process.exitCode = 99;
} finally {
  await cleanUp();
}
