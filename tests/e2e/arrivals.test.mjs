// Arrival times as a surface, as those who use it read it: GDAL's programs over HTTP and on the disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { run, serve, source_dir, temporaryFolder, until } from './program.mjs';

const sample = path.join(source_dir, 'sample-data', 'hazardmap.json');
const place = [108.355, 15.914];
const gdal = (program, ...given) => execFileSync(program, given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

async function serveSample(t) {
  const server = await serve(t, sample);
  await until(async () => (await server.get('/health/ready')).status === 200, 'the layers');
  return server;
}

/** What the server says of a place. */
const arrivalAt = async (server, lon, lat) =>
  (await server.json(`/arrival-times?point=${lon},${lat}&limit_s=1200`)).features[0].properties;

/** Values of the bands of a raster at a place or pixel. */
const valuesAt = (file, x, y, ...how) =>
  gdal('gdallocationinfo', '-valonly', ...how, file, `${x}`, `${y}`).trim().split('\n').map(Number);

test('GDAL reads the GeoTIFF where it is, and at a place the time and the station that the server says', async t => {
  const server = await serveSample(t);
  const address = `/vsicurl/${server.address}/arrival-times.tif?limit_s=1200`;
  const info = JSON.parse(gdal('gdalinfo', '-json', address));
  assert.equal(info.metadata.IMAGE_STRUCTURE.LAYOUT, 'COG');
  assert.equal(info.stac['proj:epsg'], 4326);
  assert.deepEqual(info.bands.map(band => [band.description, band.type, band.noDataValue]),
    [['arrival', 'Int32', -1], ['station', 'Int32', -1]]);
  const { arrival_s, station, station_name } = await arrivalAt(server, ...place);
  const [seconds, number] = valuesAt(address, ...place, '-wgs84');
  assert.equal(seconds, Math.ceil(arrival_s));
  const names = info.bands[1].metadata[''];
  assert.deepEqual([names[`STATION_${number}_ID`], names[`STATION_${number}_NAME`]], [station, station_name]);
});

test('the GeoTIFF has a head without a body', async t => {
  const server = await serveSample(t);
  const head = await fetch(`${server.address}/arrival-times.tif?limit_s=600`, { method: 'HEAD' });
  const whole = await fetch(`${server.address}/arrival-times.tif?limit_s=600`);
  assert.equal(head.headers.get('content-disposition'), 'attachment; filename="arrival-times.tif"');
  assert.equal(head.headers.get('etag'), whole.headers.get('etag'));
  assert.equal(Number(head.headers.get('content-length')), (await whole.arrayBuffer()).byteLength);
  assert.equal((await head.arrayBuffer()).byteLength, 0);
});

test('the command writes a GeoTIFF that GDAL takes for cloud-optimised', async t => {
  const folder = await temporaryFolder(t);
  const file = path.join(folder.path, 'times.tif');
  const { code, stdout, stderr } = await run('arrival-times', sample, '--limit-s', '1200', '--output', file);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^asked: 18 stations\ncells of 20(\.0)? m, times up to 1200 s\n$/);
  assert.match(gdal('gdalinfo', file), /LAYOUT=COG/);
  const again = await run('arrival-times', sample, '--output', file);
  assert.deepEqual([again.code, again.stderr.trim()],
    [1, `hazardmap: ${file}: exists already; name another or add --overwrite`]);
});

test('a pixel of a tile is decoded by the documented formula', async t => {
  const server = await serveSample(t);
  const folder = await temporaryFolder(t);
  const [z, x, y] = [14, 13123, 7458];
  const { body } = await server.get(`/arrival-times/${z}/${x}/${y}.png?limit_s=1200`);
  const file = path.join(folder.path, 'tile.png');
  await writeFile(file, body);
  assert.match(gdal('gdalinfo', file), /PNG\/Portable Network Graphics[^]*Size is 256, 256/);
  const pixels = 256 * 2 ** z;
  let reached = 0;
  for (const [column, row] of [[128, 128], [3, 250], [200, 40], [77, 99]]) {
    const lon = (256 * x + column + 0.5) / pixels * 360 - 180;
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * (256 * y + row + 0.5) / pixels))) * 180 / Math.PI;
    const [red, green, blue, alpha] = valuesAt(file, column, row);
    const { arrival_s } = await arrivalAt(server, lon, lat);
    assert.equal(alpha, arrival_s === null ? 0 : 255);
    assert.equal((red * 65536 + green * 256 + blue) / 10, arrival_s ?? 0);
    reached += arrival_s === null ? 0 : 1;
  }
  assert.ok(reached > 0);
});
