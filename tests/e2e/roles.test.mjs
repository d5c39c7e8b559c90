// What values mean in their roles: the same in `check`, in answers and on the map; guessed and configured alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, serve, temporaryFolder } from './program.mjs';

const collection = (...features) => ({ type: 'FeatureCollection', features });
const feature = (type, properties, coordinates) =>
  ({ type: 'Feature', properties, geometry: { type, coordinates } });
const square = (west, south, side) => [[[west, south], [west + side, south], [west + side, south + side],
                                        [west, south + side], [west, south]]];

/** A street of 0.05 degrees to the east, one-way to the east; a station at either end; a flood in the middle. */
async function town(t, { turnout = '5 min', level = 'cao' } = {}) {
  const folder = await temporaryFolder(t);
  await folder.write('roads.geojson', collection(
    feature('LineString', { highway: 'residential', oneway: 'Sens direct', maxspeed: '50,0' },
            [[105, 21], [105.05, 21]])));
  await folder.write('fire-stations.geojson', collection(
    feature('Point', { name: 'West', turnout_s: turnout }, [105, 21]),
    feature('Point', { name: 'East', turnout_s: '60' }, [105.05, 21])));
  await folder.write('flood.geojson', collection(
    feature('Polygon', { muc_do: level, loai: 'lũ' }, square(105.02, 20.995, 0.01))));
  return folder;
}

const layers = flood => [{ id: 'roads', kind: 'road', source: 'roads.geojson' },
                         { id: 'flood', kind: 'hazard', source: 'flood.geojson', ...flood },
                         { id: 'fire-stations', kind: 'station', source: 'fire-stations.geojson' }];

test('a configuration that names no field answers as without one', async t => {
  const folder = await town(t);
  const ask = async (...sources) => {
    const { code, stdout, stderr } = await run('nearest', ...sources, '--point', '105.015,21');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).features.map(({ properties }) => properties.station_name);
  };
  const files = ['roads', 'flood', 'fire-stations'].map(name => `${folder.path}/${name}.geojson`);
  const guessed = await ask(...files);
  assert.deepEqual(guessed, ['West'], 'the street leads one way');
  assert.deepEqual(await ask(await folder.write('hazardmap.json', { layers: layers() })), guessed);
});

test('check names what is not understood, and who plays which role', async t => {
  const folder = await town(t, { turnout: 'volunteer', level: 'AE' });
  const file = await folder.write('hazardmap.json', { layers: layers({ fields: { severity: 'muc_do', type: null } }) });
  const { code, stdout } = await run('check', file);
  assert.equal(code, 1);
  assert.match(stdout, /^ {4}roles: name = name \(guessed\), turnout_s = turnout_s \(guessed\)$/m);
  assert.match(stdout, /^ {4}roles: severity = muc_do \(configured\), type \(switched off\)$/m);
  assert.match(stdout, /not understood: turnout_s not understood, default used: 1 of 2 features \("volunteer"; id/);
  assert.match(stdout, /not understood: severity not understood, no level: 1 of 1 features \("AE"; id/);
  const mended = await folder.write('hazardmap.json', { layers: [
    ...layers({ values: { severity: { AE: 3 } } }).slice(0, 2),
    { id: 'fire-stations', kind: 'station', source: 'fire-stations.geojson', constant: { turnout_s: 120 } }] });
  const after = await run('check', mended);
  assert.equal(after.code, 0, after.stdout);
  assert.match(after.stdout, /turnout_s = 120 \(constant\)/);
});

test('a level in words closes roads and has its colour', async t => {
  const folder = await town(t, { level: 'KRB III' });
  const file = await folder.write('hazardmap.json', { layers: layers({ values: { severity: { 'KRB III': 5 } } }) });
  const closed = await run('response', file, '--limits-s', '900', '--closed-by', 'flood:severity>=5');
  assert.equal(closed.code, 0, closed.stderr);
  assert.equal(JSON.parse(closed.stdout).summary.asked.closed.edges > 0, true);
  const server = await serve(t, file);
  const legend = JSON.parse((await server.get('/legend/flood')).body);
  assert.deepEqual(legend.entries.at(-1).values, [5, 'KRB III']);
  const { body } = await server.get('/collections/flood/items');
  assert.equal(JSON.parse(body).features[0].properties.muc_do, 'KRB III', 'served as it is written');
});
