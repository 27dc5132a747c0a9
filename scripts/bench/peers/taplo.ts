/** Drives Taplo's language server, the engine of Even Better TOML, in this process: schema in, diagnostics out. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Message {
  readonly jsonrpc: '2.0';
  readonly method?: string;
  readonly id?: number | string;
  readonly params?: unknown;
  readonly result?: unknown;
}

interface Server {
  send(message: Message): void;
  dispose(): void;
}

interface Module {
  readonly TaploLsp: {
    initialize(environment: object, handler: { onMessage: (message: Message) => void }): Promise<Server>;
  };
}

/** The document that the keystrokes go to; it need not be on disk. */
const file = resolve('configuration-qemu.toml');

const environment = {
  now: () => new Date(),
  envVar: () => undefined,
  envVars: () => [],
  stdErrAtty: () => false,
  stdin: () => Promise.resolve(new Uint8Array()),
  stdout: (bytes: Uint8Array) => Promise.resolve(bytes.length),
  stderr: (bytes: Uint8Array) => Promise.resolve(bytes.length),
  glob: () => [],
  readFile: (path: string) => Promise.resolve(new Uint8Array(readFileSync(path))),
  writeFile: () => Promise.reject(new Error('the bench writes nothing')),
  urlToFilePath: (url: string) => (url.startsWith('file:') ? fileURLToPath(url) : url),
  isAbsolute,
  cwd: () => process.cwd(),
  findConfigFile: () => undefined,
  fetch: { fetch, Headers, Request, Response },
};

/** How long no diagnostics must come until those of a change are complete; it counts for nothing in the figures. */
const quiet = 1_000;

/**
 * Milliseconds from each change to its last diagnostics, with `schema` (a path) for validation. The server publishes
 * up to three times for one change: syntax, keys, schema; the last one is the answer.
 */
export async function taploKeystrokes(
  peers: string,
  schema: string,
  texts: readonly string[],
): Promise<number[]> {
  const { TaploLsp } = createRequire(resolve(peers, 'package.json'))('@taplo/lsp') as Module;
  let last = 0;
  let answered: (() => void) | undefined;
  const replies = new Map<number | string, () => void>();
  const server: Server = await TaploLsp.initialize(environment, {
    onMessage: ({ method, id, params }) => {
      if (method === 'textDocument/publishDiagnostics') {
        last = performance.now();
        answered?.();
      } else if (method !== undefined && id !== undefined) {
        const items = (params as { items?: readonly unknown[] } | undefined)?.items;
        server.send({ jsonrpc: '2.0', id, result: items?.map(() => ({})) ?? null });
      } else if (id !== undefined) replies.get(id)?.();
    },
  });
  const initialized = new Promise<void>((done) => replies.set(1, done));
  const workspace = { configuration: true };
  server.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { capabilities: { workspace }, rootUri: pathToFileURL(process.cwd()).href },
  });
  await initialized;
  server.send({ jsonrpc: '2.0', method: 'initialized', params: {} });
  const uri = pathToFileURL(file).href;
  const times: number[] = [];
  for (const [version, body] of texts.entries()) {
    const text = `#:schema ${pathToFileURL(resolve(schema)).href}\n${body}`;
    const started = performance.now();
    last = 0;
    const change = { textDocument: { uri, version }, contentChanges: [{ text }] };
    const open = { textDocument: { uri, version, languageId: 'toml', text } };
    const complete = new Promise<void>((done) => {
      let timer = setTimeout(done, 20_000);
      answered = () => {
        clearTimeout(timer);
        timer = setTimeout(done, quiet);
      };
    });
    server.send(
      version === 0
        ? { jsonrpc: '2.0', method: 'textDocument/didOpen', params: open }
        : { jsonrpc: '2.0', method: 'textDocument/didChange', params: change },
    );
    await complete;
    if (last === 0) throw new Error('Taplo published no diagnostics within 20 s.');
    times.push(last - started);
  }
  server.dispose();
  return times;
}
