// What is sent while it is made, in parts, or as it happens: downloads, ranges, events, metrics.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { manyPoints, patient, points, serve, temporaryFolder, until } from './program.mjs';
import { parsePrometheus, valueOf } from './prometheus_text.mjs';

/** `serve` of one layer, `flood`: {server, change(content), write(content)}; `change` waits until it is served. */
async function serveFlood(t, content, ...options) {
  const folder = await temporaryFolder(t);
  const write = next => folder.write('flood.geojson', next);
  const server = await serve(t, await write(content), ...options);
  const change = async next => {
    const { etag } = (await server.get('/collections/flood/items')).headers;
    await write(next);
    await until(async () => (await server.get('/collections/flood/items')).headers.etag !== etag, 'the change');
  };
  return { server, change, write };
}

/** Listens to /events: {events: [{id, event, data}] so far, comments, ended, close()}. */
async function listen(t, server, headers = {}) {
  const request = http.get(`${server.address}/events`, { headers, agent: false });
  t.after(() => request.destroy());
  const [response] = await once(request, 'response');
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['content-type'], 'text/event-stream');
  const stream = { events: [], text: '', close: () => request.destroy() };
  stream.ended = new Promise(resolve => response.on('close', () => resolve(response.complete)));
  response.on('error', () => {}); // `ended` tells
  response.setEncoding('utf8').on('data', text => {
    const blocks = (stream.text + text).split('\n\n');
    stream.text = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/s)));
      stream.last_id = fields.id ?? stream.last_id;
      stream.is_greeted ||= 'retry' in fields;
      if (fields.data)
        stream.events.push({ ...fields, data: JSON.parse(fields.data) });
    }
  });
  await until(() => stream.is_greeted, 'the greeting');
  return stream;
}

const download = '/collections/flood/download.geojson';

/** Reads so many bytes of an answer, then leaves: {head of it, body so far}. */
async function readBeginning(server, place, count) {
  const request = http.get(server.address + place, { agent: false });
  const [response] = await once(request, 'response');
  const chunks = [];
  for await (const chunk of response) {
    chunks.push(chunk);
    if (chunks.reduce((sum, { length }) => sum + length, 0) >= count)
      break; // destroys the connection
  }
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

const resident_kb = async server => Number(
  (await readFile(`/proc/${server.child.pid}/status`, 'utf8')).match(/VmRSS:\s*(\d+)/)[1]);

async function metrics(server) {
  const { status, headers, body } = await server.get('/metrics');
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
  return parsePrometheus(body.toString());
}

test('an event tells which layers were read again', async t => {
  const { server, write } = await serveFlood(t, manyPoints(1));
  const stream = await listen(t, server);
  await write(manyPoints(2));
  await until(() => stream.events.length > 0, 'the event');
  const [{ event, data }] = stream.events;
  assert.deepEqual({ event, data }, { event: 'layers', data: { ids: ['flood'] } });
  assert.equal((await server.json('/collections/flood')).feature_count, 2, 'served by then');
});

test('who comes back with Last-Event-ID gets what he missed, and only that', async t => {
  const { server, change } = await serveFlood(t, manyPoints(1));
  const before = await listen(t, server);
  before.close();
  await change(manyPoints(2));
  await change(manyPoints(3));
  const after = await listen(t, server, { 'Last-Event-ID': before.last_id });
  await until(() => after.events.length >= 2, 'both changes'); // they are told just after they are served
  assert.deepEqual(after.events.map(({ id }) => Number(id) - Number(before.last_id)), [1, 2]);
  const up_to_date = await listen(t, server, { 'Last-Event-ID': after.last_id });
  const newcomer = await listen(t, server);
  await change(manyPoints(4));
  await until(() => after.events.length === 3 && up_to_date.events.length === 1 &&
                    newcomer.events.length === 1, 'the third change');
  assert.deepEqual(newcomer.events, up_to_date.events);
});

test('who comes from a server before this one is told to look at everything', async t => {
  const first = await serveFlood(t, manyPoints(1));
  const { last_id } = await listen(t, first.server);
  const second = await serveFlood(t, manyPoints(1));
  for (const id of [last_id, '0', String(Number(last_id) + 1e9)]) {
    const { events } = await listen(t, second.server, { 'Last-Event-ID': id });
    assert.deepEqual(events.map(({ event }) => event), ['reset']);
  }
});

test('SIGTERM ends the streams of events, and does not wait for them', async t => {
  const { server } = await serveFlood(t, manyPoints(1), ...patient);
  const stream = await listen(t, server);
  server.child.kill('SIGTERM');
  await until(() => server.child.exitCode !== null, 'the end');
  await stream.ended;
  assert.equal(server.child.exitCode, 0);
});

test('a download is the whole layer, with a name to save it under', async t => {
  const { server } = await serveFlood(t, manyPoints(12_345, 20)); // more than /items gives at once
  const { status, headers, body } = await server.get(download);
  assert.equal(status, 200);
  assert.equal(headers['content-disposition'], 'attachment; filename="flood.geojson"');
  const { type, features } = JSON.parse(body);
  assert.equal(type, 'FeatureCollection');
  assert.deepEqual(features.map(({ properties }) => properties.name),
    Array.from({ length: 12_345 }, (_, i) => `${i + 1}`));
  const head = await server.get(download, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.headers.etag, headers.etag);
  assert.equal(head.body.length, 0);
});

test('an interrupted download goes on where it stopped, and is the same file byte by byte', async t => {
  const { server } = await serveFlood(t, manyPoints(5000, 1000)); // 5 MB
  const whole = (await server.get(download)).body;
  let file = Buffer.alloc(0);
  const first = await readBeginning(server, download, 1_000_000);
  file = Buffer.concat([file, first.body]);
  assert.ok(file.length < whole.length, 'it was interrupted');
  for (const conditions of [{ 'If-Range': first.headers.etag }, {}]) { // a browser, curl -C -
    const { status, headers, body } = await server.get(download,
      { headers: { Range: `bytes=${file.length}-`, ...conditions } });
    assert.equal(status, 206);
    assert.equal(headers['content-range'], `bytes ${file.length}-${whole.length - 1}/${whole.length}`);
    assert.ok(Buffer.concat([file, body]).equals(whole));
  }
  const nothing = await server.get(download, { headers: { Range: `bytes=${whole.length}-` } });
  assert.equal(nothing.status, 416);
  assert.equal(nothing.headers['content-range'], `bytes */${whole.length}`);
});

test('a download of a layer that has changed meanwhile begins anew', async t => {
  const { server, change } = await serveFlood(t, manyPoints(5000, 1000));
  const first = await readBeginning(server, download, 1_000_000);
  await change(manyPoints(4000, 1000));
  const { status, headers, body } = await server.get(download,
    { headers: { Range: `bytes=${first.body.length}-`, 'If-Range': first.headers.etag } });
  assert.equal(status, 200);
  assert.notEqual(headers.etag, first.headers.etag);
  assert.equal(JSON.parse(body).features.length, 4000);
});

test('a download that runs while the layer changes is of one piece', async t => {
  const { server, change } = await serveFlood(t, manyPoints(20_000, 1000), ...patient); // 20 MB, more than sockets hold
  const request = http.get(server.address + download, { agent: false });
  const [response] = await once(request, 'response'); // and no more is read yet
  await change(manyPoints(3));
  const { features } = JSON.parse(Buffer.concat(await response.toArray()));
  assert.equal(features.length, 20_000);
  assert.equal(JSON.parse((await server.get(download)).body).features.length, 3);
});

test('slow readers of a large download cost no memory', async t => {
  const { server } = await serveFlood(t, manyPoints(20_000, 3000), ...patient); // 60 MB
  const size = (await server.get(download)).body.length;
  const before_kb = await resident_kb(server);
  const readers = await Promise.all(Array.from({ length: 10 }, async () => {
    const [response] = await once(http.get(server.address + download, { agent: false }), 'response');
    return response;
  }));
  let unsent_bytes = 0;
  await until(async () => { // what the server has to send it neither sends nor adds to
    const before = unsent_bytes;
    unsent_bytes = valueOf(await metrics(server), 'hazardmap_unsent_bytes');
    return unsent_bytes > 0 && unsent_bytes === before;
  }, 'the server to wait for its readers');
  let most_kb = await resident_kb(server);
  let received = 0;
  await Promise.all(readers.map(async response => {
    for await (const chunk of response)
      received += chunk.length;
  }));
  assert.equal(received, 10 * size);
  most_kb = Math.max(most_kb, await resident_kb(server));
  // A piece of 256 kB and one on its way for each of 10 are 5 MB; the layer ten times would be 600.
  assert.ok(most_kb - before_kb < 30_000, `${before_kb} kB before, ${most_kb} kB at most`);
});

for (const [what, place] of [['an asset', '/assets/leaflet.js'], ['items', '/collections/flood/items'],
                             ['a tile', '/xyz/flood/5/25/14.geojson']])
  test(`a part of ${what} is what stands there in the whole`, async t => {
    const { server } = await serveFlood(t, manyPoints(100));
    const whole = await server.get(place);
    const size = whole.body.length;
    const part = async (range, more = {}) => server.get(place, { headers: { Range: range, ...more } });
    for (const [range, from, to] of [['bytes=0-99', 0, 99], ['bytes=100-', 100, size - 1],
                                     ['bytes=-10', size - 10, size - 1], [`bytes=5-${size + 9}`, 5, size - 1]]) {
      const { status, headers, body } = await part(range, { 'If-Range': whole.headers.etag, 'Accept-Encoding': 'gzip' });
      assert.equal(status, 206, range);
      assert.equal(headers['content-range'], `bytes ${from}-${to}/${size}`);
      assert.equal(headers['content-encoding'], undefined);
      assert.ok(body.equals(whole.body.subarray(from, to + 1)), range);
    }
    const other = await part('bytes=0-99', { 'If-Range': '"another"' });
    assert.equal(other.status, 200);
    assert.ok(other.body.equals(whole.body));
    assert.equal((await part(`bytes=${size}-`)).status, 416);
    assert.equal((await server.get(place, { method: 'HEAD' })).headers['accept-ranges'], 'bytes');
  });

test('the reader of metrics refuses what is not Prometheus text', () => {
  const head = '# HELP a_total x\n# TYPE a_total counter\n';
  const histogram = (...lines) =>
    `# HELP h x\n# TYPE h histogram\n${lines.join('\n')}\nh_sum 1\nh_count 2\n`;
  parsePrometheus(`${head}a_total 1\na_total{x="\\"\\n"} 2\n`);
  parsePrometheus(histogram('h_bucket{le="1"} 1', 'h_bucket{le="+Inf"} 2'));
  for (const text of ['a_total 1\n', `${head}a_total 1`, `${head}b_total 1\n`, `${head}a_total x\n`,
    `${head}a_total 1\na_total 2\n`, `${head}a_total{x="1"} 1\na_total{x="1"} 1\n`, `${head}${head}`,
    `${head}a_total{x="1} 1\n`, '# TYPE a_total counter\na_total 1\n',
    histogram('h_bucket{le="1"} 2', 'h_bucket{le="+Inf"} 1'), histogram('h_bucket{le="1"} 2'),
    histogram('h_bucket{le="1"} 1', 'h_bucket{le="+Inf"} 3'),
    histogram('h_bucket{le="2"} 1', 'h_bucket{le="1"} 1', 'h_bucket{le="+Inf"} 2')])
    assert.throws(() => parsePrometheus(text), text);
});

test('metrics are Prometheus text and count what was asked', async t => {
  const { server } = await serveFlood(t, points({ name: 'a' }, { name: 'b' }));
  const body_bytes = (await server.get('/collections')).body.length;
  await server.get('/collections');
  await server.get('/collections/none');
  await server.get('/nowhere');
  await server.get(download);
  const route = { route: '/collections' };
  const found = await until(async () => { // a request is counted a moment after its answer has come
    const families = await metrics(server);
    return valueOf(families, 'hazardmap_http_request_seconds_count',
      { route: '/collections/{id}/download.geojson' }) === 1 && families;
  }, 'the last of them');
  assert.equal(valueOf(found, 'hazardmap_http_requests_total', { ...route, status: '200' }), 2);
  assert.equal(valueOf(found, 'hazardmap_http_requests_total', { route: '/collections/{id}', status: '404' }), 1);
  assert.equal(valueOf(found, 'hazardmap_http_requests_total', { route: '', status: '404' }), 1);
  assert.equal(valueOf(found, 'hazardmap_http_request_seconds_count', route), 2);
  assert.equal(valueOf(found, 'hazardmap_http_sent_bytes_total', route), 2 * body_bytes);
  assert.equal(valueOf(found, 'hazardmap_layer_features', { layer: 'flood' }), 2);
  for (const { name, type } of found.values())
    assert.equal(type === 'counter', name.endsWith('_total'), name);
});

test('metrics tell of reloads, and how old a layer is', async t => {
  const { server } = await serveFlood(t, manyPoints(1));
  const served_ms = Date.now();
  const ageOf = families => 1000 * valueOf(families, 'hazardmap_layer_age_seconds', { layer: 'flood' });
  const first = await metrics(server);
  assert.equal(valueOf(first, 'hazardmap_reloads_total', { result: 'ok' }), 0);
  const asked_ms = Date.now();
  const age_ms = ageOf(await metrics(server));
  assert.ok(age_ms >= asked_ms - served_ms - 1, `${age_ms} ms`); // of both a part of a millisecond is missing
  const { version } = first.get('hazardmap_layer_info').samples[0].labels;
  const reload_ms = Date.now();
  server.child.kill('SIGHUP');
  const second = await until(async () => {
    const families = await metrics(server);
    return valueOf(families, 'hazardmap_reloads_total', { result: 'ok' }) === 1 && families;
  }, 'the reload');
  assert.ok(ageOf(second) <= Date.now() + 1 - reload_ms, `${ageOf(second)} ms`);
  assert.equal(second.get('hazardmap_layer_info').samples[0].labels.version, version, 'the same content');
});

test('a client that is gone before its answer is there is logged with 499', async t => {
  const { server } = await serveFlood(t, manyPoints(20_000, 3000), '--work-threads', '1', ...patient);
  const line = / GET \/collections\/flood\/items\?limit=1 (\d+) .*\n/;
  let status = '200';
  while (status === '200') { // a machine may be so fast, or rest so long, that the answer is there before
    const seen = server.output.stderr.length;
    let is_done = false;
    const busy = Promise.all([1, 2, 3].map(() => server.get('/collections/flood/items?limit=10000',
      { headers: { 'Accept-Encoding': 'br' } }))).finally(() => { is_done = true; });
    const queued = count => until(async () =>
      is_done || valueOf(await metrics(server), 'hazardmap_requests_queued', { class: 'tiles' }) === count, `${count} who wait`);
    await queued(2);
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write('GET /collections/flood/items?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n');
    await queued(3); // it is behind the others
    if (is_done)
      await once(socket, 'data');
    socket.resetAndDestroy();
    [, status] = await server.log(line, seen);
    for (const answer of await busy)
      assert.equal(answer.status, 200);
  }
  assert.match(server.output.stderr, / GET \/collections\/flood\/items\?limit=1 499 0 bytes .* ms, broken off\n/);
});
