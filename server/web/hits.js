// Which features lie under a place on the map.
import { atZoom } from './layers.js';
import { tile_px } from './tile_data.js';

const reach_px = 5; // a finger or a shaking hand
const probe = document.createElement('canvas').getContext('2d');

function hitsShape({ area, line, look }, x, y, zoom) {
  if (zoom < (look.min_zoom ?? 0))
    return false;
  if (area && probe.isPointInPath(area, x, y, 'evenodd'))
    return true;
  probe.lineWidth = atZoom(look.stroke_width_px, zoom) + 2 * reach_px;
  return line !== null && probe.isPointInStroke(line, x, y);
}

/** Shapes of areas and lines under a place, top layer first. */
function shapesAt(map, layers, tiles, latlng) {
  const zoom = map.getZoom();
  const px = map.project(latlng.wrap(), zoom);
  const column = Math.floor(px.x / tile_px);
  const row = Math.floor(px.y / tile_px);
  const tile = tiles.find(({ coords }) => coords.x === column && coords.y === row);
  if (!tile)
    return [];
  const hits = [];
  for (const layer of [...layers].reverse())
    for (const shape of layer.visible ? [...tile.shapes.get(layer.id) ?? []].reverse() : [])
      if (hitsShape(shape, px.x - column * tile_px, px.y - row * tile_px, zoom))
        hits.push({ layer, shape });
  return hits;
}

// Someone who clicks on a map of dangers asks for the danger, not for the street over it.
const first_kinds = ['station', 'incident', 'hazard'];
function order({ layer, shape }) {
  const place = first_kinds.indexOf(layer.kind);
  const worst_first = layer.kind === 'hazard' ? shape.rank / 1000 : 0;
  return (place < 0 ? first_kinds.length : place) - worst_first;
}

/** Every feature under a place: points, hazards (the worst first), then the rest from the top. */
export function featuresAt(map, layers, tiles, overlay, latlng) {
  const points = overlay.at(map.latLngToLayerPoint(latlng), reach_px);
  const found = [...points, ...shapesAt(map, layers, tiles, latlng)];
  const unique = new Map();
  for (const { layer, shape } of found)
    if (!unique.has(`${layer.id}/${shape.id}`))
      unique.set(`${layer.id}/${shape.id}`, { layer, shape });
  return [...unique.values()].sort((a, b) => order(a) - order(b));
}
