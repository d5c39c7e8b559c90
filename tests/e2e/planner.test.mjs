// `hazardmap response`, `coverage` and `nearest`: what help promises, files of every sort, and what goes wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { run, serve, source_dir, temporaryFolder, until } from './program.mjs';

const sample = path.join(source_dir, 'sample-data', 'hazardmap.json');

/** The words of a command line; quotes hold words together. */
const words = line => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);

const line = (properties, ...coordinates) =>
  ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } });
const point = (properties, ...coordinates) =>
  ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates } });
const collection = (...features) => ({ type: 'FeatureCollection', features });

/** A server of the sample district, once its layers are there. */
async function serveSample(t) {
  const server = await serve(t, sample);
  await until(async () => (await server.get('/health/ready')).status === 200, 'the layers');
  return server;
}

/** A street from west to east, a station at its end, three people along it. */
async function smallTown(t) {
  const folder = await temporaryFolder(t);
  return {
    ...folder,
    at: name => path.join(folder.path, name),
    roads: await folder.write('roads.geojson',
      collection(line({ highway: 'residential', maxspeed: 36 }, [105, 21], [105.02, 21]))),
    stations: await folder.write('stations.geojson', collection(point({ name: 'Đội 1' }, 105, 21))),
    people: await folder.write('people.csv', 'lon,lat,population\n105.001,21,10\n105.01,21,20\n105.019,21,30\n'),
  };
}

for (const command of ['response', 'coverage', 'nearest', 'arrival-times'])
  test(`the example in the help of ${command} runs as it stands`, async t => {
    const folder = await temporaryFolder(t);
    const help = await run(command, '--help');
    assert.equal(help.code, 0);
    const example = help.stdout.split('\n').find(text => text.includes('sample-data/hazardmap.json'));
    const [program, ...given] = words(example.trim());
    assert.equal(program, 'hazardmap');
    const output = given.indexOf('--output') + 1;
    given[output] = path.join(folder.path, given[output]);
    const { code, stdout, stderr } = await run(
      ...given.map(word => (word === 'sample-data/hazardmap.json' ? sample : word)));
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(given[output]));
    assert.ok(stdout.split('\n').length > 2, 'a summary table follows');
    assert.match(stderr, /^(warning: stations cut off .*\n)?$/); // the examples close roads
  });

test('files need no configuration, and every format opens in GDAL', async t => {
  const town = await smallTown(t);
  for (const name of ['reach.geojson', 'reach.gpkg', 'reach.fgb', 'reach.csv']) {
    const { code, stderr } = await run('response', '--stations', town.stations, '--roads', town.roads,
      '--limits-s', '60,120', '--output', town.at(name));
    assert.equal(code, 0, stderr);
    const info = execFileSync('ogrinfo', ['-so', '-al', town.at(name)], { encoding: 'utf8' });
    assert.match(info, /Feature Count: 2/, name);
  }
});

test('a table has the columns of its question, wards their own', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['wards.gpkg', 'wards.fgb']) {
    const output = path.join(folder.path, name);
    const { code, stdout, stderr } = await run('coverage', sample, '--area', 'wards', '--limits-s', '60.2,60.8,480',
      '--gaps', '0', '--output', output);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ *60\.2 s .*\n *60\.8 s .*\n *480 s /m);
    const info = execFileSync('ogrinfo', ['-so', '-al', output], { encoding: 'utf8' });
    const columns = [...info.matchAll(/^(\S+): (String|Integer64|Real) \(/gm)].map(([, column, type]) => `${column} ${type}`);
    assert.deepEqual(columns, [
      'id Integer64', 'class String', 'area Integer64', 'area_name String', 'area_ward_no Integer64', 'area_name_vi String',
      'area_name_en String', 'area_population Integer64', 'area_area_km2 Real', 'total Real', 'covered_60.2_s Real',
      'share_60.2_s Real', 'covered_60.8_s Real', 'share_60.8_s Real', 'covered_480_s Real', 'share_480_s Real',
      'p90_s Real', 'state String', 'rank Integer64', 'uncovered Real', 'places Integer64', 'nearest_s Real'], name);
  }
});

test('people are counted from a CSV; the answer goes to stdout and the summary to stderr', async t => {
  const town = await smallTown(t);
  const { code, stdout, stderr } = await run('coverage', '--stations', town.stations, '--roads', town.roads,
    '--demand', town.people, '--limits-s', '60,150', '--gaps', '5');
  assert.equal(code, 0, stderr);
  const { summary } = JSON.parse(stdout);
  // A thousandth of a degree is 104 m at 21 degrees: 10.4 s, 104 s and 198 s at 36 km/h.
  assert.deepEqual(summary.asked.limits.map(({ covered }) => covered), [10, 30]);
  assert.match(stderr, /within +covered +uncovered +share/);
});

test('people are counted from a raster', async t => {
  const town = await smallTown(t);
  // Four cells of a hundredth of a degree, from 105 E 21 N on; the street runs along their southern edge.
  const raster = await town.write('people.asc',
    'ncols 2\nnrows 2\nxllcorner 105\nyllcorner 20.995\ncellsize 0.01\nNODATA_value -1\n7 -1\n5 3\n');
  await town.write('people.prj', 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],' +
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]');
  const { code, stdout, stderr } = await run('coverage', '--stations', town.stations, '--roads', town.roads,
    '--demand', raster, '--limits-s', '600');
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).summary.asked.total, 15);
});

test('a derived layer follows what it is derived from', async t => {
  const town = await smallTown(t);
  const file = await town.write('hazardmap.json', {
    layers: [{ id: 'roads', kind: 'road', source: 'roads.geojson', fields: { class: 'highway', speed_km_h: 'maxspeed' } },
             { id: 'stations', kind: 'station', source: 'stations.geojson' },
             { id: 'reach', kind: 'response', parameters: { limits_s: 60 } }],
  });
  const server = await serve(t, file);
  const area = async () => {
    const { status, body } = await server.get('/collections/reach/items');
    return status === 200 ? JSON.parse(body).features[0].properties.area_km2 : 0;
  };
  const before = await until(area, 'the derived layer');
  await town.write('stations.geojson', collection(point({ name: 'Đội 1' }, 105, 21), point({ name: 'Đội 2' }, 105.02, 21)));
  server.child.kill('SIGHUP');
  const after = await until(async () => (await area()) > 1.5 * before && area(), 'the new area');
  assert.ok(Math.abs(after - 2 * before) < 0.02 * after, `${before} becomes ${after}`); // the street's two ends
});

test('options that may have several values are repeated, others are refused', async t => {
  const town = await smallTown(t);
  const ask = (...given) => run('response', '--stations', town.stations, '--roads', town.roads, ...given);
  const several = await ask('--limits-s', '60', '--limits-s', '90', '--add', '105.01,21', '--add', '105.02,21,30');
  assert.equal(several.code, 0, several.stderr);
  const { asked, before } = JSON.parse(several.stdout).summary;
  assert.deepEqual([asked.stations, before.stations], [3, 1]);
  const twice = await ask('--cell-m', '10', '--cell-m', '20');
  assert.deepEqual([twice.code, twice.stderr.trim()], [1, 'hazardmap: option --cell-m: given twice; give it once']);
});

test('the same question by HTTP has the same answer', async t => {
  const server = await serveSample(t);
  const { code, stdout } = await run('nearest', sample, '--point', '108.355,15.914', '--count', '2');
  assert.equal(code, 0);
  const response = await fetch(`${server.address}/nearest-stations?point=108.355,15.914&count=2`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), stdout);
});

test('QGIS can take the address as a layer', async t => {
  const server = await serveSample(t);
  const info = execFileSync('ogrinfo',
    ['-so', '-al', `/vsicurl_streaming/${server.address}/response-areas?limits_s=240,480`], { encoding: 'utf8' });
  assert.match(info, /using driver `GeoJSON' successful/);
  assert.match(info, /Feature Count: 2/);
});

test('what is taken for granted is said before the summary and at the top of the answer', async t => {
  const town = await smallTown(t);
  const { code, stdout, stderr } = await run('response', '--stations', town.stations, '--roads', town.roads,
    '--add', '105.01,21.5');
  assert.equal(code, 0, stderr);
  const answer = JSON.parse(stdout);
  assert.deepEqual(Object.keys(answer), ['type', 'warnings', 'features', 'summary']);
  assert.equal(answer.warnings.length, 1);
  assert.match(answer.warnings[0], /more than 2000 m from any road that one gets on along \(1 of 2\).*: "added-1" 55\.\d km$/);
  assert.equal(stderr.split('\n')[0], `warning: ${answer.warnings[0]}`);
});

test('ids with commas and dots can be named', async t => {
  const town = await smallTown(t);
  const stations = await town.write('fire-stations.geojson', { type: 'FeatureCollection', features: [
    { type: 'Feature', id: 'Trạm 5, Quận 1', properties: {}, geometry: { type: 'Point', coordinates: [105, 21] } },
    { type: 'Feature', id: 'St. Mary', properties: {}, geometry: { type: 'Point', coordinates: [105.01, 21] } }] });
  const server = await serve(t, stations, town.roads);
  const asked = async (...given) => {
    const { code, stdout, stderr } = await run('response', '--stations', stations, '--roads', town.roads, '--split', 'station',
      '--limits-s', '60', ...given);
    assert.equal(code, 0, stderr);
    return [...new Set(JSON.parse(stdout).features.map(({ properties }) => properties.station))].sort();
  };
  assert.deepEqual(await asked(), ['St. Mary', 'Trạm 5, Quận 1']);
  assert.deepEqual(await asked('--stations', '"Trạm 5, Quận 1"'), ['Trạm 5, Quận 1']);
  assert.deepEqual(await asked('--stations', '"St. Mary"'), ['St. Mary']);
  assert.deepEqual(await asked('--stations', '"St. Mary","Trạm 5, Quận 1"'), ['St. Mary', 'Trạm 5, Quận 1']);
  const named = encodeURIComponent('"Trạm 5, Quận 1"');
  const { summary } = await until(async () => {
    const { status, body } = await server.get(`/response-areas?limits_s=60&stations=${named}`);
    return status === 200 && JSON.parse(body);
  }, 'the answer');
  assert.equal(summary.asked.stations, 1);
});

test('an option does not take the next one for its value, and a flag needs none', async t => {
  const town = await smallTown(t);
  const both = ['--stations', town.stations, '--roads', town.roads];
  const swallowed = await run('coverage', ...both, '--area', '--limits-s', '240');
  assert.deepEqual([swallowed.code, swallowed.stderr],
    [2, 'hazardmap coverage: --area: its value is missing: --limits-s is an option itself; see hazardmap coverage --help\n']);
  for (const flag of [['--network'], ['--network', 'true'], ['--network=true']]) {
    const { code, stdout, stderr } = await run('coverage', ...both, '--demand', town.people, ...flag, '--standard', 'vn-qcvn-01-2021');
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).summary.asked.standard.by, 'road', `${flag}`);
  }
});

test('what is not known is guessed at', async () => {
  const guess = async (...given) => (await run(...given)).stderr.match(/did you mean (\S+)\?/)?.[1];
  assert.equal(await guess('covrage', 'x.geojson'), 'coverage');
  assert.equal(await guess('respone'), 'response');
  assert.equal(await guess('coverage', '--limit-s', '240'), '--limits-s');
  assert.equal(await guess('coverage', '--closed', 'flood'), '--closed-by');
  assert.equal(await guess('serve', 'x', '--qiet'), '--quiet');
  assert.equal(await guess('tiles', 'x', '--zom', '0-3', '--output', 'x.pmtiles'), '--zoom');
  assert.equal(await guess('help'), '--help');
  assert.equal(await guess('version'), '--version');
  assert.equal(await guess('elephant'), undefined);
});

test('a norm of radius needs no roads', async t => {
  const town = await smallTown(t);
  const coverage = await run('coverage', '--stations', town.stations, '--demand', town.people,
    '--standard', 'vn-qcvn-01-2021', '--output', town.at('gaps.geojson'));
  assert.equal(coverage.code, 0, coverage.stderr);
  assert.match(coverage.stdout, /^ *3000 m +60\.0 +0\.0 +1\.0$/m); // all within 2 km
  const output = town.at('circles.geojson');
  const response = await run('response', '--stations', town.stations, '--standard', 'vn-qcvn-01-2021', '--output', output);
  assert.equal(response.code, 0, response.stderr);
  assert.match(response.stdout, /3000 to 5000 m/);
  const [inner, ring] = JSON.parse(await readFile(output, 'utf8')).features.map(f => f.properties.area_km2);
  assert.ok(Math.abs(inner / (Math.PI * 9) - 1) < 0.001);
  assert.ok(Math.abs(ring / (Math.PI * 16) - 1) < 0.001);
});

test('what is wrong is one line and an exit status', async t => {
  const town = await smallTown(t);
  const both = ['--stations', town.stations, '--roads', town.roads];
  const wrong = async (...given) => {
    const { code, stdout, stderr } = await run(...given);
    assert.equal(stdout, '');
    return [code, stderr.trim()];
  };
  assert.deepEqual(await wrong('response', ...both, '--limits-s', '0'),
    [1, 'hazardmap: option --limits-s: "0" is not a number of seconds from 1 to 14400']);
  assert.deepEqual(await wrong('response'),
    [1, 'hazardmap: nothing to read: name a configuration, or files with --stations and --roads']);
  assert.deepEqual(await wrong('response', '--stations', town.stations),
    [1, 'hazardmap: roads: no layer of kind road is served that can be driven; give the configuration one to ask for times']);
  assert.deepEqual(await wrong('nearest', ...both), [1, 'hazardmap: option --point: missing; write --point lon,lat']);
  assert.match((await wrong('response', ...both, '--output', town.at('reach.docx')))[1], /reach\.docx/);
  assert.equal((await wrong('response', ...both, '--colour', 'red'))[0], 2);
  const there = await town.write('there.geojson', 'mine');
  assert.equal((await wrong('response', ...both, '--output', there))[0], 1);
  assert.equal(await readFile(there, 'utf8'), 'mine');
});
