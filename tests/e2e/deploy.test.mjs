// docs/deploy/nginx.conf and docs/deploy/Caddyfile, run by nginx and Caddy in front of the real server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ask as askPlain, launch, everyPoint, manyPoints, temporaryFolder, until } from './program.mjs';
import { ask, askTogether, host, open, startCaddy, startCaddyPath, startNginx, startNginxPath } from './proxy.mjs';

const proxies = [['nginx', startNginx], ['Caddy', startCaddy]];
const tile = '/xyz/flood/0/0/0.geojson';

/** The hooks of a suite as `t.after` of a test: what was made last ends first. */
function cleanups() {
  const list = [];
  after(async () => {
    for (const cleanup of list)
      await cleanup();
  });
  return { after: cleanup => list.unshift(cleanup) };
}

/** `hazardmap serve` on a Unix socket, once it listens; killed at the end of the suite. */
async function serveAt(suite, socket, source) {
  const server = launch('serve', source, '--listen', `unix:${socket}`);
  suite.after(async () => {
    server.child.kill('SIGKILL');
    assert.doesNotMatch((await server.ended).stderr, /Sanitizer|runtime error|internal error/);
  });
  await until(() => {
    assert.equal(server.child.exitCode, null, server.output.stderr);
    return server.output.stdout === `listening on unix:${socket}\n`;
  }, 'the line with the socket');
  return server;
}

/** Waits until the map is there; until then, and while nothing listens, the status is a 502 or a 503. */
const waitForMap = proxy => until(async () => {
  const { status } = await ask(proxy, '/collections');
  assert.ok([200, 502, 503].includes(status), `${status}`);
  return status === 200;
}, 'the map behind the proxy');

/** Waits until `look` gives what is wanted. What was asked for `late_ms` after the call must be that. */
async function turnsInto(wanted, look, late_ms) {
  const begin = Date.now();
  await until(async () => {
    const is_late = Date.now() - begin >= late_ms;
    const found = await look();
    assert.ok(found === wanted || !is_late, `${found} after ${late_ms} ms`);
    return found === wanted;
  }, wanted);
}

/** Every address in a JSON document but the names of standards. */
function linksOf(body) {
  const links = [...`${body}`.matchAll(/"(https?:\/\/[^"]*)"/g)].map(([, link]) => link)
    .filter(link => !link.startsWith('http://www.opengis.net/'));
  assert.ok(links.length > 0);
  return links;
}

for (const [name, startProxy] of [['nginx', startNginxPath], ['Caddy', startCaddyPath]]) {
  describe(`hazardmap under a path of ${name}`, () => {
    const suite = cleanups();
    let server, proxy;

    before(async () => {
      const folder = await temporaryFolder(suite);
      const socket = path.join(folder.path, 'http.sock');
      await folder.write('flood.geojson', { type: 'FeatureCollection', features: ['a/b', '1', '2'].map(id => ({
        type: 'Feature', id, properties: {}, geometry: { type: 'Point', coordinates: [105, 21] } })) });
      server = await serveAt(suite, socket, path.join(folder.path, 'flood.geojson'));
      proxy = await startProxy(suite, folder, socket);
      await until(async () => (await ask(proxy, '/gis/collections')).status === 200, 'the map');
    });

    test('the page is there, and what it is made of', async () => {
      const page = await ask(proxy, '/gis/');
      assert.equal(page.status, 200);
      const files = [...`${page.body}`.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, file]) => file);
      assert.ok(files.length > 1);
      for (const file of files) {
        const { pathname } = new URL(file, `https://${host}/gis/`);
        assert.ok(pathname.startsWith('/gis/'), file);
        assert.equal((await ask(proxy, pathname)).status, 200, file);
      }
      const { status, headers } = await ask(proxy, '/gis');
      assert.ok([301, 308].includes(status), `${status}`);
      assert.equal(new URL(headers.location, `https://${host}/gis`).pathname, '/gis/');
    });

    test('every link begins with the path, and leads somewhere', async () => {
      const base = `https://${host}:${proxy.port}/gis/`;
      for (const place of ['/collections', '/collections/flood', '/collections/flood/items?limit=1&offset=1',
                           '/collections/flood/items/a%2Fb', '/xyz/flood.json', '/xyz/flood.json?format=geojson'])
        for (const link of linksOf((await ask(proxy, `/gis${place}`)).body)) {
          assert.ok(link.startsWith(base), link);
          const { pathname, search } = new URL(link.replace(/{[xyz]}/g, '0'));
          assert.equal((await ask(proxy, pathname + search)).status, 200, link);
        }
    });

    test('a client cannot say another', async () => {
      for (const [header, value] of [['X-Forwarded-Host', 'evil.example'], ['X-Forwarded-Prefix', '/evil'],
                                     ['X-Forwarded-Port', '666'], ['X-Forwarded-Proto', 'http']])
        for (const link of linksOf((await ask(proxy, '/gis/collections', { headers: { [header]: value } })).body))
          assert.ok(link.startsWith(`https://${host}:${proxy.port}/gis/`), `${header}: ${link}`);
    });

    test('what is for those who run the server is closed', async () => {
      for (const target of ['/gis/metrics', '/gis/health/ready', '/gis//metrics', '/gis/%6detrics', '/gis/x/../health/live',
                            '/gis/health%2flive', '/metrics', '/collections']) {
        const { status, body } = await ask(proxy, target);
        assert.ok([400, 404].includes(status), `${target}: ${status} ${body}`);
      }
    });

    test('events come one by one', async () => {
      const response = await open(proxy, '/gis/events');
      const [first] = await once(response.setEncoding('utf8'), 'data');
      assert.match(first, /^retry: 3000\n/);
      response.destroy();
    });
  });
}

for (const [name, startProxy] of proxies) {
  describe(`hazardmap behind ${name}`, () => {
    const suite = cleanups();
    let folder, socket, source, server, proxy;

    before(async () => {
      folder = await temporaryFolder(suite);
      socket = path.join(folder.path, 'http.sock');
      source = await everyPoint(folder, 500);
      server = await serveAt(suite, socket, source);
      proxy = await startProxy(suite, folder, socket);
      await waitForMap(proxy);
    });

    test('the page and what it is made of come over HTTP/2, many at once', async () => {
      const [page, style, collections] = await askTogether(proxy, ['/', '/assets/style.css', '/collections']);
      assert.deepEqual([page.status, style.status, collections.status], [200, 200, 200]);
      assert.match(page.body.toString(), /<!doctype html>/);
      assert.equal(JSON.parse(collections.body).collections[0].id, 'flood');
    });

    test('plain HTTP leads to HTTPS', async () => {
      const { status, headers } = await askPlain(`http://127.0.0.1:${proxy.http_port}/collections?a=b`,
        { headers: { Host: host } });
      assert.ok([301, 308].includes(status), `${status}`);
      assert.match(headers.location, new RegExp(`^https://${host}(:${proxy.port})?/collections\\?a=b$`));
    });

    test('links name https and the public host', async () => {
      const { body } = await ask(proxy, '/xyz/flood.json');
      assert.deepEqual(JSON.parse(body).tiles, [`https://${host}:${proxy.port}/xyz/flood/{z}/{x}/{y}.mvt`]);
      const { links } = JSON.parse((await ask(proxy, '/collections')).body);
      assert.ok(links.length > 0);
      for (const { href } of links)
        assert.ok(href.startsWith(`https://${host}:${proxy.port}/`), href);
    });

    test('a client cannot say what links begin with', async () => {
      for (const [header, value] of [['X-Forwarded-Host', 'evil.example'], ['X-Forwarded-Prefix', '/evil'],
                                     ['X-Forwarded-Port', '666'], ['X-Forwarded-Proto', 'http']])
        for (const place of ['/xyz/flood.json', '/collections', '/collections/flood/items?limit=1'])
          for (const link of linksOf((await ask(proxy, place, { headers: { [header]: value } })).body))
            assert.ok(link.startsWith(`https://${host}:${proxy.port}/`), `${header}: ${link}`);
    });

    test('a tile comes compressed by the server to those who take that, and plain to others', async () => {
      const plain = await ask(proxy, tile);
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.ok(JSON.parse(plain.body).features.length > 0);
      for (const [accepted, encoding, ending, unpack] of [['gzip', 'gzip', 'gz', gunzipSync],
                                                          ['gzip;q=0, br', 'br', 'br', brotliDecompressSync],
                                                          ['br, deflate, gzip;q=0.8', 'br', 'br', brotliDecompressSync]]) {
        const packed = await ask(proxy, tile, { headers: { 'Accept-Encoding': accepted } });
        assert.equal(packed.headers['content-encoding'], encoding);
        assert.match(packed.headers.etag, new RegExp(`^"[^"]*-${ending}"$`)); // strong: the bytes are those of the server
        assert.deepEqual(unpack(packed.body), plain.body);
      }
      const zstd = await ask(proxy, tile, { headers: { 'Accept-Encoding': 'gzip, deflate, br, zstd' } });
      assert.equal(zstd.headers['content-encoding'], 'zstd');
      assert.equal(zstd.body.readUInt32LE(), 0xfd2fb528); // RFC 8878 section 3.1.1
      const refused = await ask(proxy, tile, { headers: { 'Accept-Encoding': 'gzip;q=0, deflate' } });
      assert.deepEqual([refused.headers['content-encoding'], refused.body], [undefined, plain.body]);
      const small = await ask(proxy, '/xyz/flood.json', { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(small.headers['content-encoding'], undefined); // what the server leaves alone the proxy does too
      assert.match(small.headers.etag, /^"/);
    });

    test('what a client has already is a 304', async () => {
      for (const place of ['/', '/collections', tile])
        for (const headers of [{}, { 'Accept-Encoding': 'gzip' }]) {
          const { headers: { etag } } = await ask(proxy, place, { headers });
          const again = await ask(proxy, place, { headers: { ...headers, 'If-None-Match': etag } });
          assert.deepEqual([again.status, again.headers.etag, again.body.length], [304, etag, 0], place);
        }
    });

    test('a tile is that of the new source two seconds after the server has read it', async () => {
      const count = async () => JSON.parse((await ask(proxy, tile)).body).features.length;
      assert.equal(await count(), 500);
      await folder.write('flood.geojson', manyPoints(3));
      await until(async () => JSON.parse((await ask(proxy, '/collections/flood')).body).feature_count === 3, 'the reload');
      await turnsInto(3, count, 2000);
    });

    test("the log has the client's own address, whatever the client says", async () => {
      const { status } = await ask(proxy, '/collections?who', {
        from: '127.0.0.9', headers: { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'gopher' },
      });
      assert.equal(status, 400); // there is no such parameter
      const line = await until(() => server.output.stderr.match(/.* \/collections\?who .*\n/)?.[0], 'its line in the log');
      assert.match(line, / info 127\.0\.0\.9 GET \/collections\?who 400 /);
    });

    test('pages have the security headers of the server and those of TLS, once each', async () => {
      const response = await open(proxy, '/');
      response.resume();
      const values = wanted => response.rawHeaders.filter((_, i) => i % 2 && response.rawHeaders[i - 1].toLowerCase() === wanted);
      assert.deepEqual(values('strict-transport-security'), ['max-age=31536000']);
      assert.deepEqual(values('cross-origin-opener-policy'), ['same-origin']);
      assert.deepEqual(values('x-content-type-options'), ['nosniff']);
      assert.deepEqual(values('referrer-policy'), ['no-referrer']);
      assert.equal(values('content-security-policy').length, 1);
      assert.equal(values('permissions-policy').length, 1);
      assert.doesNotMatch(`${values('server')}`, /\d/); // no version
    });

    test('metrics and health are closed, however they are spelled', async () => {
      for (const target of ['/metrics', '/metrics?x=1', '/metrics/', '/health/live', '/health/ready', '/%6detrics',
                            '/health%2flive', '/health/%6Cive', '//metrics', '//health//live', '/health/./live',
                            '/x/../metrics', '/x/../health/live']) {
        const { status, body } = await ask(proxy, target);
        assert.ok([400, 403, 404].includes(status), `${target}: ${status} ${body}`);
      }
      for (const target of ['/metrics', '/health/live', '/health/ready'])
        assert.equal(server.output.stderr.includes(`GET ${target} `), false, `${target} has reached the server`);
    });

    test('a server that was killed and starts again is found again', async () => {
      server.child.kill('SIGKILL');
      await server.ended;
      await until(async () => (await ask(proxy, tile)).status === 502, 'an error instead of old tiles');
      server = await serveAt(suite, socket, source);
      await waitForMap(proxy);
      assert.equal((await ask(proxy, tile)).status, 200);
    });
  });

  describe(`${name} in front of a socket`, () => {
    const forever = name === 'nginx' ? [['proxy_cache_valid 200 1s;', // however late the last of many comes
      'proxy_cache_valid 200 1h;\n    proxy_cache_lock_timeout 1h;\n    proxy_cache_lock_age 1h;']] : [];
    const suite = cleanups();
    const seen = []; // headers of every request, and the number of its connection
    const streams = []; // answers to /events
    const gate = { isOpen: Promise.resolve() }; // what is asked for is answered once it is
    let connections = 0;
    let proxy;

    before(async () => {
      const folder = await temporaryFolder(suite);
      const socket = path.join(folder.path, 'http.sock');
      const upstream = http.createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
        seen.push({ ...request.headers, target: request.url, connection_number: connections });
        if (request.url === '/events') {
          response.writeHead(200, { 'Content-Type': 'text/event-stream' });
          streams.push(response);
          response.write('data: first\n\n');
          return;
        }
        if (request.url.startsWith('/xyz/'))
          await gate.isOpen;
        const control = request.url.includes('kept') ? 'no-cache' : 'no-store';
        response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': control, ETag: '"1"' });
        response.end('here');
      });
      upstream.on('connection', () => ++connections);
      upstream.listen(socket);
      suite.after(() => new Promise(resolve => {
        upstream.close(resolve);
        upstream.closeAllConnections();
      }));
      proxy = await startProxy(suite, folder, socket, ...forever);
    });

    test('the server is told of the client and of HTTPS, over connections that stay', async () => {
      for (const headers of [{}, { 'X-Forwarded-For': '203.0.113.7', 'Accept-Encoding': 'gzip' }, {}])
        await ask(proxy, '/here', { from: '127.0.0.9', headers });
      assert.equal(seen.length, 3);
      for (const headers of seen) {
        assert.equal(headers['x-forwarded-for'], '127.0.0.9');
        assert.equal(headers['x-forwarded-proto'], 'https');
        assert.equal(headers.host, `${host}:${proxy.port}`);
      }
      assert.deepEqual(seen.map(headers => headers['accept-encoding']), [undefined, 'gzip', undefined]);
      assert.equal(connections, 1);
    });

    test('events come one by one, as they are sent', async () => {
      const response = await open(proxy, '/events', { headers: { Accept: 'text/event-stream' } });
      let heard = '';
      response.setEncoding('utf8').on('data', text => { heard += text; });
      await until(() => heard === 'data: first\n\n', 'the first event');
      streams[0].write('data: second\n\n');
      await until(() => heard === 'data: first\n\ndata: second\n\n', 'the second event');
      response.destroy();
    });

    if (name === 'nginx')
      test('a tile that many want is asked for once, and what is no-store always', async () => {
        const timesAsked = async target => {
          let open;
          gate.isOpen = new Promise(resolve => { open = resolve; });
          const asked = Array.from({ length: 5 }, () => ask(proxy, target));
          await until(() => seen.some(request => request.target === target), 'the first of them');
          await ask(proxy, '/later'); // nginx has heard the others before
          open();
          const answers = await Promise.all(asked);
          assert.deepEqual(answers.map(({ body }) => body.toString()), Array(5).fill('here'));
          return seen.filter(request => request.target === target).length;
        };
        assert.equal(await timesAsked('/xyz/kept'), 1);
        assert.equal(await timesAsked('/xyz/other'), 5);
        assert.equal(await timesAsked('/kept'), 5); // no tile
      });
  });
}

test('nginx keeps tiles and asks whether they are still right', async t => {
  const folder = await temporaryFolder(t);
  const socket = path.join(folder.path, 'http.sock');
  const server = await serveAt(t, socket, await everyPoint(folder, 500));
  const proxy = await startNginx(t, folder, socket);
  await waitForMap(proxy);
  const from = async (...options) => (await ask(proxy, tile, ...options)).headers['x-cache-status'];
  assert.equal(await from(), 'MISS');
  assert.match(await from(), /^(HIT|REVALIDATED)$/);
  await turnsInto('REVALIDATED', from, 2000); // nginx counts whole seconds
  await until(() => new RegExp(`GET ${tile} 304 0 bytes`).test(server.output.stderr), 'the 304 in the log');
  const accepting = encodings => from({ headers: { 'Accept-Encoding': encodings } });
  assert.equal(await accepting('gzip'), 'MISS'); // other bytes
  assert.match(await accepting('deflate, gzip;q=0.9'), /^(HIT|REVALIDATED)$/); // the same
  assert.equal((await ask(proxy, '/xyz/nix/0/0/0.geojson')).status, 404);
  assert.equal((await ask(proxy, '/xyz/nix/0/0/0.geojson')).headers['x-cache-status'], 'MISS'); // errors are not kept
});
