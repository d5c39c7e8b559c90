// GeoJSON features -> shapes in pixels of their tile, ready to draw and to hit.

export const tile_px = 256;

/** Longitude and latitude in degrees -> pixels in the tile (Web Mercator). */
function projector({ z, x, y }) {
  const world_px = tile_px * 2 ** z;
  return ([lon, lat]) => {
    const sin = Math.sin(lat * Math.PI / 180);
    return [(lon / 360 + 0.5) * world_px - x * tile_px,
            (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world_px - y * tile_px];
  };
}

/** Pixels in a tile -> Leaflet's layer pixels, in the copy of the world that is on screen. */
export function placeOnMap(map, coords, [x, y]) {
  const world_px = tile_px * 2 ** coords.z;
  const origin = map.getPixelOrigin();
  const centre_x = map.project(map.getCenter()).x;
  const px = coords.x * tile_px + x;
  const copy = Math.round((centre_x - px) / world_px);
  return { x: px + copy * world_px - origin.x, y: coords.y * tile_px + y - origin.y };
}

function addLine(shape, path, positions, project, is_ring) {
  const points = positions.map(project);
  points.forEach(([x, y], i) => {
    if (i === 0)
      path.moveTo(x, y);
    else
      path.lineTo(x, y);
    growBox(shape.box, x, y);
  });
  if (is_ring)
    path.closePath();
  return points;
}

function growBox(box, x, y) {
  box[0] = Math.min(box[0], x);
  box[1] = Math.min(box[1], y);
  box[2] = Math.max(box[2], x);
  box[3] = Math.max(box[3], y);
}

/** Adds a ring's area and its first moments, from which a label finds the middle. */
function addMoments(moments, ring) {
  for (let i = 0; i + 1 < ring.length; ++i) {
    const [ax, ay] = ring[i];
    const [bx, by] = ring[i + 1];
    const cross = ax * by - bx * ay;
    moments.area += cross / 2;
    moments.x += (ax + bx) * cross / 6;
    moments.y += (ay + by) * cross / 6;
  }
}

function addGeometry(shape, geometry, project) {
  const { type, coordinates } = geometry;
  if (type === 'GeometryCollection')
    geometry.geometries.forEach(part => addGeometry(shape, part, project));
  else if (type.startsWith('Multi'))
    coordinates.forEach(part => addGeometry(shape, { type: type.slice(5), coordinates: part }, project));
  else if (type === 'Point')
    shape.points.push(project(coordinates));
  else if (type === 'LineString')
    addLine(shape, shape.line ??= new Path2D(), coordinates, project, false);
  else
    for (const ring of coordinates)
      addMoments(shape.moments, addLine(shape, shape.area ??= new Path2D(), ring, project, true));
}

/** One feature in a tile. `area` and `line` are paths, `points` positions, `box` what they span. */
export function makeShape(feature, coords) {
  const shape = {
    layer: feature.layer,
    id: feature.id ?? JSON.stringify(feature.geometry), // a cluster has none
    count: feature.count ?? 1,
    sum: feature.sum, // of a cluster of people
    properties: feature.properties ?? {},
    area: null, line: null, points: [],
    box: [Infinity, Infinity, -Infinity, -Infinity],
    moments: { area: 0, x: 0, y: 0 },
  };
  if (feature.geometry)
    addGeometry(shape, feature.geometry, projector(coords));
  return shape;
}
