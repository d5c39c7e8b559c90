// A server at work: its log, and how it stops.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { ask, exchange, manyPoints, patient, serve, temporaryFolder, until } from './program.mjs';

/** `serve` of one layer, `flood`, with so many features, each of so many bytes. */
async function serveFlood(t, count, bytes, ...options) {
  const folder = await temporaryFolder(t);
  return serve(t, await folder.write('flood.geojson', manyPoints(count, bytes)), ...options);
}

const requestLines = server => server.output.stderr.split('\n').filter(line => / bytes .* ms$/.test(line));

test('the log has one line a request: method, path, status, bytes, milliseconds', async t => {
  const server = await serveFlood(t, 1, 0);
  const { body } = await server.get('/collections?x');
  await server.get('/nothing?here=1');
  await server.get('/', { method: 'HEAD' });
  await until(() => requestLines(server).length === 3, 'three lines');
  const [first, second, third] = requestLines(server);
  assert.match(first, new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d info 127\.0\.0\.1 GET /collections\\?x 400 ${body.length} bytes \\d+\\.\\d ms$`));
  assert.match(second, / info 127\.0\.0\.1 GET \/nothing\?here=1 404 \d+ bytes /);
  assert.match(third, / info 127\.0\.0\.1 HEAD \/ 200 0 bytes /);
});

test('no byte of a request breaks its line, and one that is not understood has a line too', async t => {
  const server = await serveFlood(t, 1, 0);
  await exchange(server.port, 'GET /a\x1b[31m\xff\x01b HTTP/1.1\r\nHost: x\r\n\r\n');
  await exchange(server.port, 'GET /a%0d%0a404%1b HTTP/1.1\r\nHost: x\r\n\r\n');
  await exchange(server.port, 'no request at all\r\n\r\n');
  await until(() => requestLines(server).length === 3, 'three lines');
  assert.match(server.output.stderr, /^[\n -~]*$/);
  assert.match(requestLines(server)[2], / info 127\.0\.0\.1 - - 400 \d+ bytes /);
});

test('--quiet keeps requests out of the log, and nothing else', async t => {
  const server = await serveFlood(t, 1, 0, '--quiet');
  await server.get('/collections');
  await server.get('/nothing');
  server.child.kill('SIGTERM');
  const { stderr } = await server.ended;
  assert.deepEqual(requestLines(server), []);
  assert.match(stderr, / flood: reference, 1 feature \(/);
});

test('a reader of the log that goes away does not end the server', async t => {
  const server = await serveFlood(t, 1, 0);
  server.child.stderr.destroy();
  for (let i = 0; i < 3; ++i)
    assert.equal((await server.get('/collections')).status, 200);
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  assert.equal(server.child.exitCode, 0);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} finishes the request in hand, takes no other, and ends with 0`, async t => {
    const server = await serveFlood(t, 10_000, 3000, ...patient); // 30 MB, more than sockets hold by themselves
    const idle = net.connect(server.port, '127.0.0.1');
    const idle_closed = once(idle.resume(), 'close');
    await once(idle, 'connect');
    const request = http.get(`${server.address}/collections/flood/items?limit=10000`, { agent: false });
    const [response] = await once(request, 'response'); // and nothing of it is read yet
    server.child.kill(signal);
    await server.log(/ info stopping: finishing the requests in hand\n/);
    await idle_closed;
    await until(() => ask(`${server.address}/`).then(() => false, error => error.code === 'ECONNREFUSED'),
      'no one listening');
    assert.equal(server.child.exitCode, null);
    const body = Buffer.concat(await response.toArray());
    assert.equal(body.length, Number(response.headers['content-length']));
    assert.equal(JSON.parse(body).numberReturned, 10_000);
    const { code } = await server.ended;
    assert.equal(code, 0);
    assert.match(requestLines(server).at(-1), / GET \/collections\/flood\/items\?limit=10000 200 /);
  });
}
