// Symbols and labels, on one canvas over all tiles: nothing is cut at a tile's border.
import { atZoom, nameOf } from './layers.js';
import { symbolImage } from './symbols.js';
import { theme } from './settings.js';
import { tile_px } from './tile_data.js';

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

/** Pixels in a tile -> Leaflet's layer pixels, in the copy of the world that is on screen. */
function placeOnMap(map, coords, [x, y]) {
  const world_px = tile_px * 2 ** coords.z;
  const origin = map.getPixelOrigin();
  const centre_x = map.project(map.getCenter()).x;
  const px = coords.x * tile_px + x;
  const copy = Math.round((centre_x - px) / world_px);
  return { x: px + copy * world_px - origin.x, y: coords.y * tile_px + y - origin.y };
}

/** A symbol that stands for many is a little larger. */
function sizeOf({ look, count }, zoom) {
  const size_px = atZoom(look.size_px, zoom) || 6;
  return size_px * (1 + 0.3 * Math.log10(count));
}

/** A layer's areas, each put together from its pieces in the tiles, the largest area first. */
function collectAreas(map, layer, tiles) {
  const areas = new Map();
  for (const { coords, shapes } of tiles) {
    const origin = placeOnMap(map, coords, [0, 0]);
    for (const { id, area, moments, box, properties } of shapes.get(layer.id) ?? []) {
      const size = Math.abs(moments.area);
      if (!area || size === 0)
        continue;
      const sum = areas.get(id) ??
        { properties, pieces: [], size: 0, x: 0, y: 0, west: Infinity, east: -Infinity };
      sum.pieces.push({ area, origin, box, size });
      sum.size += size;
      sum.x += size * (origin.x + moments.x / moments.area);
      sum.y += size * (origin.y + moments.y / moments.area);
      sum.west = Math.min(sum.west, origin.x + box[0]);
      sum.east = Math.max(sum.east, origin.x + box[2]);
      areas.set(id, sum);
    }
  }
  return [...areas.values()].sort((a, b) => b.size - a.size);
}

const probe = document.createElement('canvas').getContext('2d');
const isInside = ({ area, origin }, x, y) =>
  probe.isPointInPath(area, x - origin.x, y - origin.y, 'evenodd');

/** The middle of the longest stretch inside a piece, on the line down its middle. */
function middleOfPiece(piece) {
  const { origin, box: [west, south, east, north] } = piece;
  const x = origin.x + (west + east) / 2;
  let best = { x, y: origin.y + (south + north) / 2, length: 0 };
  let length = 0;
  for (let y = origin.y + south; y <= origin.y + north; ++y) {
    length = isInside(piece, x, y) ? length + 1 : 0;
    if (length > best.length)
      best = { x, y: y - length / 2, length };
  }
  return best;
}

/** Where an area's label goes: its centre of mass, or, if that lies outside, within its largest piece. */
function middleOf({ pieces, size, x, y }) {
  const centre = { x: x / size, y: y / size };
  if (pieces.some(piece => isInside(piece, centre.x, centre.y)))
    return centre;
  return middleOfPiece(pieces.reduce((a, b) => (b.size > a.size ? b : a)));
}

function labelsOf(map, layer, tiles, points) {
  const { min_zoom, points_min_zoom = min_zoom } = layer.legend.label;
  const labelled = map.getZoom() >= points_min_zoom ? points : [];
  const of_points = labelled.filter(point => point.layer === layer)
    .map(({ shape, x, y, size_px }) => ({ text: nameOf(layer, shape.properties), x,
                                          y: y + size_px / 2 + 11, room_px: Infinity }));
  const of_areas = collectAreas(map, layer, tiles)
    .map(area => ({ text: nameOf(layer, area.properties), ...middleOf(area),
                    room_px: area.east - area.west }));
  return [...of_points, ...of_areas].filter(({ text }) => text);
}

/** Draws labels that fit their area and do not touch one drawn before. */
function drawLabels(context, { label }, labels, taken) {
  const colours = label[theme()];
  context.font = `${label.weight} ${label.size_px}px ${getComputedStyle(document.body).fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = colours.halo;
  context.fillStyle = colours.text;
  for (const { text, x, y, room_px } of labels) {
    const half_width = context.measureText(text).width / 2 + 4;
    const half_height = label.size_px / 2 + 3;
    const box = [x - half_width, y - half_height, x + half_width, y + half_height];
    if (2 * half_width > room_px || taken.some(other => overlap(box, other)))
      continue;
    taken.push(box);
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

const boxOf = ({ x, y, size_px }) =>
  [x - size_px / 2, y - size_px / 2, x + size_px / 2, y + size_px / 2];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Puts the canvas on the map; `currentTiles()` gives the tiles whose features it shows. */
export function createOverlay(map, layers, currentTiles) {
  map.createPane('symbols').style.pointerEvents = 'none';
  map.getPane('symbols').style.zIndex = 450;
  let points = [];

  const canvas = new Canvas(context => {
    const tiles = currentTiles();
    points = collectPoints(map, layers, tiles);
    for (const { shape, x, y, size_px } of points) {
      const image = symbolImage(shape.look, theme(), size_px, window.devicePixelRatio);
      context.drawImage(image, x - image.width_px / 2, y - image.width_px / 2,
                        image.width_px, image.width_px);
    }
    const taken = points.filter(({ layer }) => layer.kind === 'station').map(boxOf);
    for (const layer of [...layers].reverse())
      if (layer.visible && layer.legend.label && map.getZoom() >= layer.legend.label.min_zoom)
        drawLabels(context, layer.legend, labelsOf(map, layer, tiles, points), taken);
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
  };
}
