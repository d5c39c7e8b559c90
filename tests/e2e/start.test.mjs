// How `hazardmap serve` starts, or says in one line why it does not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, stat } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { ask, endlessSource, launch, manyPoints, points, run, serve, temporaryFolder, until } from './program.mjs';

const configuration = (source, more = {}) => ({
  layers: [{ id: 'stations', kind: 'station', source, ...more.layer }], ...more.whole,
});

/** `hazardmap serve ARGS` fails with this exit code and these words in the one line it prints. */
async function fails(code, words, ...args) {
  const ended = await run('serve', ...args);
  assert.equal(ended.stdout, '');
  const lines = ended.stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, ended.stderr);
  assert.match(lines[0], words);
  assert.equal(ended.code, code);
}

test('stdout has the address and nothing else; the log says what is served', async t => {
  const folder = await temporaryFolder(t);
  const stations = await folder.write('fire_stations.geojson', manyPoints(3));
  const server = await serve(t, stations);
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+$/);
  const { collections } = await server.json('/collections');
  assert.deepEqual(collections.map(({ id, kind, feature_count }) => [id, kind, feature_count]),
    [['fire_stations', 'station', 3]]);
  server.child.kill('SIGTERM');
  const { stdout, stderr, code } = await server.ended;
  assert.equal(stdout, `listening on ${server.address}/\n`);
  assert.match(stderr, /info fire_stations: station, 3 features \(GeoJSON, CRS84\); guessed: points, "fire station" in the name\n/);
  assert.equal(code, 0);
});

test('an IPv6 address stands in brackets', async t => {
  const folder = await temporaryFolder(t);
  const server = await serve(t, await folder.write('a.geojson', manyPoints(1)), '--address', '::1');
  assert.match(server.address, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await server.get('/health/ready')).status, 200);
});

test('options win over the configuration', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('a.geojson', manyPoints(1));
  const file = await folder.write('hazardmap.json',
    configuration('a.geojson', { whole: { server: { port: 1, address: '127.0.0.2' } } }));
  const server = await serve(t, file); // with --port 0
  assert.match(server.address, /^http:\/\/127\.0\.0\.2:\d\d+$/);
});

/** A port that is free a moment before it is needed. */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

test('it listens on every address that --listen names', async t => {
  const folder = await temporaryFolder(t);
  const source = await folder.write('a.geojson', manyPoints(1));
  const socket = path.join(folder.path, 'http.sock');
  const server = launch('serve', source, '--listen', '127.0.0.1:0', '--listen', `unix:${socket}`);
  t.after(() => server.child.kill('SIGKILL'));
  const [, address] = await until(
    () => server.output.stdout.match(new RegExp(`^listening on (http://127.0.0.1:\\d+/)\nlistening on unix:${socket}\n`)),
    'both addresses');
  assert.equal((await ask(`${address}health/ready`)).status, 200);
  const request = http.get({ socketPath: socket, path: '/health/ready', agent: false });
  const [response] = await once(request, 'response');
  assert.equal(response.resume().statusCode, 200);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0);
  await assert.rejects(stat(socket), { code: 'ENOENT' });
});

test('an address that is none is refused with what is one', () =>
  fails(2, /--listen: address "8080": not one to listen on; write 127\.0\.0\.1:8080, /, 'a.geojson', '--listen', '8080'));

test('while the layers are read it is alive, not ready, and says so', async t => {
  const folder = await temporaryFolder(t);
  const { source } = await endlessSource(t);
  const port = await freePort();
  const server = launch('serve', await folder.write('hazardmap.json', configuration(source)), '--port', `${port}`);
  t.after(() => server.child.kill('SIGKILL'));
  const address = `http://127.0.0.1:${port}`;
  await until(() => ask(`${address}/health/live`).then(answer => answer.status === 200, () => false), 'a live server');
  assert.equal((await ask(`${address}/health/ready`)).status, 503);
  const layers = await ask(`${address}/collections`);
  assert.equal(layers.status, 503);
  assert.equal(layers.headers['retry-after'], '1');
  assert.match(JSON.parse(layers.body).detail, /the layers are being read; ask again in a moment/);
  assert.equal((await ask(`${address}/`)).status, 200, 'the page waits by itself');
  assert.equal(server.output.stdout, '');
});

test('a port in use is said before the layers are read', async t => {
  const folder = await temporaryFolder(t);
  const { source } = await endlessSource(t);
  const other = net.createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address();
  await fails(1, /^hazardmap: address .* already in use; /, await folder.write('hazardmap.json', configuration(source)), '--port', `${port}`);
});

test('a port in use is named with the mend', async t => {
  const folder = await temporaryFolder(t);
  const source = await folder.write('a.geojson', manyPoints(1));
  const other = net.createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address();
  const ended = await run('serve', source, '--port', `${port}`);
  assert.equal(ended.stderr.trimEnd().split('\n').at(-1), `hazardmap: address 127.0.0.1:${port}: ` +
    'already in use; stop the other program or choose another with --port');
  assert.deepEqual([ended.code, ended.stdout], [1, '']);
});

test('an address that is none is named', async t => {
  const folder = await temporaryFolder(t);
  const source = await folder.write('a.geojson', manyPoints(1));
  const ended = await run('serve', source, '--address', 'localhost');
  assert.match(ended.stderr, /hazardmap: address localhost: not an IPv4 or IPv6 address; give one such as 127\.0\.0\.1/);
  assert.equal(ended.code, 1);
});

test('sources that cannot be served end the start with one line', async t => {
  const folder = await temporaryFolder(t);
  const good = await folder.write('good.geojson', manyPoints(1));
  const file = name => path.join(folder.path, name);
  await fails(1, /^hazardmap: .*missing\.gpkg: no such file/, file('missing.gpkg'));
  await fails(1, /missing\.gpkg: no such file/, good, file('missing.gpkg'));
  await fails(1, /zero\.geojson: .*empty/, await folder.write('zero.geojson', ''));
  const whole = JSON.stringify(manyPoints(100));
  await fails(1, /cut\.geojson: truncated or broken JSON near byte \d+/,
    await folder.write('cut.geojson', whole.slice(0, whole.length / 2)));
  await fails(1, /text\.csv: /, await folder.write('text.csv', 'a,b\n1,2\n'));
  await mkdir(file('void'));
  await fails(1, /void: no layer found; name files, folders or GDAL connections/, file('void'));
});

test('mistakes in a configuration end the start with one line that names them', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('a.geojson', manyPoints(1));
  const write = content => folder.write('hazardmap.json', content);
  await fails(1, /hazardmap\.json: unknown key "tilte"; did you mean "title"\?/,
    await write({ tilte: 'x', ...configuration('a.geojson') }));
  await fails(1, /layer "stations": unknown key "sorce"; did you mean "source"\?/,
    await write(configuration('a.geojson', { layer: { sorce: 'x' } })));
  await fails(1, /server: unknown key "prot"; did you mean "port"\?/,
    await write(configuration('a.geojson', { whole: { server: { prot: 1 } } })));
  await fails(1, /server: "port" is 70000; it must be a whole number from 0 to 65535/,
    await write(configuration('a.geojson', { whole: { server: { port: 70000 } } })));
  await fails(1, /layer "stations": style "pretty": no such style; use one of/,
    await write(configuration('a.geojson', { layer: { style: 'pretty' } })));
  await fails(1, /has no attribute "nom"; set "fields\.name" of layer "stations" to one of name, text/,
    await write(configuration('a.geojson', { layer: { fields: { name: 'nom' } } })));
  await fails(1, /gone\.geojson: no such file/, await write(configuration('gone.geojson')));
  await fails(1, /hazardmap\.json: is not JSON at line 1, column 12/, await write('{"layers":[}'));
});

test('mistakes on the command line end with 2 and say where to read on', async () => {
  await fails(2, /^hazardmap serve: no SOURCE is given: name a hazardmap\.json, files or folders; see hazardmap serve --help$/);
  await fails(2, /: The following argument was not expected: --prot; did you mean --port\? See hazardmap serve --help$/, 'x', '--prot');
  await fails(2, /: --port: Value abc not in range 0 to 65535; see/, 'x', '--port', 'abc');
  await fails(2, /: --port: Value 70000 not in range 0 to 65535; see/, 'x', '--port', '70000');
  await fails(2, /: --port: Value -1 not in range 0 to 65535; see/, 'x', '--port=-1');
  await fails(2, /: --work-threads: Value 0 not in range 1 to 256; see/, 'x', '--work-threads', '0');
  for (const [args, words] of [
    [[], 'hazardmap: no command is given: use serve, check, tiles, response, coverage, nearest or arrival-times; see hazardmap --help\n'],
    [['sreve'], 'hazardmap: The following argument was not expected: sreve; did you mean serve? See hazardmap --help\n'],
  ]) {
    const ended = await run(...args);
    assert.deepEqual([ended.code, ended.stdout, ended.stderr], [2, '', words]);
  }
});

test('/health/ready names the versions that --version prints', async t => {
  const folder = await temporaryFolder(t);
  const server = await serve(t, await folder.write('a.geojson', manyPoints(1)));
  const { version, libraries, ...others } = JSON.parse((await server.get('/health/ready')).body);
  assert.deepEqual(others, { status: 'ready', layers: 1 });
  const lines = Object.entries(libraries).map(([name, of]) => `${name} ${of}\n`);
  assert.equal((await run('--version')).stdout, `hazardmap ${version}\n${lines.join('')}`);
});

test('--help and --version go to stdout and end with 0', async () => {
  const version = await run('--version');
  const [first, ...libraries] = version.stdout.trimEnd().split('\n');
  assert.match(first, /^hazardmap \d+\.\d+\.\d+$/);
  for (const name of ['GDAL', 'PROJ', 'GEOS', 'SQLite', 'simdjson', 'Pistache', 'Boost.Beast', 'libdeflate', 'zstd', 'brotli', 'fmt', 'spdlog'])
    assert.ok(libraries.some(line => line.startsWith(`${name} `) && /\d/.test(line)), `${name} in ${version.stdout}`);
  for (const [args, words] of [
    [['--help'], /Usage: hazardmap .*serve .*check .*Examples:.*hazardmap serve data\//s],
    [['serve', '--help'], /Usage: hazardmap serve .*--address.*--port.*--quiet/s],
    [['check', '--help'], /Exit status: 0 .*--json/s],
  ]) {
    const ended = await run(...args);
    assert.match(ended.stdout, words);
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
  }
});

test('several files and folders: guesses are told with their reason, in drawing order', async t => {
  const folder = await temporaryFolder(t);
  const stations = await folder.write('stations.geojson', manyPoints(2));
  const data = path.join(folder.path, 'data');
  await mkdir(data);
  await folder.write('data/incidents.csv', 'lon,lat,type\n105.8,21,fire\n105.9,21,flood\n');
  await folder.write('data/wards.geojson', {
    type: 'FeatureCollection', features: [{
      type: 'Feature', properties: { population: 1000 }, geometry: {
        type: 'Polygon', coordinates: [[[105, 20], [106, 20], [106, 21], [105, 20]]] },
    }],
  });
  const server = await serve(t, stations, data);
  const { collections } = await server.json('/collections');
  assert.deepEqual(collections.map(({ id, kind }) => [id, kind]),
    [['wards', 'area'], ['incidents', 'incident'], ['stations', 'station']]);
  for (const guess of [/ wards: area, .*; guessed: polygons/, / incidents: incident, .*; guessed: points/,
                       / stations: station, .*; guessed: points/])
    await server.log(guess);
});

test('of a folder, broken files are named in the log and the others served', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('good.geojson', manyPoints(2));
  await folder.write('cut.geojson', '{"type":"FeatureCollection","features":[{"type":"Feat');
  await folder.write('lost.geojson', { // its layer is known, but none of its features can be served
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry: null }],
  });
  await folder.write('README.md', 'not data');
  const server = await serve(t, folder.path);
  await server.log(/ error not served: .*cut\.geojson: truncated or broken JSON/);
  await server.log(/ error not served: .*lost\.geojson: none of its 1 features can be served: no geometry \(1\)/);
  const { collections } = await server.json('/collections');
  assert.deepEqual(collections.map(({ id }) => id), ['good']);
});

test('a folder with nothing but broken files is not served as an empty map', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('cut.geojson', '{"type":"FeatureColl');
  const ended = await run('serve', folder.path, '--port', '0');
  assert.match(ended.stderr, / error not served: .*cut\.geojson: .*\nhazardmap: .*: no layer of it can be served; the lines above say why\n$/);
  assert.deepEqual([ended.code, ended.stdout], [1, '']);
});

test('SIGTERM while the layers are being read ends the start at once, with 0', async t => {
  const { source } = await endlessSource(t);
  const { child, ended } = launch('serve', source, '--port', '0');
  await until(async () => { // signals are taken over: SIGTERM is the 15th
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    return BigInt(`0x${status.match(/SigBlk:\s*(\w+)/)[1]}`) & (1n << 14n);
  }, 'the start');
  child.kill('SIGTERM');
  const { code, signal, stdout } = await ended;
  assert.deepEqual([code, signal, stdout], [0, null, '']);
});
