// A small picture of a look, for the legend and the pop-up.
import { fillArea, strokeCasing, strokeLine } from './draw.js';
import { theme } from './settings.js';
import { symbolImage } from './symbols.js';

const width_px = 30;
const height_px = 20;
const legend_zoom = 14;

const paths = {
  polygon: 'M3 3h24v14h-24z',
  line: 'M1 14C8 14 8 6 15 6S22 12 29 8',
};

function drawPath(context, type, look) {
  const path = new Path2D(paths[type]);
  const colours = look[theme()];
  if (type === 'polygon')
    fillArea(context, path, look, colours);
  strokeCasing(context, path, look, colours, legend_zoom);
  strokeLine(context, path, look, colours, legend_zoom);
}

/** A canvas that shows a look as areas, lines or points, whichever the layer has. */
export function makeSwatch(look, geometry_types) {
  const ratio = window.devicePixelRatio;
  const canvas = L.DomUtil.create('canvas', 'swatch');
  canvas.width = width_px * ratio;
  canvas.height = height_px * ratio;
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  context.scale(ratio, ratio);
  for (const type of ['polygon', 'line'])
    if (geometry_types.includes(type))
      drawPath(context, type, look);
  if (geometry_types.length === 0 || geometry_types.every(type => type === 'point')) {
    const image = symbolImage(look, theme(), 16, ratio);
    context.drawImage(image, (width_px - image.width_px) / 2, (height_px - image.width_px) / 2,
                      image.width_px, image.width_px);
  }
  return canvas;
}
