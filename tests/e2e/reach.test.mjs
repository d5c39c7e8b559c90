// What lies in a folder names services and files elsewhere, and neither is asked nor read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { points, run, serve, temporaryFolder } from './program.mjs';

/** A server that notes what it is asked for: {url, asked}. */
async function listener(t) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.end(JSON.stringify(points({ name: 'from elsewhere' })));
  });
  await new Promise(done => { server.listen(0, '127.0.0.1', done); });
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

const vrt = source => `<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource relativeToVRT="1">${source}</SrcDataSource>
  <SrcSql>SELECT * FROM "elsewhere"</SrcSql></OGRVRTLayer></OGRVRTDataSource>`;

const gml = (head, attributes = '') => `<?xml version="1.0"?>${head}
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ${attributes}>
 <gml:featureMember><ogr:a fid="a.0"><ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:pos>21 105.8</gml:pos></gml:Point>
 </ogr:geometryProperty><ogr:name>${head ? '&e;' : 'a'}</ogr:name></ogr:a></gml:featureMember></ogr:FeatureCollection>`;

/** A folder "in" with one good layer and all that reaches out of it; "elsewhere.geojson" lies beside it. */
async function traps(t, url) {
  const folder = await temporaryFolder(t);
  await mkdir(path.join(folder.path, 'in'));
  await folder.write('elsewhere.geojson', points({ name: 'from elsewhere' }));
  await folder.write('secret.txt', 'from elsewhere');
  const files = {
    'good.geojson': points({ name: 'good' }),
    'file.vrt': vrt('../elsewhere.geojson'),
    'service.vrt': vrt(`/vsicurl/${url}/vrt.geojson`),
    'http.vrt': vrt(`${url}/vrt.geojson`),
    'population.vrt': `<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
      <SourceFilename>/vsicurl/${url}/population.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>`,
    'wfs.xml': `<OGRWFSDataSource><URL>${url}/wfs</URL></OGRWFSDataSource>`,
    'population.xml': `<GDAL_WMS><Service name="TMS"><ServerUrl>${url}/$` + '{z}/${x}/${y}.png</ServerUrl></Service></GDAL_WMS>',
    'schema.gml': gml('', `xsi:schemaLocation="http://ogr.maptools.org/ ${url}/wfs?request=DescribeFeatureType&amp;service=WFS"`),
    'include.gml': gml('', 'xsi:schemaLocation="http://ogr.maptools.org/ include.xsd"'),
    'include.xsd': `<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="${url}/include.xsd"/></schema>`,
    'entity.gml': gml(`<!DOCTYPE a [<!ENTITY e SYSTEM "${url}/entity">]>`),
    'fileentity.gml': gml(`<!DOCTYPE a [<!ENTITY e SYSTEM "file://${folder.path}/secret.txt">]>`),
    'dtd.gml': gml(`<!DOCTYPE a SYSTEM "${url}/a.dtd">`).replace('&e;', 'a'),
    'link.kml': `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>${url}/a.kml</href></Link></NetworkLink>
      <Placemark><styleUrl>${url}/style.kml#a</styleUrl><Point><coordinates>105.8,21</coordinates></Point></Placemark></Document></kml>`,
  };
  for (const [name, content] of Object.entries(files))
    await folder.write(path.join('in', name), content);
  for (const name of ['virtual.gpkg', 'virtual.sqlite'])
    execFileSync('python3', ['-c', `
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute('pragma writable_schema=on')
base.execute('''insert into sqlite_master(type, name, tbl_name, rootpage, sql) values('table', 'a', 'a', 0,
  'CREATE VIRTUAL TABLE a /* USING rtree */ USING VirtualShape("${folder.path}/elsewhere", "UTF-8", 4326)')''')
base.commit()`, await gpkg(folder, name)]);
  for (const name of ['virtual.gpkg', 'virtual.sqlite'])
    execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile(sys.argv[2], "w").write(sys.argv[1], sys.argv[3])',
      path.join(folder.path, 'in', name), path.join(folder.path, 'in', `${name}.zip`), name]);
  return folder;
}

async function gpkg(folder, name) {
  const file = path.join(folder.path, 'in', name);
  execFileSync('ogr2ogr', ['-f', name.endsWith('gpkg') ? 'GPKG' : 'SQLite', file, path.join(folder.path, 'elsewhere.geojson'), '-nln', 'here']);
  return file;
}

test('a folder asks no service and reads no file outside it', async t => {
  const { url, asked } = await listener(t);
  const folder = await traps(t, url);
  const inside = path.join(folder.path, 'in');
  const server = await serve(t, inside);
  const { collections } = await server.json('/collections');
  const ids = collections.map(c => c.id);
  assert.ok(ids.includes('good'));
  for (const id of ids)
    assert.doesNotMatch((await server.get(`/collections/${id}/items`)).body.toString(), /elsewhere/, id);
  server.child.kill('SIGHUP');
  const { stdout, code } = await run('check', inside);
  assert.equal(code, 1);
  for (const name of ['file.vrt', 'service.vrt', 'http.vrt', 'wfs.xml', 'virtual.gpkg', 'virtual.sqlite', 'virtual.gpkg.zip', 'virtual.sqlite.zip', 'population.vrt', 'population.xml'])
    assert.match(stdout, new RegExp(`${name}: .*nothing in a folder does; name it outright`), name);
  assert.deepEqual(asked, []);
});

test('what is named outright may, and that is said', async t => {
  const { url, asked } = await listener(t);
  const folder = await temporaryFolder(t);
  const file = await folder.write('service.vrt', `<OGRVRTDataSource><OGRVRTLayer name="a">
    <SrcDataSource>/vsicurl/${url}/a.geojson</SrcDataSource><SrcLayer>a</SrcLayer></OGRVRTLayer></OGRVRTDataSource>`);
  const { stdout } = await run('check', file);
  assert.match(stdout, /may have read other files or asked services/);
  assert.notDeepEqual(asked, []);
});
