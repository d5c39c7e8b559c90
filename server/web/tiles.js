// The tiles on the map: fetched once for all layers that are on, drawn on a canvas each.
import { drawLayer } from './draw.js';
import { isInZoom, lookOf } from './layers.js';
import { fetchTile } from './server.js';
import { makeShape, tile_px } from './tile_data.js';
import { theme } from './settings.js';

/** Does the layer's extent reach into the tile? A box over the antimeridian always does. */
function touches(layer, coords, map) {
  if (!layer.bbox || layer.bbox[0] > layer.bbox[2])
    return true;
  const [west, south, east, north] = layer.bbox;
  const corner = map.project([north, west], coords.z).divideBy(tile_px);
  const opposite = map.project([south, east], coords.z).divideBy(tile_px);
  const buffer = 8 / 256;
  return corner.x <= coords.x + 1 + buffer && opposite.x >= coords.x - buffer &&
         corner.y <= coords.y + 1 + buffer && opposite.y >= coords.y - buffer;
}

/** Loads what the tile lacks of the layers that are on, in one request. What it has stays until then. */
async function loadTile(tile, layers, map) {
  forgetOthers(tile, layers);
  const missing = layers.filter(layer => layer.visible && isInZoom(layer, tile.coords.z) &&
                                         tile.editions.get(layer.id) !== layer.edition);
  const editions = missing.map(layer => layer.edition);
  const wanted = missing.filter(layer => touches(layer, tile.coords, map));
  const features = wanted.length === 0 ? [] :
    await fetchTile(wanted.map(layer => layer.id), tile.coords, tile.abort.signal);
  missing.forEach((layer, i) => {
    if (layer.edition !== editions[i] || !layers.includes(layer))
      return; // outdated meanwhile
    tile.shapes.set(layer.id, shapesOf(layer, features, tile.coords));
    tile.editions.set(layer.id, layer.edition);
  });
}

/** Layers that are there no longer, or not at this zoom. */
function forgetOthers(tile, layers) {
  const kept = new Set(layers.filter(layer => isInZoom(layer, tile.coords.z)).map(({ id }) => id));
  for (const id of [...tile.shapes.keys()].filter(key => !kept.has(key))) {
    tile.shapes.delete(id);
    tile.editions.delete(id);
  }
}

function shapesOf(layer, features, coords) {
  const shapes = features.filter(feature => feature.layer === layer.id)
    .map(feature => ({ ...makeShape(feature, coords), ...lookOf(layer, feature.properties ?? {}) }));
  return shapes.sort((a, b) => a.rank - b.rank);
}

function drawTile({ canvas, coords, shapes }, layers) {
  const ratio = window.devicePixelRatio;
  canvas.width = canvas.height = Math.round(tile_px * ratio);
  const context = canvas.getContext('2d');
  context.scale(canvas.width / tile_px, canvas.height / tile_px);
  for (const layer of layers)
    if (layer.visible && shapes.has(layer.id))
      drawLayer(context, shapes.get(layer.id), coords.z, theme());
}

/**
 * Puts the tile layer on the map. `onChange` is called when something new is drawn, `onFailure` with
 * the error when a tile does not arrive and with null when all have.
 */
export function createTiles(map, layers, { onChange, onFailure }) {
  const tiles = new Map(); // by canvas
  const grid = L.gridLayer({ tileSize: tile_px, updateWhenZooming: false });

  async function load(tile) {
    try {
      await loadTile(tile, layers, map);
      tile.failed = false;
      drawTile(tile, layers);
      const { dataset } = document.documentElement;
      dataset.tilesLoaded = Number(dataset.tilesLoaded ?? 0) + 1;
      onChange();
    } catch (error) {
      if (error.name === 'AbortError')
        return;
      tile.failed = true;
      onFailure(error);
    }
    if (![...tiles.values()].some(other => other.failed))
      onFailure(null);
  }

  grid.createTile = (coords, done) => {
    const canvas = L.DomUtil.create('canvas', 'tile');
    const tile = { canvas, coords, abort: new AbortController(), failed: false,
                   shapes: new Map(), editions: new Map() }; // by the layer's id
    tiles.set(canvas, tile);
    load(tile).then(() => done(null, canvas));
    return canvas;
  };
  grid.on('tileunload', ({ tile: canvas }) => {
    tiles.get(canvas)?.abort.abort();
    tiles.delete(canvas);
  });
  grid.addTo(map);

  return {
    /** Tiles of the zoom on screen. */
    current: () => [...tiles.values()].filter(({ coords }) => coords.z === map.getZoom()),
    /** After layers were switched or changed: loads what is missing, draws everything again. */
    refresh: () => Promise.all([...tiles.values()].map(load)),
    redraw: () => tiles.forEach(tile => drawTile(tile, layers)),
    retry: () => [...tiles.values()].filter(tile => tile.failed).forEach(load),
  };
}
