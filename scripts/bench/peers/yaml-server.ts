/** Drives yaml-language-server, the engine of the YAML extension, over its standard input and output. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is needed of vscode-jsonrpc, which comes with the server. */
interface Connection {
  listen(): void;
  dispose(): void;
  onNotification(method: string, handler: (params: never) => void): void;
  onRequest(method: string, handler: (params: never) => unknown): void;
  sendNotification(method: string, params: unknown): Promise<void>;
  sendRequest(method: string, params: unknown): Promise<unknown>;
}

interface JsonRpc {
  readonly StreamMessageReader: new (stream: unknown) => unknown;
  readonly StreamMessageWriter: new (stream: unknown) => unknown;
  readonly createMessageConnection: (reader: unknown, writer: unknown) => Connection;
}

/** The document that the keystrokes go to; it need not be on disk. */
const uri = pathToFileURL(resolve('manifest.yaml')).href;

/** What the server is told: it validates, and fetches no schema. Its own debounce is taken off the figures. */
const settings = { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } };

/** How long the server waits after a change before it validates, in ms (validationDelayMs of yaml-language-server 1.20.0). */
const debounce = 200;

/** Milliseconds from each text's arrival to its diagnostics, the first for the file as it is opened. */
export async function yamlServerKeystrokes(peers: string, texts: readonly string[]): Promise<number[]> {
  const require = createRequire(resolve(peers, 'package.json'));
  const { createMessageConnection, StreamMessageReader, StreamMessageWriter } =
    require('vscode-jsonrpc/node') as JsonRpc;
  const server = spawn(
    process.execPath,
    [resolve(peers, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server'), '--stdio'],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  try {
    let answered = (): void => undefined;
    connection.onNotification('textDocument/publishDiagnostics', () => {
      answered();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => (section === 'yaml' ? settings.yaml : {})),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.listen();
    const capabilities = { workspace: { configuration: true } };
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('workspace/didChangeConfiguration', { settings });
    const times: number[] = [];
    for (const [version, text] of texts.entries()) {
      const complete = new Promise<void>((done, fail) => {
        const timer = setTimeout(() => {
          fail(new Error('yaml-language-server published no diagnostics within 60 s.'));
        }, 60_000);
        answered = () => {
          clearTimeout(timer);
          done();
        };
      });
      const started = performance.now();
      if (version === 0) {
        const textDocument = { uri, languageId: 'yaml', version, text };
        await connection.sendNotification('textDocument/didOpen', { textDocument });
      } else {
        const change = { textDocument: { uri, version }, contentChanges: [{ text }] };
        await connection.sendNotification('textDocument/didChange', change);
      }
      await complete;
      times.push(performance.now() - started - debounce);
    }
    return times;
  } finally {
    connection.dispose();
    server.kill();
  }
}
