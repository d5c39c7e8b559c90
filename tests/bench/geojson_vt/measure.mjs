// measure.mjs LAYER.geojson: indexes the layer, then answers each line of JSON with one.
//   {"tiles": [[z, x, y], ...]}      the tiles, in base64
//   {"tiles": [...], "seconds": 1}   tiles a second of the tiles just had: as if asked for the first time, and again
import fs from 'node:fs';
import readline from 'node:readline';
import {GeoJSONVT} from '@maplibre/geojson-vt';
import {fromGeojsonVt} from '@maplibre/vt-pbf';

const index = new GeoJSONVT(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
const cut = index.tileIndex.tiles; // getTile() adds tiles, takes their sources and replaces geometries
let before;

function remember() {
  before = Object.entries(cut).map(([id, tile]) => ({
    id, tile, source: tile.source, transformed: tile.transformed, geometries: tile.features.map((feature) => feature.geometry),
  }));
}

function restore() {
  for (const id of Object.keys(cut)) delete cut[id];
  for (const {id, tile, source, transformed, geometries} of before) {
    tile.features.forEach((feature, i) => (feature.geometry = geometries[i]));
    cut[id] = Object.assign(tile, {source, transformed});
  }
}

function encode([z, x, y]) {
  const tile = index.getTile(z, x, y);
  return tile ? fromGeojsonVt({layer: tile}, {version: 2}) : Buffer.alloc(0);
}

function rate(tiles, seconds, prepare) {
  let spent_ms = 0;
  let count = 0;
  while (spent_ms < seconds * 1000) {
    prepare();
    const begin = performance.now();
    tiles.forEach(encode);
    spent_ms += performance.now() - begin;
    count += tiles.length;
  }
  return (1000 * count) / spent_ms;
}

function answer({tiles, seconds}) {
  if (seconds) return {first: rate(tiles, seconds, restore), again: rate(tiles, seconds, () => {})};
  remember();
  return tiles.map((tile) => Buffer.from(encode(tile)).toString('base64'));
}

console.log('ready');
for await (const line of readline.createInterface({input: process.stdin})) {
  const text = JSON.stringify(answer(JSON.parse(line)));
  gc(); // not while others are measured
  console.log(text);
}
