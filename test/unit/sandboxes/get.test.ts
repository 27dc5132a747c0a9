import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getStart } from '../../../src/sandboxes/get';

describe('a server on this machine', () => {
  let server: Server | undefined;
  const serve = async (listener: RequestListener): Promise<string> => {
    const started = (server = createServer(listener));
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  it('is read to its end', async () => {
    const url = await serve((_, response) => response.end('ends'));
    assert.equal(await getStart(url, 1_000), 'ends');
  });

  it('that never ends is left', async () => {
    let sent = 0;
    const closed = new Promise<void>((resolve) => {
      void serve((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
        };
        response.on('drain', more).on('close', resolve);
        more();
      }).then(async (url) => {
        assert.equal((await getStart(url, 100_000))?.length, 100_000);
      });
    });
    await closed;
    assert.ok(sent < 100_000_000, String(sent));
  });

  it('tells nothing where it fails, sends somewhere else, or is none', async () => {
    const url = await serve((request, response) => {
      response.writeHead(request.url === '/away' ? 302 : 500, { location: '/' }).end('no');
    });
    assert.equal(await getStart(url, 1_000), undefined);
    assert.equal(await getStart(`${url}away`, 1_000), undefined);
    assert.equal(await getStart('http://127.0.0.1:1/', 1_000), undefined);
  });
});
