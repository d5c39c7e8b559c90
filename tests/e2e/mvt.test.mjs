// Vector tiles as map clients read them: Mapbox's decoder (MapLibre, Leaflet plug-ins) and GDAL's (QGIS).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { VectorTile } from '@mapbox/vector-tile';
import Pbf from 'pbf';
import { startServer } from './server.mjs';

const run = promisify(execFile);
let server;
before(async () => { server = await startServer(); });
after(() => server.stop());

const getJson = async path => (await fetch(server.address + path)).json();
const getBytes = async path => Buffer.from(await (await fetch(server.address + path)).arrayBuffer());

/** The tiles of the sample district at some zooms, three a zoom, all layers. */
async function sampleTiles() {
  const { collections } = await getJson('/collections');
  const layers = collections.map(({ id }) => id).join(',');
  const { bounds: [west, south, east, north] } = await getJson(`/xyz/${layers}.json`);
  const column = (lon, z) => Math.floor((lon / 360 + 0.5) * 2 ** z);
  const row = (lat, z) =>
    Math.floor((0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI)) * 2 ** z);
  const tiles = [];
  for (const z of [6, 10, 12, 14, 15])
    for (const share of [0.3, 0.5, 0.7])
      tiles.push({
        z, x: column(west + (east - west) * share, z), y: row(south + (north - south) * share, z),
        layers,
      });
  return tiles;
}

const shapeOf = ({ coordinates }) => coordinates.flat(Infinity);

test("Mapbox's decoder finds the features of the GeoJSON tile, with the same attributes, at the same places", async () => {
  let features = 0;
  for (const { z, x, y, layers } of await sampleTiles()) {
    const path = `/xyz/${layers}/${z}/${x}/${y}`;
    const tile = new VectorTile(new Pbf(await getBytes(`${path}.mvt`)));
    const expected = byLayer((await getJson(`${path}.geojson`)).features);
    assert.deepEqual(Object.keys(tile.layers).sort(), [...expected.keys()].sort());
    for (const [name, layer] of Object.entries(tile.layers)) {
      assert.equal(layer.version, 2);
      assert.equal(layer.extent, 4096);
      const unit_deg = 360 / 2 ** z / 4096;
      const wanted = [...expected.get(name)];
      for (let i = 0; i < layer.length; ++i) {
        const found = layer.feature(i).toGeoJSON(x, y, z);
        // What only grazes the buffer may be there in one grid and not in the other.
        while (!isSame(found, wanted[0]))
          assert.ok(isOutside(wanted.shift(), { z, x, y }), `${name} in ${path}`);
        compare(found, wanted.shift(), unit_deg);
        ++features;
      }
      wanted.forEach(left => assert.ok(isOutside(left, { z, x, y }), `${name} in ${path}`));
    }
  }
  assert.ok(features > 100, `${features} features compared`);
});

const idOf = ({ id, properties }) => id ?? properties.id;
const isSame = (found, wanted) => idOf(found) === wanted.id && (found.properties.count ?? 1) === (wanted.count ?? 1);

function compare(found, wanted, unit_deg) {
  for (const [key, value] of Object.entries(wanted.properties))
    assert.deepEqual(found.properties[key] ?? null,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
  if (found.geometry.type === 'Point')
    shapeOf(found.geometry).forEach((degrees, i) =>
      assert.ok(Math.abs(degrees - shapeOf(wanted.geometry)[i]) <= unit_deg, `${wanted.id}`));
}

function isOutside({ geometry }, { z, x, y }) {
  const lons = shapeOf(geometry).filter((_, i) => i % 2 === 0);
  const rows = shapeOf(geometry).filter((_, i) => i % 2 === 1)
    .map(lat => (0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI)) * 2 ** z);
  const columns = lons.map(lon => (lon / 360 + 0.5) * 2 ** z);
  return Math.max(...columns) <= x || Math.min(...columns) >= x + 1 ||
         Math.max(...rows) <= y || Math.min(...rows) >= y + 1;
}

function byLayer(features) {
  const groups = new Map();
  for (const feature of features)
    groups.set(feature.layer, [...groups.get(feature.layer) ?? [], feature]);
  return groups;
}

test("GDAL reads every layer, and what it reads is where the features are", async t => {
  const folder = await mkdtemp(join(tmpdir(), 'mvt-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const { z, x, y, layers } of (await sampleTiles()).filter(({ z: zoom }) => zoom >= 10)) {
    const path = `/xyz/${layers}/${z}/${x}/${y}`;
    const bytes = await getBytes(`${path}.mvt`);
    if (bytes.length === 0)
      continue;
    const file = join(folder, `${y}.mvt`);
    await writeFile(file, bytes);
    const tile = new VectorTile(new Pbf(bytes));
    for (const name of Object.keys(tile.layers)) {
      const { stdout, stderr } = await run('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', '-t_srs', 'EPSG:4326',
        '-oo', `X=${x}`, '-oo', `Y=${y}`, '-oo', `Z=${z}`, '-oo', 'METADATA_FILE=', '-oo', 'CLIP=NO', file, name],
        { maxBuffer: 1 << 28 });
      assert.equal(stderr, '');
      const read = JSON.parse(stdout).features;
      assert.equal(read.length, tile.layers[name].length, name);
      const side_deg = 360 / 2 ** z;
      const west = x * side_deg - 180;
      for (const { geometry } of read)
        shapeOf(geometry).filter((_, k) => k % 2 === 0).forEach(lon =>
          assert.ok(lon > west - side_deg / 16 && lon < west + side_deg * 17 / 16, `${name}: ${lon}`));
    }
  }
});

test('no tile is larger than the budget, and an empty one is no bytes', async () => {
  for (const { z, x, y, layers } of await sampleTiles())
    assert.ok((await getBytes(`/xyz/${layers}/${z}/${x}/${y}.mvt`)).length <= 500_000);
  const answer = await fetch(`${server.address}/xyz/${(await sampleTiles())[0].layers}/5/0/0.mvt`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/vnd.mapbox-vector-tile');
  assert.equal((await answer.arrayBuffer()).byteLength, 0);
});
