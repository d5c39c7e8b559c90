// Symbols and labels, on one canvas over all tiles: nothing is cut at a tile's border.
import { boxOf, drawLabels } from './labels.js';
import { atZoom } from './layers.js';
import { symbolImage } from './symbols.js';
import { theme } from './settings.js';
import { placeOnMap, tile_px } from './tile_data.js';

const own_points = ([x, y]) => x >= 0 && x < tile_px && y >= 0 && y < tile_px;

/** A canvas that Leaflet keeps in place while the map moves, and scales while it zooms. */
const Canvas = L.Renderer.extend({
  options: { padding: 0.2, pane: 'symbols' },
  initialize(draw) {
    L.Renderer.prototype.initialize.call(this);
    this.drawOn = draw;
  },
  _initContainer() {
    this._container = document.createElement('canvas');
  },
  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },
  _update() {
    if (this._map._animatingZoom)
      return; // moveend comes afterwards
    L.Renderer.prototype._update.call(this);
    const ratio = window.devicePixelRatio;
    const size = this._bounds.getSize();
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    context.translate(-this._bounds.min.x, -this._bounds.min.y);
    this.drawOn(context);
  },
});

/** Every point of the tiles at its place, bottom layer first: {shape, layer, x, y, size_px}. */
function collectPoints(map, layers, tiles) {
  const zoom = map.getZoom();
  const points = [];
  for (const layer of layers.filter(({ visible }) => visible)) {
    const found = [];
    for (const { coords, shapes } of tiles)
      for (const shape of shapes.get(layer.id) ?? [])
        if (zoom >= (shape.look.min_zoom ?? 0))
          for (const point of shape.points.filter(own_points))
            found.push({ shape, layer, ...placeOnMap(map, coords, point), size_px: sizeOf(shape, zoom) });
    points.push(...found.sort((a, b) => a.shape.rank - b.shape.rank || a.y - b.y));
  }
  return points;
}

/** A disc has room for its number. */
function sizeOf({ look, count, sum = count }, zoom) {
  return count > 1 ? 18 + 2 * Math.log10(Math.max(1, sum)) : atZoom(look.size_px, zoom) || 6;
}

const shortened = count =>
  count < 999.5 ? `${Math.round(count)}` : count < 1e6 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e6)}M`;

/** Several points in one: a disc with their number, or that of the people there, 12, 340, 12k or 3M. */
function drawCluster(context, { shape, x, y, size_px }) {
  const [fill, text] = theme() === 'dark' ? ['#d7dee6', '#1d2733'] : ['#46586b', '#ffffff'];
  context.beginPath();
  context.arc(x, y, size_px / 2, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.strokeStyle = text;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  context.font = `600 11px ${getComputedStyle(document.body).fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = text;
  context.fillText(shortened(shape.sum ?? shape.count), x, y + 0.5);
}

function drawSymbol(context, { shape, x, y, size_px }) {
  const image = symbolImage(shape.look, theme(), size_px, window.devicePixelRatio);
  context.drawImage(image, x - image.width_px / 2, y - image.width_px / 2,
                    image.width_px, image.width_px);
}

/** Puts the canvas on the map; `currentTiles()` gives the tiles whose features it shows. */
export function createOverlay(map, layers, currentTiles) {
  map.createPane('symbols').style.pointerEvents = 'none';
  map.getPane('symbols').style.zIndex = 450;
  let points = [];
  let labels = [];

  const canvas = new Canvas(context => {
    const tiles = currentTiles();
    points = collectPoints(map, layers, tiles);
    for (const point of points)
      (point.shape.count > 1 ? drawCluster : drawSymbol)(context, point);
    labels = drawLabels(context, map, layers, tiles, points);
  });
  canvas.addTo(map);

  let scheduled = false;
  return {
    /** Draws again before the next frame. */
    refresh() {
      if (scheduled)
        return;
      scheduled = true;
      requestAnimationFrame(() => {
        scheduled = false;
        canvas._update();
      });
    },
    /** The points whose symbol lies within reach of a place in layer pixels, topmost first. */
    at(place, reach_px) {
      return points.filter(({ x, y, size_px }) =>
        Math.hypot(x - place.x, y - place.y) <= size_px / 2 + reach_px).reverse();
    },
    /** What is written on the map: {text, layer, box: [west, north, east, south] in layer pixels}. */
    labels: () => labels,
    /** The symbols, likewise: {layer, box}. */
    symbols: () => points.map(point => ({ layer: point.layer.id, box: boxOf(point) })),
  };
}
