// Names beside points and in areas, where they hide neither symbols nor each other.
import { nameOf } from './layers.js';
import { theme } from './settings.js';
import { placeOnMap } from './tile_data.js';

const line_px = 120;     // longer names of points take two lines
const gap_px = 1;        // between a symbol and its name
const line_height = 1.2; // of the size of the letters

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

/** A point's name goes below it, above it or beside it. */
function pointLabel(layer, { shape, x, y, size_px }) {
  return {
    text: nameOf(layer, shape.properties), line_px, room_px: Infinity, covers_symbols: false,
    places: (half_width, half_height) => {
      const side = size_px / 2 + half_width + gap_px;
      const pole = size_px / 2 + half_height + gap_px;
      return [[x, y + pole], [x, y - pole], [x + side, y], [x - side, y]];
    },
  };
}

/** An area's name goes to its middle, or a little above or below, and rather over symbols than nowhere. */
function areaLabel(layer, area) {
  const { x, y } = middleOf(area);
  return {
    text: nameOf(layer, area.properties), line_px: Infinity, room_px: area.east - area.west,
    covers_symbols: true,
    places: (half_width, half_height) => [[x, y],
      ...[-1, 1, -2, 2].map(step => [x, y + step * half_height])
        .filter(([px, py]) => area.pieces.some(piece => isInside(piece, px, py)))],
  };
}

function labelsOf(map, layer, tiles, points) {
  const { min_zoom, points_min_zoom = min_zoom } = layer.legend.label;
  const labelled = map.getZoom() >= points_min_zoom ? points : [];
  const of_points = labelled.filter(point => point.layer === layer)
    .map(point => pointLabel(layer, point));
  const of_areas = collectAreas(map, layer, tiles).map(area => areaLabel(layer, area));
  return [...of_points, ...of_areas].filter(({ text }) => text);
}

/** The text on one line, or on two of about the same length. */
function linesOf(context, text, most_px) {
  const longest = lines => Math.max(...lines.map(line => context.measureText(line).width));
  if (longest([text]) <= most_px)
    return [text];
  const words = text.split(' ');
  const splits = words.slice(1)
    .map((_, i) => [words.slice(0, i + 1).join(' '), words.slice(i + 1).join(' ')]);
  return splits.reduce((a, b) => (longest(b) < longest(a) ? b : a), [text]);
}

/**
 * {text, lines, box} at the first of its places that is free; null if there is none, or if the same
 * name stands at the first: two layers may hold the same wards.
 */
function placeLabel(context, size_px, label, taken, symbols) {
  const lines = linesOf(context, label.text, label.line_px);
  const half_width = Math.max(...lines.map(line => context.measureText(line).width)) / 2 + 4;
  const half_height = lines.length * size_px * line_height / 2 + 2;
  if (2 * half_width > label.room_px)
    return null;
  const places = label.places(half_width, half_height)
    .map(([x, y]) => [x - half_width, y - half_height, x + half_width, y + half_height]);
  if (taken.some(({ text, box }) => text === label.text && overlap(box, places[0])))
    return null;
  const boxes = places.filter(box => !taken.some(other => overlap(box, other.box)));
  const box = boxes.find(free => !symbols.some(symbol => overlap(free, symbol))) ??
              (label.covers_symbols ? boxes[0] : undefined);
  return box ? { text: label.text, lines, box } : null;
}

function write(context, size_px, { lines, box: [west, north, east, south] }) {
  lines.forEach((line, i) => {
    const x = (west + east) / 2;
    const y = (north + south) / 2 + (i - (lines.length - 1) / 2) * size_px * line_height;
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  });
}

function prepare(context, { size_px, weight, ...themes }) {
  const colours = themes[theme()];
  context.font = `${weight} ${size_px}px ${getComputedStyle(document.body).fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = colours.halo;
  context.fillStyle = colours.text;
}

export const boxOf = ({ x, y, size_px }) =>
  [x - size_px / 2, y - size_px / 2, x + size_px / 2, y + size_px / 2];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Writes the labels of all layers, the top layer's first; returns them as {text, layer, box}. */
export function drawLabels(context, map, layers, tiles, points) {
  const symbols = points.map(boxOf);
  const taken = points.filter(({ layer }) => layer.kind === 'station')
    .map(point => ({ box: boxOf(point) }));
  const written = [];
  for (const layer of [...layers].reverse()) {
    const { label } = layer.legend;
    if (!layer.visible || !label || map.getZoom() < label.min_zoom)
      continue;
    prepare(context, label);
    for (const wanted of labelsOf(map, layer, tiles, points)) {
      const placed = placeLabel(context, label.size_px, wanted, taken, symbols);
      if (!placed)
        continue;
      write(context, label.size_px, placed);
      taken.push(placed);
      written.push({ text: placed.text, layer: layer.id, box: placed.box });
    }
  }
  return written;
}
