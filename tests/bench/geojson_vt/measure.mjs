// measure.mjs LAYER.geojson: one line of JSON for each line of commands.
//   {"build": true}                  a new index, as nobody has asked yet
//   {"tiles": [[z, x, y], ...]}      the tiles, in base64
//   {"tiles": [...], "seconds": 1}   tiles a second: asked for the first time, then again and again
import fs from 'node:fs';
import readline from 'node:readline';
import {GeoJSONVT} from '@maplibre/geojson-vt';
import {fromGeojsonVt} from '@maplibre/vt-pbf';

const layer = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
let index;

function encode([z, x, y]) {
  const tile = index.getTile(z, x, y);
  return tile ? fromGeojsonVt({layer: tile}, {version: 2}) : Buffer.alloc(0);
}

function rates(tiles, seconds) {
  const begin = performance.now();
  tiles.forEach(encode);
  const first = performance.now();
  let count = 0;
  for (; performance.now() - first < seconds * 1000; count += tiles.length) tiles.forEach(encode);
  const end = performance.now();
  return {first: (1000 * tiles.length) / (first - begin), again: (1000 * count) / (end - first)};
}

function answer({build, tiles, seconds}) {
  if (build) index = new GeoJSONVT(layer);
  if (seconds) return rates(tiles, seconds);
  return tiles?.map((tile) => Buffer.from(encode(tile)).toString('base64')) ?? [];
}

for await (const line of readline.createInterface({input: process.stdin}))
  console.log(JSON.stringify(answer(JSON.parse(line))));
