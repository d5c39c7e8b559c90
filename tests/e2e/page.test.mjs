// The page in headless Chromium: what a person sees and does, against a real server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launchBrowser, newContext } from './browser.mjs';
import { until } from './program.mjs';
import { source_dir, startServer } from './server.mjs';

const levels = {
  vi: ['Cấp 1', 'Cấp 2', 'Cấp 3', 'Cấp 4', 'Cấp 5'],
  en: ['Level 1', 'Level 2', 'Level 3', 'Level 4', 'Level 5'],
};

let server;
let folder;
let browser;
let context; // each test has its own: nothing is remembered from the one before
let page;
let asked;    // addresses of all requests
let troubles; // errors of the page and its console

before(async () => {
  server = await startServer();
  folder = await mkdtemp(path.join(tmpdir(), 'hazardmap-e2e-'));
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  context = await newContext(browser);
  page = await context.newPage();
  asked = [];
  troubles = [];
  page.on('request', request => asked.push(request.url()));
  page.on('pageerror', error => troubles.push(error.message));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type()))
      troubles.push(message.text());
  });
});

afterEach(async () => {
  await context.close();
});

const getJson = async place => (await fetch(server.address + place)).json();
const drawn = () => page.evaluate(() => window.hazardmap.drawnFeatures());
const pick = titles => titles.vi ?? Object.values(titles)[0];

/** Of all tiles, the largest number of colours in one: 1 where nothing is drawn. */
const mostColours = () => page.evaluate(() =>
  Math.max(...[...document.querySelectorAll('.leaflet-tile-pane canvas')].map(canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })));

/** Opens the page and waits until every tile in view has arrived and stands there; Leaflet fades them in. */
async function open(place = '/') {
  await page.goto(server.address + place);
  await page.waitForFunction(() => {
    const tiles = [...document.querySelectorAll('canvas.tile')];
    return Number(document.documentElement.dataset.tilesLoaded) >= tiles.length &&
      tiles.every(({ style }) => style.opacity === '1') && window.hazardmap?.drawnFeatures().length > 0;
  });
}

/** A point well inside a polygon: the middle of the longest stretch on a line through its box. */
function pointInside({ type, coordinates }) {
  const rings = type === 'MultiPolygon' ? coordinates[0] : coordinates;
  const lats = rings[0].map(([, lat]) => lat);
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2 + 1e-7;
  const crossings = rings.flatMap(ring => ring.slice(1).flatMap(([bx, by], i) => {
    const [ax, ay] = ring[i];
    return (ay > lat) === (by > lat) ? [] : [ax + (bx - ax) * (lat - ay) / (by - ay)];
  })).sort((a, b) => a - b);
  const stretches = crossings.flatMap((west, i) => i % 2 === 0 ? [[west, crossings[i + 1]]] : []);
  const [west, east] = stretches.reduce((a, b) => (b[1] - b[0] > a[1] - a[0] ? b : a));
  return [(west + east) / 2, lat];
}

/** A hazard with a severity: {layer, severity, at: [lon, lat]}. */
async function someHazard() {
  const { collections } = await getJson('/collections');
  for (const { id, kind, fields } of collections) {
    if (kind !== 'hazard' || !fields.severity)
      continue;
    const { features } = await getJson(`/collections/${id}/items?limit=50`);
    const feature = features.find(({ properties, geometry }) =>
      properties[fields.severity] >= 1 && geometry.type.endsWith('Polygon'));
    if (feature)
      return { layer: id, severity: feature.properties[fields.severity], at: pointInside(feature.geometry) };
  }
  throw new Error('the server has no hazard with a severity');
}

test('tiles arrive and features are drawn, without an error and from no other host', async () => {
  await open();
  assert.ok((await drawn()).length > 0);
  assert.ok(await mostColours() > 10);
  assert.ok(asked.some(address => /\/xyz\/[^/]+\/\d+\/\d+\/\d+\.geojson$/.test(address)));
  for (const address of asked)
    assert.ok(address.startsWith(server.address), address);
  assert.deepEqual(troubles, []);
});

test('the page has the title and the layers of /collections', async () => {
  const { titles, collections } = await getJson('/collections');
  await open();
  assert.equal(await page.title(), pick(titles));
  const switches = page.getByRole('switch');
  assert.equal(await switches.count(), collections.length);
  for (const { id, titles: layer_titles } of collections) {
    const row = page.locator('label', { has: page.locator(`[data-layer="${id}"]`) });
    assert.ok((await row.textContent()).startsWith(pick(layer_titles)), id);
  }
});

test('a click on a hazard shows its severity in the language of the page', async () => {
  const { severity, at: [lon, lat] } = await someHazard();
  await open(`/#16/${lat}/${lon}`);
  await page.mouse.click(600, 400); // the middle of the view
  const popup = page.locator('.leaflet-popup-content');
  await popup.getByText(levels.vi[severity - 1]).first().waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await popup.getByText(levels.en[severity - 1]).first().waitFor();
  assert.deepEqual(troubles, []);
});

test('Enter asks about the middle of the map, without a mouse', async () => {
  const { severity, at: [lon, lat] } = await someHazard();
  await open(`/#16/${lat}/${lon}`);
  await page.locator('#map').focus();
  await page.keyboard.press('Enter');
  await page.locator('.leaflet-popup-content').getByText(levels.vi[severity - 1]).first().waitFor();
});

test('names hide neither each other nor stations, and names of stations no symbol', async () => {
  const { collections } = await getJson('/collections');
  const stations = collections.find(({ kind }) => kind === 'station');
  const [lon, lat] = (await getJson(`/collections/${stations.id}/items?limit=1`))
    .features[0].geometry.coordinates; // the headquarters, in the old quarter
  await open(`/#15/${lat}/${lon}`);
  const { labels, symbols } = await page.evaluate(() =>
    ({ labels: window.hazardmap.drawnLabels(), symbols: window.hazardmap.drawnSymbols() }));
  const of_stations = labels.filter(({ layer }) => layer === stations.id);
  assert.ok(of_stations.length > 0);
  assert.ok(labels.length > of_stations.length);
  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  labels.forEach(({ text, box }, i) =>
    labels.slice(i + 1).forEach(other => assert.ok(!overlap(box, other.box), `${text}, ${other.text}`)));
  for (const { text, box } of of_stations)
    assert.ok(!symbols.some(symbol => overlap(box, symbol.box)), text);
  for (const { text, box } of labels)
    assert.ok(!symbols.some(symbol => symbol.layer === stations.id && overlap(box, symbol.box)), text);
});

test('a hazard without levels says so in the panel', async () => {
  const { layer } = await someHazard();
  await page.route(`**/legend/${layer}`, async route => {
    const legend = await (await route.fetch()).json();
    await route.fulfill({ json: { ...legend, property: null, entries: [] } });
  });
  await open();
  const row = page.locator('label', { has: page.locator(`[data-layer="${layer}"]`) });
  await row.getByText('Chưa phân cấp').waitFor();
});

test('layers are drawn by kind, and those of one kind as the configuration has them', async () => {
  await open();
  const order = await page.evaluate(async () => {
    const { updateLayers } = await import('/assets/layers.js');
    const describe = ([id, kind]) =>
      ({ collection: { id, kind }, legend: { entries: [], other: {}, property: null } });
    const drawn = [];
    updateLayers(drawn, [['stations', 'station'], ['flood', 'hazard'], ['land', 'reference'],
                         ['river', 'reference'], ['fire', 'hazard']].map(describe), new Set());
    return drawn.map(({ id }) => id);
  });
  assert.deepEqual(order, ['land', 'river', 'flood', 'fire', 'stations']); // the lowest first
});

test('legend and pop-up of a computed layer say what its parameters ask', async () => {
  const limits = { vi: 'Đến trong 4 phút', en: 'Reached within 4 minutes' };
  const { features } = await getJson('/collections/reach-flood/items');
  const first = features.find(({ properties }) => properties.class === 'band-1');
  const [lon, lat] = pointInside(first.geometry);
  await open(`/#16/${lat}/${lon}`);
  await page.locator('[data-layer="reach-flood"]').focus();
  await page.keyboard.press('Space');
  const group = page.locator('section', { has: page.locator('[data-layer="reach-flood"]') });
  await group.locator('summary').click();
  const rows = () => group.locator('.legend li').allTextContents();
  assert.deepEqual(await rows(), ['Không còn đến kịp trong 10 phút', limits.vi, 'Đến trong 4 đến 8 phút',
                                  'Đến trong 8 đến 10 phút']);
  await page.waitForFunction(() => window.hazardmap.drawnFeatures().some(({ layer }) => layer === 'reach-flood'));
  await page.mouse.click(600, 400);
  const popup = page.locator('.leaflet-popup-content .response');
  await popup.getByText(limits.vi).first().waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await popup.getByText(limits.en).first().waitFor();
  assert.deepEqual(await rows(), ['No longer reached within 10 minutes', limits.en, 'Reached in 4 to 8 minutes',
                                  'Reached in 8 to 10 minutes']);
  assert.deepEqual(troubles, []);
});

test('the language switch is remembered, and ?lang= wins', async () => {
  await open();
  assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
  await page.getByText('Chú giải').first().waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Legend').first().waitFor();
  await open();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await open('/?lang=vi');
  assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
});

test('a switch takes a layer off the map and puts it back', async () => {
  const { layer, at: [lon, lat] } = await someHazard();
  await open(`/#14/${lat}/${lon}`);
  const count = async () => (await drawn()).filter(feature => feature.layer === layer).length;
  const at_first = await count();
  assert.ok(at_first > 0);
  const toggle = page.locator(`[data-layer="${layer}"]`);
  await toggle.focus();
  await page.keyboard.press('Space');
  assert.equal(await count(), 0);
  await page.keyboard.press('Space'); // the focus has stayed on the switch
  assert.equal(await count(), at_first);
});

test('the address keeps the view, both ways', async () => {
  const { at: [lon, lat] } = await someHazard();
  await open(`/#15/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  await page.evaluate(() => window.hazardmap.map.panBy([300, 0], { animate: false }));
  const moved = await page.evaluate(() => location.hash);
  assert.notEqual(moved, `#15/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  const degrees_px = 360 / (256 * 2 ** 15);
  const moved_px = (Number(moved.split('/')[2]) - lon) / degrees_px;
  assert.ok(Math.abs(moved_px - 300) < 2, `${moved_px} px`); // views stand on whole pixels
  await page.evaluate(([y, x]) => { location.hash = `#13/${y}/${x}`; }, [lat, lon]);
  await page.waitForFunction(() => window.hazardmap.map.getZoom() === 13);
  const centre = await page.evaluate(() => window.hazardmap.map.getCenter());
  assert.ok(Math.abs(centre.lat - lat) < 1e-3 && Math.abs(centre.lng - lon) < 1e-3);
});

test('dark and light differ, and the choice is remembered', async () => {
  await open();
  const background = () => page.evaluate(() =>
    getComputedStyle(document.getElementById('map')).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Nền tối' }).click();
  assert.notEqual(await background(), light);
  await open();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

test('tiles that do not arrive are said to be missing, and can be asked for again', async () => {
  await page.route(/\/xyz\//, route => route.fulfill({
    status: 503, contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'Unavailable', status: 503, detail: 'layer "flood": is being read' }),
  }));
  await page.goto(server.address);
  const status = page.getByRole('status');
  await status.getByText('layer "flood": is being read').waitFor();
  await page.unroute(/\/xyz\//);
  await status.getByRole('button').click();
  await status.waitFor({ state: 'hidden' });
  assert.ok((await drawn()).length > 0);
});

test('the page works in a frame of another site', async t => {
  const portal = http.createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<link rel="icon" href="data:,"><iframe src="${server.address}" width="1000" height="700"></iframe>`);
  }).listen(0, '127.0.0.1');
  t.after(() => portal.close());
  await once(portal, 'listening');
  await page.goto(`http://localhost:${portal.address().port}/`);
  await page.frameLocator('iframe').locator('.leaflet-tile-loaded').first().waitFor();
  assert.deepEqual(troubles, []);
});

test('docs/examples/leaflet.html draws features', async () => {
  const example = await readFile(path.join(source_dir, 'docs/examples/leaflet.html'), 'utf8');
  const copy = path.join(folder, 'leaflet.html');
  await writeFile(copy, example.replaceAll('http://127.0.0.1:8080', server.address));
  await page.goto(pathToFileURL(copy).href);
  await page.locator('.leaflet-tile-loaded').first().waitFor();
  await until(async () => await mostColours() > 10, 'features on the map');
  assert.deepEqual(troubles, []);
});
