// `hazardmap check`: what became of every feature, for people and as JSON.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { manyPoints, run, source_dir, temporaryFolder } from './program.mjs';

const real_data = process.env.HAZARDMAP_REAL_DATA ?? path.join(source_dir, '../shared/data');

const polygon = (...ring) => ({ type: 'Polygon', coordinates: [ring] });
const features = (...geometries) => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry, i) => ({ type: 'Feature', id: i + 1, properties: {}, geometry })),
});

// The first is whole, the second a bow tie, the third has no geometry.
const damaged = features(
  polygon([105, 20], [106, 20], [106, 21], [105, 20]),
  polygon([105, 20], [106, 21], [106, 20], [105, 21], [105, 20]),
  null);

test('a source without loss is one line and ends with 0', async t => {
  const folder = await temporaryFolder(t);
  const source = await folder.write('stations.geojson', manyPoints(3));
  const { code, stdout, stderr } = await run('check', source);
  assert.equal(stdout.split('\n')[0], `stations  station    3 of 3 features  GeoJSON  CRS84  ${source}`);
  assert.match(stdout, /^ {4}guessed: points/m);
  assert.deepEqual([code, stderr], [0, '']);
});

test('losses and repairs are counted with the first ids; a loss ends with 1', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('flood.geojson', damaged);
  await folder.write('stations.geojson', manyPoints(1));
  const file = await folder.write('hazardmap.json', {
    layers: [{ id: 'flood', kind: 'hazard', source: 'flood.geojson' },
             { id: 'stations', kind: 'station', source: 'stations.geojson' }],
  });
  const text = await run('check', file);
  assert.match(text.stdout, /^flood {5}hazard {5}2 of 3 features {2}GeoJSON/);
  assert.match(text.stdout, /^ {4}lost: no geometry: 1 feature \(id 3\)$/m);
  assert.match(text.stdout, /^ {4}note: .*: 1 feature \(id 2\)$/m);
  assert.match(text.stdout, /^stations {2}station {4}1 of 1 features/m);
  assert.deepEqual([text.code, text.stderr], [1, '']);

  const json = await run('check', '--json', file);
  assert.deepEqual([json.code, json.stderr], [1, '']);
  const { clean, layers, broken } = JSON.parse(json.stdout);
  assert.deepEqual([clean, broken], [false, []]);
  assert.deepEqual(layers.map(({ id, kind, read, served }) => [id, kind, read, served]),
    [['flood', 'hazard', 3, 2], ['stations', 'station', 1, 1]]);
  assert.deepEqual(layers[0].problems.filter(({ lost }) => lost),
    [{ what: 'no geometry', effect: 'lost', lost: true, count: 1, first_ids: ['3'],
       first_values: [], distinct_values: 0 }]);
});

test('a source that cannot be read is one line, and does not hide the others', async t => {
  const folder = await temporaryFolder(t);
  const good = await folder.write('good.geojson', manyPoints(2));
  const cut = await folder.write('cut.geojson', '{"type":"FeatureCollection","features":[{"type":"Feat');
  const missing = path.join(folder.path, 'missing.gpkg');
  const { code, stdout } = await run('check', cut, good, missing);
  assert.equal(code, 1);
  assert.match(stdout, /^good {2}reference {2}2 of 2 features/m);
  assert.match(stdout, /^FAILED {2}.*cut\.geojson: truncated or broken JSON/m);
  assert.match(stdout, /^FAILED {2}.*missing\.gpkg: no such file/m);
  const { clean, layers, broken } = JSON.parse((await run('check', '--json', cut, good, missing)).stdout);
  assert.deepEqual([clean, layers.length, broken.length], [false, 1, 2]);
});

test('a configuration beside other sources is refused, as `serve` refuses it', async t => {
  const folder = await temporaryFolder(t);
  const source = await folder.write('a.geojson', manyPoints(1));
  const file = await folder.write('hazardmap.json',
    { layers: [{ id: 'a', kind: 'reference', source: 'a.geojson' }] });
  for (const command of ['serve', 'check']) {
    const { code, stdout, stderr } = await run(command, file, source);
    assert.match(stdout + stderr, /hazardmap\.json: is a configuration; name it alone, and the sources in it$/m);
    assert.equal(code, 1);
  }
});

test('of a folder every file is looked at, what is no data is passed over', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('good.geojson', manyPoints(2));
  await folder.write('cut.geojson', '{"type":"FeatureColl');
  await folder.write('photo.jpg', 'no picture');
  const { code, stdout, stderr } = await run('check', folder.path);
  assert.equal(code, 1);
  assert.match(stdout, /^good .*\n(?: {4}.*\n)*FAILED {2}.*cut\.geojson: .*\npassed over: .*photo\.jpg: .*\n$/);
  assert.equal(stderr, '');
});

test('a file that may hold layers and is not read is a finding', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('good.geojson', manyPoints(2));
  await folder.write('plan.pdf', 'no pdf');
  assert.equal((await run('check', folder.path)).code, 0);
  await folder.write('rota.csv', 'name,day\nA,1\n');
  const { code, stdout } = await run('check', '--json', folder.path);
  assert.equal(code, 1);
  const report = JSON.parse(stdout);
  assert.equal(report.clean, false);
  assert.match(report.not_read.join(), /rota\.csv: no coordinate columns among name, day/);
  assert.match(report.passed_over.join(), /plan\.pdf: a document/);
});

test('an empty source is a note', async t => {
  const folder = await temporaryFolder(t);
  const { code, stdout } = await run('check', await folder.write('flood.csv', 'name,lat,lon\n'));
  assert.match(stdout, /^flood {2}hazard .*0 of 0 features.*\n(?: {4}.*\n)* {4}note: no features: an empty layer\n/);
  assert.equal(code, 0);
});

test('mistakes in a configuration are found as `serve` finds them', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('a.geojson', manyPoints(1));
  const layer = { id: 'a', kind: 'reference', source: 'a.geojson' };
  for (const [content, words] of [
    [{ layers: [{ ...layer, style: 'pretty' }] }, /layer "a": style "pretty": no such style/],
    [{ layers: [layer], server: { prot: 1 } }, /server: unknown key "prot"/],
  ]) {
    const { code, stdout } = await run('check', await folder.write('hazardmap.json', content));
    assert.match(stdout, words);
    assert.equal(code, 1);
  }
});

test('nothing of the sample data is lost', async () => {
  const { code, stdout, stderr } = await run('check', path.join(source_dir, 'sample-data/hazardmap.json'));
  assert.deepEqual([code, stderr], [0, ''], stdout);
});

test('without a source it ends with 2', async () => {
  const { code, stderr } = await run('check');
  assert.match(stderr, /^hazardmap check: no SOURCE is given: .*; see hazardmap check --help\n$/);
  assert.equal(code, 2);
});

/** Every file below a folder that may be a source: parts of Shapefiles and the like are not. */
async function sourcesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter(entry => entry.isFile() && !/\.(shx|dbf|prj|cpg|txt|md)$/i.test(entry.name))
    .map(entry => path.join(entry.parentPath ?? entry.path, entry.name)).sort();
}

test('every robustness source either loads or is refused in one clear line', async t => {
  const folder = path.join(real_data, 'robust-vector');
  if (!existsSync(folder))
    return t.skip(`${folder} is not here`);
  const sources = await sourcesBelow(folder);
  assert.ok(sources.length > 50);
  const { code, signal, stdout, stderr } = await run('check', '--json', ...sources);
  assert.deepEqual([code, signal], [1, null], stderr);
  const { layers, broken } = JSON.parse(stdout);
  const refused = [...broken, ...layers.flatMap(({ error }) => error ?? [])];
  for (const line of refused) {
    assert.doesNotMatch(line, /\n/);
    assert.ok(sources.some(source => line.startsWith(`${source}: `) && line.length > source.length + 10), line);
    assert.doesNotMatch(line, /: $|internal error|exception/, line);
  }
  for (const { id, read, served, problems, error } of layers)
    assert.ok(error || served === read || problems.some(({ lost }) => lost) || served > read, `${id} says what it lost`);
  for (const source of sources) {
    const times = broken.filter(line => line.startsWith(`${source}: `)).length;
    const is_layer = layers.some(layer => layer.source === source);
    assert.equal(times, is_layer ? 0 : 1, `${source}: one line or a layer`);
  }
});
