// Layers read again while the server answers: SIGHUP, and files that change by themselves.
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { endlessSource, manyPoints, serve, temporaryFolder, until } from './program.mjs';

const configuration = (...ids) => ({
  layers: ids.map(id => ({ id, kind: 'reference', source: `${id}.geojson` })),
});

/** `serve` of a configuration with these layers, each a point. */
const serveLayers = (t, ...ids) => serveLayersWith(t, ids);

async function serveLayersWith(t, ids, ...options) {
  const folder = await temporaryFolder(t);
  for (const id of ids)
    await folder.write(`${id}.geojson`, manyPoints(1));
  const server = await serve(t, await folder.write('hazardmap.json', configuration(...ids)), ...options);
  return { folder, server };
}

const layers = async server =>
  Object.fromEntries((await server.json('/collections')).collections.map(c => [c.id, c.feature_count]));

/** Waits until the server has these layers with as many features. */
const serves = (server, wanted) => until(
  async () => JSON.stringify(await layers(server)) === JSON.stringify(wanted), JSON.stringify(wanted));

/** Asks for the items of `flood` again and again until stopped: the counts seen, in order. */
function keepAsking(server) {
  const counts = [];
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const { status, body } = await server.get('/collections/flood/items?limit=10000');
      assert.equal(status, 200);
      const { features, numberMatched } = JSON.parse(body);
      assert.equal(features.length, numberMatched);
      counts.push(numberMatched);
    }
  })();
  done.catch(() => {}); // shown by stop()
  const stop = async () => {
    stopped = true;
    await done;
    return counts;
  };
  return { counts, stop };
}

test('SIGHUP reads the configuration and every layer again, and every request is answered', async t => {
  const { folder, server } = await serveLayers(t, 'flood');
  const asking = [keepAsking(server), keepAsking(server)];
  await folder.write('flood.geojson', manyPoints(1000));
  await folder.write('stations.geojson', manyPoints(7));
  await folder.write('hazardmap.json', { title: 'New', ...configuration('stations', 'flood') });
  await until(() => asking[0].counts.length > 3, 'requests before the reload');
  server.child.kill('SIGHUP');
  await serves(server, { stations: 7, flood: 1000 });
  assert.equal((await server.json('/collections')).title, 'New');
  for (const { stop } of asking) {
    const counts = await stop();
    assert.deepEqual([...new Set(counts)], [1, 1000], 'first the old content, then the new');
  }
});

test('SIGHUP takes a layer away that the configuration no longer names', async t => {
  const { folder, server } = await serveLayers(t, 'flood', 'stations');
  await folder.write('hazardmap.json', configuration('stations'));
  server.child.kill('SIGHUP');
  await serves(server, { stations: 1 });
  assert.equal((await server.get('/collections/flood')).status, 404);
});

test('a source that changes is read again by itself, and its ETag is another', async t => {
  const { folder, server } = await serveLayers(t, 'flood', 'stations');
  const tag = async place => (await server.get(place)).headers.etag;
  const places = ['/collections/flood/items', '/collections/stations/items'];
  const before = [await tag(places[0]), await tag(places[1])];
  await folder.write('flood.geojson', manyPoints(2));
  await serves(server, { flood: 2, stations: 1 });
  assert.notEqual(await tag(places[0]), before[0]);
  assert.equal(await tag(places[1]), before[1]);
  assert.equal(server.output.stderr.match(/ stations: reference/g).length, 1, 'not read again');
});

test('a file that takes its place by a rename is noticed', async t => {
  const { folder, server } = await serveLayers(t, 'flood');
  const next = await folder.write('next', manyPoints(3));
  await rename(next, path.join(folder.path, 'flood.geojson'));
  await serves(server, { flood: 3 });
});

/** How often the server has looked at its sources: its first thread sleeps from one look to the next. */
const looks = async server => Number(
  (await readFile(`/proc/${server.child.pid}/status`, 'utf8')).match(/^voluntary_ctxt_switches:\s*(\d+)/m)[1]);

/** Calls `write` again and again while the server looks three times: the longest time without a write. */
async function writeOnAndOn(server, write) {
  const last_look = await looks(server) + 4; // in one of which it may have been already
  let pause_ms = 0;
  for (let before = Date.now(); await looks(server) < last_look;) {
    const begin = Date.now();
    await write();
    pause_ms = Math.max(pause_ms, Date.now() - before);
    before = begin;
  }
  return pause_ms;
}

test('a file that is being written is not read half-way', async t => {
  const folder = await temporaryFolder(t);
  const line = i => `${105 + i / 1000},21,${i}\n`; // any number of CSV lines is a legal file
  const source = await folder.write('flood.csv', `lon,lat,name\n${line(0)}`);
  const server = await serve(t, source);
  const timesRead = () => server.output.stderr.match(/ flood: /g).length / 2; // two lines each
  let count = 1;
  for (;;) {
    const [served, times] = [count, timesRead()];
    const pause_ms = await writeOnAndOn(server, () => appendFile(source, line(count++)));
    const served_then = await layers(server);
    await serves(server, { flood: count });
    if (pause_ms >= 1000) // a busy machine: it was finished, for all that the server could see
      continue;
    assert.deepEqual(served_then, { flood: served });
    assert.equal(timesRead(), times + 1, 'read once, when it was whole');
    break;
  }
});

test('a source that breaks keeps its layer, is named in the log, and is read once it is mended', async t => {
  const { folder, server } = await serveLayers(t, 'flood', 'stations');
  const source = path.join(folder.path, 'flood.geojson');
  await truncate(source, 60);
  await server.log(/ error reload: .*flood\.geojson: truncated or broken JSON.*; the layer stays as it was/);
  assert.deepEqual(await layers(server), { flood: 1, stations: 1 });
  await rm(source);
  await server.log(/ error reload: .*flood\.geojson: no such file.*; the layer stays as it was/);
  assert.deepEqual(await layers(server), { flood: 1, stations: 1 });
  const said = server.output.stderr.match(/ error /g).length;
  await folder.write('stations.geojson', manyPoints(2));
  await serves(server, { flood: 1, stations: 2 });
  assert.ok(server.output.stderr.match(/ error /g).length <= said + 1, 'not said over and over');
  await folder.write('flood.geojson', manyPoints(4));
  await serves(server, { flood: 4, stations: 2 });
});

test('a configuration that breaks changes nothing, is named in the log, and is read once it is mended', async t => {
  const { folder, server } = await serveLayers(t, 'flood');
  await folder.write('flood.geojson', manyPoints(2)); // must not come in by a half reload either
  await folder.write('hazardmap.json', '{"layers": [');
  server.child.kill('SIGHUP');
  await server.log(/ error reload: .*hazardmap\.json: is not JSON at line 1, column 13.*; everything stays as it was/);
  await folder.write('hazardmap.json', { ...configuration('flood'), server: { prot: 1 } });
  server.child.kill('SIGHUP');
  await server.log(/ error reload: .*hazardmap\.json: server: unknown key "prot".*; everything stays as it was/);
  await folder.write('hazardmap.json', { title: 'Mended', ...configuration('flood') });
  server.child.kill('SIGHUP');
  await until(async () => (await server.json('/collections')).title === 'Mended', 'the mended title');
  assert.deepEqual(await layers(server), { flood: 2 });
});

test('a layer that is new and broken is left out, and comes once its source is mended', async t => {
  const { folder, server } = await serveLayers(t, 'flood');
  await folder.write('hazardmap.json', configuration('roads', 'flood'));
  server.child.kill('SIGHUP');
  await server.log(/ error reload: .*roads\.geojson: no such file.*; it is not served/);
  assert.deepEqual(await layers(server), { flood: 1 });
  await folder.write('roads.geojson', manyPoints(5));
  await serves(server, { roads: 5, flood: 1 });
});

test('another role takes effect on SIGHUP, though the file is the same', async t => {
  const folder = await temporaryFolder(t);
  const line = (x, y) => [[105 + x, 21], [105 + y, 21]];
  await folder.write('roads.geojson', { type: 'Feature', properties: { speed: 36 }, geometry: { type: 'LineString', coordinates: line(0, 0.05) } });
  await folder.write('stations.csv', 'lon,lat,ready,late\n105,21,10,900\n');
  await folder.write('people.csv', 'lon,lat,people\n105.01,21,7\n');
  const roles = turnout => ({
    layers: [
      { id: 'roads', kind: 'road', source: 'roads.geojson', fields: { speed_km_h: 'speed' } },
      { id: 'stations', kind: 'station', source: 'stations.csv', fields: { turnout_s: turnout } },
      { id: 'people', kind: 'demand', source: 'people.csv', fields: { weight: 'people' } },
    ],
  });
  const server = await serve(t, await folder.write('hazardmap.json', roles('ready')));
  const covered = async () => (await server.json('/coverage?limits_s=300')).summary.asked.limits[0].covered;
  assert.equal(await covered(), 7);
  await folder.write('hazardmap.json', roles('late'));
  server.child.kill('SIGHUP');
  await until(async () => await covered() === 0, 'the other turnout');
});

test('a change of "server" is said to need a new start', async t => {
  const { folder, server } = await serveLayers(t, 'flood');
  await folder.write('hazardmap.json', { ...configuration('flood'), server: { work_threads: 3 } });
  server.child.kill('SIGHUP');
  await server.log(/ warning reload: .*hazardmap\.json: "server" has changed; start again to use it/);
});

test('of a served folder SIGHUP finds what is new, and keeps what broke', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['flood', 'hospitals', 'stations'])
    await folder.write(`${name}.geojson`, manyPoints(1));
  const server = await serve(t, folder.path);
  await truncate(path.join(folder.path, 'hospitals.geojson'), 60);
  await rm(path.join(folder.path, 'flood.geojson'));
  await folder.write('incidents.csv', 'lon,lat\n105,21\n106,21\n');
  server.child.kill('SIGHUP');
  await serves(server, { hospitals: 1, incidents: 2, stations: 1 });
  await server.log(/ error reload: .*hospitals\.geojson: truncated .*; the layer stays as it was/);
  await folder.write('hospitals.geojson', manyPoints(3));
  await serves(server, { hospitals: 3, incidents: 2, stations: 1 });
});

const flood = (...features) => ({ type: 'FeatureCollection', features });
const zone = {
  type: 'Feature', id: 7, properties: { severity: 5 },
  geometry: { type: 'Polygon', coordinates: [[[8.001, 49.999], [8.003, 49.999], [8.003, 50.001], [8.001, 50.001], [8.001, 49.999]]] },
};

/** Stations at both ends of a road of 1.4 km; the zone lies on it near the western one. */
async function floodedRoad(t) {
  const folder = await temporaryFolder(t);
  const line = (...coordinates) => ({ type: 'Feature', properties: { class: 'residential' }, geometry: { type: 'LineString', coordinates } });
  const station = (name, lon) => ({ type: 'Feature', properties: { name }, geometry: { type: 'Point', coordinates: [lon, 50] } });
  await folder.write('roads.geojson', flood(line([8, 50], [8.02, 50])));
  await folder.write('stations.geojson', flood(station('west', 8), station('east', 8.02)));
  await folder.write('flood.geojson', flood(zone));
  const layer = (id, kind) => ({ id, kind, source: `${id}.geojson` });
  const file = await folder.write('hazardmap.json',
    { layers: [layer('flood', 'hazard'), layer('roads', 'road'), { ...layer('stations', 'station'), fields: { name: 'name' } }] });
  return { folder, file };
}

const nearest = async server => (await server.json(
  '/nearest-stations?point=8.005,50&closed_by=flood&count=1')).features.map(f => f.properties.station_name);

test('a flood that ends leaves the map and opens the roads', async t => {
  const { folder, file } = await floodedRoad(t);
  const server = await serve(t, file);
  assert.deepEqual(await nearest(server), ['east']);
  await folder.write('flood.geojson', flood());
  await serves(server, { flood: 0, roads: 1, stations: 2 });
  assert.deepEqual(await nearest(server), ['west']);
  assert.deepEqual((await server.json('/collections/flood/items')).features, []);
  assert.equal((await server.get('/xyz/flood.json')).status, 200);
  assert.equal((await server.get('/xyz/flood/10/534/347.mvt')).status, 200);
  assert.equal((await server.get('/legend/flood')).status, 200);
  assert.equal((await server.json('/health/ready')).stale, undefined);
  const again = await serve(t, file);
  assert.deepEqual(await layers(again), { flood: 0, roads: 1, stations: 2 });
  assert.deepEqual(await nearest(again), ['west']);
});

test('a layer whose file breaks says how old it is until the file is mended', async t => {
  const { folder, file } = await floodedRoad(t);
  const server = await serve(t, file);
  await folder.write('flood.geojson', '{"type":"FeatureColl');
  const stale = async () => (await server.json('/health/ready')).stale ?? [];
  await until(async () => (await stale()).length === 1, 'the flood to be stale');
  const [{ id, read_at, since, reason }] = await stale();
  assert.equal(id, 'flood');
  assert.match(reason, /flood\.geojson: truncated or broken JSON/);
  assert.ok(Date.parse(read_at) <= Date.parse(since) && Date.parse(since) <= Date.now(), `${read_at} ${since}`);
  assert.deepEqual((await server.json('/collections/flood')).stale, { read_at, since, reason });
  assert.deepEqual(await nearest(server), ['east']);
  await folder.write('flood.geojson', flood(zone));
  await until(async () => (await stale()).length === 0, 'the flood to be mended');
  assert.equal((await server.json('/collections/flood')).stale, undefined);
});

test('what was empty in a folder is guessed again once it has features', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('a.geojson', flood());
  await folder.write('hospitals.geojson', manyPoints(1));
  const server = await serve(t, folder.path);
  const kind = async id => (await server.json('/collections')).collections.find(c => c.id === id)?.kind;
  assert.equal(await kind('a'), 'reference');
  await folder.write('a.geojson', flood(zone));
  await until(async () => await kind('a') === 'hazard', 'the zone to be a hazard');
  await folder.write('incidents.csv', 'lon,lat\n105,21\n');
  await until(async () => await kind('incidents') === 'incident', 'the new file to be a layer');
});

/** Begins a reload that never ends. */
async function reloadWithoutEnd(t, folder, server) {
  const { source, asked } = await endlessSource(t);
  const { layers: [flood, ...others] } = configuration('flood', 'stations');
  await folder.write('hazardmap.json', { layers: [{ ...flood, source }, ...others] });
  server.child.kill('SIGHUP');
  await asked();
}

test('a reload that takes long is told', async t => {
  const { folder, server } = await serveLayersWith(t, ['flood', 'stations'], '--set', 'timeouts.reload_s=0.5');
  const metric = async () => (await server.get('/metrics')).body.toString().match(/^hazardmap_slow_reload_seconds (.*)$/m)[1];
  assert.equal(await metric(), '0');
  await reloadWithoutEnd(t, folder, server);
  await server.log(/reload: runs for more than 0\.5 s; until it ends, what is served stays as it is/);
  await until(async () => (await server.json('/health/ready')).reload_runs_s >= 1, 'health to tell');
  assert.ok(Number(await metric()) >= 1);
  assert.deepEqual(await layers(server), { flood: 1, stations: 1 });
});

test('SIGTERM does not wait for a source that is being read', async t => {
  const { folder, server } = await serveLayers(t, 'flood', 'stations');
  await reloadWithoutEnd(t, folder, server);
  assert.deepEqual(await layers(server), { flood: 1, stations: 1 });
  server.child.kill('SIGTERM');
  await until(() => server.child.exitCode !== null, 'the end');
  assert.equal(server.child.exitCode, 0);
});

test('memory stays flat over fifty reloads', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(path.join(folder.path, 'data'));
  for (const name of ['flood', 'roads', 'stations'])
    await folder.write(`data/${name}.geojson`, manyPoints(5000, 100));
  const server = await serve(t, path.join(folder.path, 'data'));
  let reloads = 0;
  const reload = async () => {
    server.child.kill('SIGHUP');
    ++reloads;
    await until(async () => (await server.get('/metrics')).body
      .includes(`hazardmap_reloads_total{result="ok"} ${reloads}\n`), `reload ${reloads}`);
  };
  const resident_kb = async () => Number(
    (await readFile(`/proc/${server.child.pid}/status`, 'utf8')).match(/VmRSS:\s*(\d+)/)[1]);
  while (reloads < 10) // the allocator finds its size
    await reload();
  const before = await resident_kb();
  while (reloads < 60)
    await reload();
  const grown_kb = await resident_kb() - before;
  // Each reload reads 3 x 5000 features of some 250 bytes: a leak of one layer's worth would show
  // as 50 x 1 MB.
  assert.ok(grown_kb < 20_000, `${before} kB before, ${grown_kb} kB more after`);
});
