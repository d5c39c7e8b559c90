// HTTP as no honest client speaks it, and the parts of it that every client relies on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { everyPoint, exchange, manyPoints, serve, temporaryFolder } from './program.mjs';

let server;
const cleanups = [];
const suite = { after: cleanup => cleanups.unshift(cleanup) };

before(async () => {
  const folder = await temporaryFolder(suite);
  server = await serve(suite, await everyPoint(folder, 500));
});

after(async () => {
  assert.equal(server.child.exitCode, null, 'the server has lived through it all');
  for (const cleanup of cleanups)
    await cleanup();
});

const head = 'HTTP/1.1\r\nHost: localhost\r\n';
const good = `GET /health/live ${head}\r\n`;

/** The answer is problem+json with this status that repeats nothing of what was asked as HTML. */
function assertProblem({ status, headers, body }, wanted, what) {
  assert.equal(status, wanted, what);
  assert.equal(headers['access-control-allow-origin'], '*', what);
  assert.equal(headers['content-type'], 'application/problem+json', what);
  const problem = JSON.parse(body);
  assert.equal(problem.status, wanted);
  assert.ok(problem.title.length > 0 && problem.detail.length > 0, what);
  return problem;
}

/** A request that the parser refuses: one problem, and the connection is over. */
async function refused(request, status) {
  const answers = await exchange(server.port, request + good);
  assert.equal(answers.length, 1, request.slice(0, 60));
  assertProblem(answers[0], status, request.slice(0, 60));
  assert.equal(answers[0].headers.connection, 'close');
}

/** A request that is understood and denied: a problem, and the connection serves the next one. */
async function denied(method, target, status, words = /./) {
  const answers = await exchange(server.port, `${method} ${target} ${head}\r\n${good}`);
  assert.deepEqual(answers.map(a => a.status), [status, 200], target.slice(0, 60));
  assert.match(assertProblem(answers[0], status, target).detail, words);
}

test('malformed request lines are a 400', async () => {
  for (const line of ['GET', 'GET /', 'GET  / HTTP/1.1', 'GET / HTTP/2.7', 'GET / HTTP/1.1 x', ' GET / HTTP/1.1',
                      'G\x00T / HTTP/1.1', 'GET /\x01 HTTP/1.1', 'GET collections HTTP/1.1', '\x16\x03\x01\x02'])
    await refused(`${line}\r\nHost: localhost\r\n\r\n`, 400);
});

test('malformed headers are a 400', async () => {
  for (const header of ['no colon', ': no name', 'two words: x', 'Content-Length: x', 'Content-Length: -1',
                        'Content-Length: 99999999999999999999', 'Content-Length: 1\r\nContent-Length: 2',
                        'Content-Length: 1\r\nTransfer-Encoding: chunked', 'Host: second'])
    await refused(`GET / ${head}${header}\r\n\r\n`, 400);
  await refused('GET / HTTP/1.1\r\n\r\n', 400); // no Host
});

test('paths that climb or are badly escaped are a 400', async () => {
  for (const target of ['/../etc/passwd', '/assets/../../etc/passwd', '/assets/%2e%2e/secret', '/assets/..%2fsecret',
                        '/assets/..%5csecret', '/./', '/%', '/%zz', '/%2', '/a%00b', '/#x'])
    await refused(`GET ${target} ${head}\r\n`, 400);
});

test('percent-encoding is decoded once', async () => {
  const { status } = await server.get('/%63ollections/%66lood');
  assert.equal(status, 200);
  await denied('GET', '/%2563ollections', 404);
  await denied('GET', '/assets/%252e%252e', 404);
});

test('headers of a megabyte are a 431, a long address a 414, a large body a 413', async () => {
  await refused(`GET / ${head}X: ${'x'.repeat(1 << 20)}\r\n\r\n`, 431);
  await refused(`GET / ${head}${'X: y\r\n'.repeat(100_000)}\r\n`, 431);
  await refused(`GET /${'x'.repeat(10_000)} ${head}\r\n`, 414);
  await refused(`GET /${'x'.repeat(1 << 20)} ${head}\r\n`, 414);
  await refused(`GET / ${head}Content-Length: 2000000\r\n\r\n`, 413);
});

test('a body may be as long as limits.body_bytes says', async t => {
  const body = '{"points": [[105, 21]]}';
  const folder = await temporaryFolder(t);
  const source = await everyPoint(folder, 1);
  const answer = async bytes => {
    const bounded = await serve(t, source, '--set', `limits.body_bytes=${bytes}`);
    const { status } = await fetch(`${bounded.address}/nearest-stations`,
      { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    return status;
  };
  assert.equal(await answer(body.length - 1), 413);
  assert.equal(await answer(body.length), 404); // it was read: there are no roads
});

test('10,000 layers in a path are a 414, and more than 512 a 400', async () => {
  await refused(`GET /xyz/${'flood,'.repeat(10_000)}flood/0/0/0.geojson ${head}\r\n`, 414);
  await denied('GET', `/xyz/${'x,'.repeat(4000)}x/0/0/0.geojson`, 400, /layers: 4001 are named; name at most 512/);
  await denied('GET', `/xyz/${','.repeat(8000)}/0/0/0.geojson`, 400);
  await denied('GET', `/xyz/${','.repeat(500)}/0/0/0.geojson`, 404);
});

test('layers that are not served are a 404, named twice they count once', async () => {
  for (const target of ['/collections/nix', '/collections/nix/items', '/legend/nix', '/xyz/nix/0/0/0.geojson',
                        '/xyz/nix.json', '/xyz/flood,nix/0/0/0.geojson'])
    await denied('GET', target, 404, /"nix": not served here; \/collections lists the (layers|collections)/);
  const once = await server.get('/xyz/flood/0/0/0.geojson');
  assert.deepEqual((await server.get('/xyz/flood,flood/0/0/0.geojson')).body, once.body);
});

test('tiles that do not exist are a 404 with the legal range, what is no number a 400', async () => {
  await denied('GET', '/xyz/flood/99999999999/0/0.geojson', 404, /zooms are 0 to 2\d$/);
  await denied('GET', `/xyz/flood/${'9'.repeat(400)}/0/0.geojson`, 404, /zooms are 0 to 2\d$/);
  await denied('GET', '/xyz/flood/-1/0/0.geojson', 404, /zoom -1 does not exist/);
  await denied('GET', '/xyz/flood/2/4/0.geojson', 404, /column 4, row 0 does not exist at zoom 2; both are 0 to 3/);
  await denied('GET', '/xyz/flood/2/0/-1.geojson', 404, /row -1 does not exist at zoom 2; both are 0 to 3/);
  for (const tile of ['a/0/0', '0/0x0/0', '0/0/1e3', '0/0/', '0/%20/0', '--1/0/0', '1.5/0/0', '+1/0/0'])
    await denied('GET', `/xyz/flood/${tile}.geojson`, tile === '0/0/' ? 404 : 400);
});

test('parameters that are wrong are a 400 that names them', async () => {
  for (const query of ['limit=0', 'limit=-1', 'limit=x', 'limit=1e3', 'limit=', 'limit=1&limit=2',
                       'limit=99999999999999999999', 'offset=-1', 'offset=nan', 'bbox=1,2,3', 'bbox=a,b,c,d',
                       'bbox=nan,0,1,1', 'bbox=0,0,inf,1', 'bbox=0,2,1,1', 'bbox=1,2,3,4,', 'nix=1'])
    await denied('GET', `/collections/flood/items?${query}`, 400, new RegExp(`parameter ${query.split('=')[0]}`));
});

test('nothing of a request comes back as HTML', async () => {
  const script = '%3Cscript%3Ealert(1)%3C/script%3E';
  for (const target of [`/${script}`, `/collections/${script}`, `/xyz/${script}.json`, `/?x=${script}`,
                        `/collections/flood/items?${script}=1`]) {
    const { headers, body } = await server.get(target);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.ok(headers['content-type'].startsWith('text/html') ? !body.includes('alert(1)') : true, target);
  }
});

test('methods other than GET, HEAD and OPTIONS are a 405 with what is allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'BREW', 'get']) {
    const [answer, next] = await exchange(server.port, `${method} /collections ${head}\r\n${good}`);
    assertProblem(answer, 405, method);
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
    assert.equal(next.status, 200);
    // with a body, which is not read: nothing behind it can be trusted
    const [refused, none] = await exchange(server.port, `${method} /collections ${head}Content-Length: 2\r\n\r\n{}${good}`);
    assertProblem(refused, 405, method);
    assert.equal(refused.headers.connection, 'close');
    assert.equal(none, undefined);
  }
});

test('HEAD has the headers of GET and no body', async () => {
  for (const target of ['/', '/collections', '/collections/flood/items', '/xyz/flood/0/0/0.geojson', '/nix']) {
    const ask = method => exchange(server.port, `${method} ${target} ${head}Connection: close\r\n\r\n`);
    const [get] = await ask('GET');
    const bytes = get.headers['content-length'];
    assert.ok(Number(bytes) > 0);
    const answer = await server.get(target, { method: 'HEAD', headers: { Host: 'localhost' } });
    assert.equal(answer.status, get.status);
    assert.deepEqual({ ...answer.headers, date: '' }, { ...get.headers, date: '' });
    assert.equal(answer.body.length, 0);
  }
});

test('a compressed answer comes when it is accepted and holds the same bytes', async () => {
  for (const place of ['/collections/flood/items', '/xyz/flood/0/0/0.geojson']) {
    const plain = await server.get(place);
    assert.equal(plain.headers['content-encoding'], undefined);
    for (const [accepted, encoding, unpack] of [['gzip', 'gzip', gunzipSync], ['deflate, gzip;q=0.5', 'gzip', gunzipSync],
                                                ['gzip;q=0.5, br', 'br', brotliDecompressSync],
                                                ['zstd;q=0, *', 'br', brotliDecompressSync]]) {
      const packed = await server.get(place, { headers: { 'Accept-Encoding': accepted } });
      assert.equal(packed.headers['content-encoding'], encoding, accepted);
      assert.ok(packed.body.length < plain.body.length / 2);
      assert.deepEqual(unpack(packed.body), plain.body);
      assert.notEqual(packed.headers.etag, plain.headers.etag);
    }
    for (const accepted of ['identity', 'gzip;q=0', 'deflate', 'identity;q=0', '*;q=0', 'gzip;q=1.0001', '\xff;q=\xfe', ',;=',
                            'br;q='.repeat(1000)]) {
      const { status, headers, body } = await server.get(place, { headers: { 'Accept-Encoding': accepted } });
      assert.deepEqual([status, headers['content-encoding'], body.length], [200, undefined, plain.body.length], accepted);
      assert.equal(headers.vary, 'Accept-Encoding');
    }
  }
});

test('a client that has the content already gets a 304 without it', async () => {
  for (const place of ['/', '/collections', '/collections/flood/items', '/xyz/flood/9/406/225.geojson', '/legend/flood']) {
    const { headers: { etag } } = await server.get(place);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, headers, body } = await server.get(place, { headers: { 'If-None-Match': known } });
      assert.deepEqual([status, headers.etag, body.length], [304, etag, 0], place);
      assert.equal(headers['access-control-allow-origin'], '*');
    }
    const other = await server.get(place, { headers: { 'If-None-Match': '"other"' } });
    assert.equal(other.status, 200);
  }
});

test('every answer may be read by pages of other hosts, and a preflight is answered', async () => {
  for (const place of ['/', '/collections', '/xyz/flood/0/0/0.geojson', '/health/ready', '/nix'])
    assert.equal((await server.get(place)).headers['access-control-allow-origin'], '*');
  const { status, headers, body } = await server.get('/collections', {
    method: 'OPTIONS',
    headers: { Origin: 'http://example.org', 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'x-test' },
  });
  assert.deepEqual([status, body.length], [204, 0]);
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS');
  assert.equal(headers['access-control-allow-headers'], 'x-test, Authorization');
  const [star] = await exchange(server.port, `OPTIONS * ${head}Connection: close\r\n\r\n`);
  assert.equal(star.status, 204);
});
