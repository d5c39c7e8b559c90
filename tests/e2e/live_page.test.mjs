// The page while the layers change, and while the server is away: it follows without being loaded again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launchBrowser, newContext } from './browser.mjs';
import { endlessSource, launch, points, serve, temporaryFolder, until } from './program.mjs';

let browser;
let context;
let page;

before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());
beforeEach(async () => {
  context = await newContext(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

const configuration = (...ids) => ({
  title: { vi: 'Bản đồ thử', en: 'Test map' },
  layers: ids.map(id => ({ id, kind: 'station', title: { vi: `Trạm ${id}`, en: `Station ${id}` },
                           source: `${id}.geojson`, fields: { name: 'name' } })),
});

/** Names -> a layer of points with these names, all at places of their own. */
const named = (...names) => points(...names.map(name => ({ name })));

/** `serve` of a configuration with these layers: {folder, config, server}. */
async function serveLayers(t, layers, ...options) {
  const folder = await temporaryFolder(t);
  for (const [id, names] of Object.entries(layers))
    await folder.write(`${id}.geojson`, named(...names));
  const config = await folder.write('hazardmap.json', configuration(...Object.keys(layers)));
  return { folder, config, server: await serve(t, config, ...options) };
}

/** Opens the page at the first point and marks it: the mark is gone once it is loaded again. */
async function open(address, hash = '#13/21/105.8') {
  await page.goto(`${address}/${hash}`);
  await page.evaluate(() => { window.is_marked = true; });
}

const drawnNames = () => page.evaluate(() =>
  (window.hazardmap?.drawnFeatures() ?? []).map(({ properties }) => properties.name).sort());

/** Waits until the page, which was not loaded again, draws exactly these. */
async function draws(...names) {
  await until(async () => (await drawnNames()).join() === names.sort().join(), `${names} on the map`);
  assert.equal(await page.evaluate(() => window.is_marked), true, 'the page was not loaded again');
}

const titles = () => page.locator('.layer-title').allTextContents();
const status = () => page.getByRole('status');

test('a source that changes is drawn anew; the view and the pop-up stay', async t => {
  const { folder, server } = await serveLayers(t, { a: ['one', 'two'], b: ['other'] });
  await open(server.address);
  await draws('one', 'two', 'other');
  const asked = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  await page.mouse.click(600, 400);
  const popup = page.locator('.leaflet-popup-content');
  await popup.getByText('one').first().waitFor();
  const hash = await page.evaluate(() => location.hash);
  await folder.write('a.geojson', named('new one', 'two', 'three'));
  await draws('new one', 'two', 'three', 'other');
  assert.equal(await page.evaluate(() => location.hash), hash);
  assert.ok((await popup.textContent()).includes('one'));
  assert.ok(!(await popup.textContent()).includes('new one'));
  const tiles = asked.filter(place => place.startsWith('/xyz/'));
  assert.ok(tiles.length > 0);
  for (const place of tiles)
    assert.match(place, /^\/xyz\/a\//, 'only what has changed is asked for');
});

test('a layer whose file breaks says so beside its title until the file is mended', async t => {
  const { folder, server } = await serveLayers(t, { a: ['one'], b: ['other'] });
  await open(server.address);
  await draws('one', 'other');
  const notes = page.locator('.layer-title small');
  assert.deepEqual(await notes.allTextContents(), []);
  await folder.write('a.geojson', '{"type":"FeatureColl');
  await notes.first().waitFor();
  assert.equal(await notes.count(), 1);
  assert.match(await notes.first().textContent(), /^Dữ liệu cũ, từ .*2\d{3}.*: .*a\.geojson: truncated or broken JSON/);
  await draws('one', 'other');
  await folder.write('a.geojson', named('mended'));
  await draws('mended', 'other');
  await until(async () => (await notes.count()) === 0, 'the note to be gone');
});

test('milliseconds since 1970 are shown as a time', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('quakes.geojson', points({ name: 'one', felt: 1534567890123, other: 1534567890123 }));
  const config = await folder.write('hazardmap.json', { layers: [
    { id: 'quakes', kind: 'incident', source: 'quakes.geojson', fields: { name: 'name', time: 'felt' } }] });
  await open((await serve(t, config)).address);
  await draws('one');
  await page.mouse.click(600, 400);
  const popup = page.locator('.leaflet-popup-content');
  await popup.getByText('one').first().waitFor();
  const cells = await popup.locator('td').allTextContents();
  assert.ok(cells.some(cell => /18.*2018/.test(cell)), `${cells}`); // 2018-08-18T04:51:30Z
  assert.ok(cells.includes('1534567890123'), 'as it stands elsewhere');
});

test('layers come and go with SIGHUP, titles change, and what was switched off stays off', async t => {
  const { folder, server } = await serveLayers(t, { a: ['one'], b: ['two'] });
  await open(server.address);
  await draws('one', 'two');
  await page.locator('[data-layer="b"]').click();
  await draws('one');
  await folder.write('c.geojson', named('three'));
  await folder.write('hazardmap.json', { ...configuration('b', 'c'), title: 'Khác' });
  server.child.kill('SIGHUP');
  await draws('three');
  assert.deepEqual(await titles(), ['Trạm b', 'Trạm c']);
  assert.equal(await page.title(), 'Khác');
  assert.equal(await page.locator('[data-layer="b"]').isChecked(), false);
  await page.locator('[data-layer="b"]').click();
  await draws('two', 'three');
  await folder.write('hazardmap.json', configuration('a', 'b', 'c'));
  server.child.kill('SIGHUP');
  await draws('one', 'two', 'three');
  assert.deepEqual(await titles(), ['Trạm a', 'Trạm b', 'Trạm c']);
});

test('after the server was away, with other layers since, the page shows those', async t => {
  const { folder, config, server } = await serveLayers(t, { a: ['one'] });
  await open(server.address);
  await draws('one');
  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0);
  await page.evaluate(() => window.hazardmap.map.setZoom(14, { animate: false })); // other tiles
  await status().getByText('không kết nối được với máy chủ').waitFor();
  await folder.write('a.geojson', named('new one'));
  await folder.write('b.geojson', named('two'));
  await folder.write('hazardmap.json', configuration('a', 'b'));
  await serve(t, config, '--listen', `127.0.0.1:${server.port}`);
  await status().waitFor({ state: 'hidden' });
  await draws('new one', 'two');
  assert.deepEqual(await titles(), ['Trạm a', 'Trạm b']);
});

for (const [locale, text] of [['vi-VN', 'Máy chủ đang nạp dữ liệu'], ['en-GB', 'The server is reading its layers']])
  test(`while the layers are read the page says so and waits (${locale})`, async t => {
    const { folder, config, server } = await serveLayers(t, { a: ['one'] });
    server.child.kill('SIGTERM');
    await server.ended;
    const { source } = await endlessSource(t);
    await folder.write('hazardmap.json', { layers: [{ id: 'a', kind: 'station', source }] });
    const listen = ['--listen', `127.0.0.1:${server.port}`];
    const loading = launch('serve', config, ...listen);
    t.after(() => loading.child.kill('SIGKILL'));
    await until(() => server.get('/health/live').then(() => true, () => false), 'the server');
    assert.equal((await server.get('/health/ready')).status, 503);
    await context.close();
    context = await newContext(browser, { locale });
    page = await context.newPage();
    await open(server.address);
    await status().getByText(text).waitFor();
    loading.child.kill('SIGKILL');
    await loading.ended;
    await folder.write('b.geojson', named('one'));
    await folder.write('hazardmap.json', configuration('b'));
    await serve(t, config, ...listen);
    await draws('one');
    await status().waitFor({ state: 'hidden' });
  });

test('tiles that are to be asked for again are, without a hand', async t => {
  const { server } = await serveLayers(t, { a: ['one'] });
  await page.route(/\/xyz\//, route => route.fulfill({
    status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json', body: '{}' }));
  await open(server.address);
  await status().getByText('Máy chủ đang nạp dữ liệu hoặc đang bận').waitFor();
  await page.unroute(/\/xyz\//);
  await draws('one');
  await status().waitFor({ state: 'hidden' });
});

test('where events do not come the page works, and follows once they do', async t => {
  const { folder, server } = await serveLayers(t, { a: ['one'] });
  await page.route('**/events', route => route.fulfill({ status: 502 }));
  await open(server.address);
  await draws('one');
  assert.equal(await status().isHidden(), true);
  await folder.write('a.geojson', named('two'));
  await server.log(/ a: station, 1 feature[^]* a: station, 1 feature/); // that went by unheard
  await page.unroute('**/events');
  await draws('two');
});

test('a page that nobody sees holds no connection, and looks at everything when it is seen again', async t => {
  const { folder, server } = await serveLayers(t, { a: ['one'] });
  const setHidden = hidden => page.evaluate(value => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await open(server.address);
  await draws('one');
  const isStream = request => request.url() === `${server.address}/events`;
  await Promise.all([page.waitForEvent('requestfailed', isStream), setHidden(true)]);
  await folder.write('a.geojson', named('two'));
  await server.log(/ a: station, 1 feature[^]* a: station, 1 feature/);
  await Promise.all([page.waitForRequest(isStream), setHidden(false)]);
  await draws('two');
});

test('each layer can be downloaded', async t => {
  const { server } = await serveLayers(t, { a: ['one'], b: ['two'] });
  await open(server.address);
  const links = page.getByRole('link', { name: 'Tải xuống GeoJSON' });
  await links.first().waitFor();
  assert.equal(await links.count(), 2);
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('link', { name: 'Tải xuống GeoJSON: Trạm b' }).click()]);
  assert.equal(download.suggestedFilename(), 'b.geojson');
  const { body } = await server.get('/collections/b/download.geojson');
  assert.deepEqual(await readFile(await download.path()), body);
  assert.equal(await page.locator('[data-layer="b"]').isChecked(), true, 'the switch is not moved');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Download GeoJSON: Station b' }).waitFor();
});

test('opens where the data lies, whatever lies far away', async t => {
  const folder = await temporaryFolder(t);
  const road = (i, lon, lat) => ({ type: 'Feature', id: i, properties: { highway: 'primary' },
    geometry: { type: 'LineString', coordinates: [[lon, lat], [lon + 0.005, lat + 0.005]] } });
  const town = Array.from({ length: 400 }, (_, i) => road(i, 105.8 + 0.005 * (i % 20), 21 + 0.005 * Math.floor(i / 20)));
  await folder.write('roads.geojson', { type: 'FeatureCollection', features: [...town, road(400, 108, 16), road(401, 107, 12)] });
  const server = await serve(t, await folder.write('hazardmap.json', { layers: [
    { id: 'roads', kind: 'road', source: 'roads.geojson', fields: { class: 'highway' } }] }));
  await page.goto(`${server.address}/`);
  await page.waitForFunction(() => window.hazardmap);
  const [zoom, lng, lat] = await page.evaluate(() =>
    [window.hazardmap.map.getZoom(), window.hazardmap.map.getCenter().lng, window.hazardmap.map.getCenter().lat]);
  assert.ok(zoom >= 12, `zoom ${zoom}`);
  assert.ok(Math.abs(lat - 21.05) < 0.05 && Math.abs(lng - 105.85) < 0.1, `${lng} ${lat}`);
});

test('people near each other are one disc with their number', async t => {
  const folder = await temporaryFolder(t);
  await folder.write('people.geojson', points({ n: 700 }, { n: 800 }, { n: 12 }));
  const server = await serve(t, await folder.write('hazardmap.json', { layers: [
    { id: 'people', kind: 'demand', source: 'people.geojson', fields: { population: 'n' } }] }));
  await page.addInitScript(() => {
    window.written = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...others) {
      window.written.push(text);
      return fillText.call(this, text, ...others);
    };
  });
  await page.goto(`${server.address}/#5/21/105.8`);
  await page.waitForFunction(() => window.written.length > 0);
  assert.deepEqual([...new Set(await page.evaluate(() => window.written))], ['2k']); // of 1512
});
