// The real binary: run to its end, or served from and asked over sockets.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const source_dir = fileURLToPath(new URL('../..', import.meta.url));
export const binary = process.env.HAZARDMAP_BINARY ?? path.join(source_dir, 'build/dev/hazardmap');

/** A folder that goes with the test: {path, write(name, content) -> path}. */
export async function temporaryFolder(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'hazardmap-e2e-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const write = async (name, content) => {
    const file = path.join(folder, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  return { path: folder, write };
}

/** A GeoJSON FeatureCollection of points, one for each `properties`, 0.01 degrees apart. */
export const points = (...properties) => ({
  type: 'FeatureCollection',
  features: properties.map((members, i) => ({
    type: 'Feature', id: i + 1, properties: members,
    geometry: { type: 'Point', coordinates: [105.8 + i * 0.01, 21] },
  })),
});

/** Points with the names 1 to `count` and, where `bytes` is given, a text of that length. */
export const manyPoints = (count, bytes = 0) => points(
  ...Array.from({ length: count }, (_, i) => ({ name: `${i + 1}`, text: 'x'.repeat(bytes) })));

/** Writes many points as `flood.geojson` and a configuration that shows each of them; gives its path. */
export async function everyPoint(folder, count) {
  await folder.write('flood.geojson', manyPoints(count));
  return folder.write('hazardmap.json',
    { layers: [{ id: 'flood', kind: 'hazard', source: 'flood.geojson', cluster_below_zoom: 0 }] });
}

/** Starts the binary: {child, output: {stdout, stderr} so far, ended: promise of what run() gives}. */
export function launch(...args) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', text => { output[name] += text; });
  const ended = once(child, 'close').then(([code, signal]) => ({ ...output, code, signal }));
  return { child, output, ended };
}

/** Runs a command to its end: {code, signal, stdout, stderr}. */
export const run = (...args) => launch(...args).ended;

/**
 * `hazardmap serve ARGS --port 0`, stopped with the test:
 * {child, output: {stdout, stderr}, ended, address, port, get(place, …), log(pattern)}.
 */
export async function serve(t, ...args) {
  const server = launch('serve', ...args, '--port', '0');
  t.after(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null)
      server.child.kill('SIGKILL');
    const { stderr } = await server.ended;
    assert.doesNotMatch(stderr, /Sanitizer|runtime error|internal error/);
  });
  const url = await until(() => {
    assert.equal(server.child.exitCode, null, server.output.stderr);
    return server.output.stdout.match(/^listening on (http:\/\/.*:(\d+))\/\n/);
  }, 'the address line');
  const address = url[1];
  return {
    ...server, address, port: Number(url[2]),
    get: (place, options) => ask(address + place, options),
    json: async place => JSON.parse((await ask(address + place)).body),
    /** The first match in the log from `from` on, once it is there. */
    log: (pattern, from = 0) =>
      until(() => server.output.stderr.slice(from).match(pattern), `${pattern} in the log`),
  };
}

/** A source that whoever reads it waits for, for ever: {source, asked()}, which waits until somebody reads it. */
export async function endlessSource(t) {
  const connections = new Set();
  const server = net.createServer(socket => connections.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of connections)
      socket.destroy();
  });
  return {
    source: `/vsicurl/http://127.0.0.1:${server.address().port}/a.geojson`,
    asked: () => until(() => connections.size > 0, 'a reader of the endless source'),
  };
}

/** A test that waits this long in vain gives up. Only one that fails does. */
export const patience_ms = 60_000;

/** The first truthy value of `look`. */
export async function until(look, what) {
  const end = Date.now() + patience_ms;
  for (;;) {
    const found = await look();
    if (found)
      return found;
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await sleep(5);
  }
}

/** An hour for everything a server gives clients time for: no machine is too slow for that. */
export const patient = ['header', 'body', 'idle', 'work', 'write_stall', 'drain']
  .flatMap(what => ['--set', `timeouts.${what}_s=3600`]);

/** One request on a connection of its own: {status, headers, body: Buffer}. */
export async function ask(url, { method = 'GET', headers = {} } = {}) {
  const request = http.request(url, { method, headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  const chunks = await response.toArray();
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Sends bytes as they are and then no more; all that comes back until the server closes. */
export async function exchange(port, bytes) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {}); // a reset shows in what is missing
  socket.end(bytes);
  const chunks = [];
  socket.on('data', chunk => chunks.push(chunk));
  await once(socket, 'close');
  return parseAnswers(Buffer.concat(chunks));
}

/** [{status, headers: {lower case: value}, body}]; what is left over is an error. */
function parseAnswers(bytes) {
  const answers = [];
  while (bytes.length > 0) {
    const head_end = bytes.indexOf('\r\n\r\n');
    assert.ok(head_end > 0, `no head: ${bytes.subarray(0, 100)}`);
    const [status_line, ...lines] = bytes.subarray(0, head_end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map(line => {
      const [, name, value] = line.match(/^([^:]+): (.*)$/);
      return [name.toLowerCase(), value];
    }));
    const [, status] = status_line.match(/^HTTP\/1\.1 (\d{3}) /);
    const body_end = head_end + 4 + Number(headers['content-length'] ?? 0);
    assert.ok(bytes.length >= body_end, 'a body is cut off');
    answers.push({ status: Number(status), headers, body: bytes.subarray(head_end + 4, body_end) });
    bytes = bytes.subarray(body_end);
  }
  return answers;
}
