// Symbols of points: a shape, and a glyph in it where there is room. Drawn in a box of 24 x 24.

const shapes = {
  circle: 'M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20z',
  square: 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  triangle: 'M10.3 2.9a2 2 0 0 1 3.4 0l9 15.6a2 2 0 0 1-1.7 3H3a2 2 0 0 1-1.7-3z',
  diamond: 'M10.6 1.6a2 2 0 0 1 2.8 0l9 9a2 2 0 0 1 0 2.8l-9 9a2 2 0 0 1-2.8 0l-9-9a2 2 0 0 1 0-2.8z',
  hexagon: 'M12 1.5l9.2 5.2v10.6L12 22.5l-9.2-5.2V6.7z',
  cross: 'M9 2h6a1 1 0 0 1 1 1v5h5a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-5v5a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-5H3a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1h5V3a1 1 0 0 1 1-1z',
  drop: 'M12 1.5c3.8 4.8 7.8 8.6 7.8 13.2a7.8 7.8 0 0 1-15.6 0c0-4.6 4-8.4 7.8-13.2z',
  tree: 'M12 .8l6.8 8.7h-3l5 7.2h-6.9V23h-3.8v-6.3H3.2l5-7.2h-3z',
  house: 'M12 .8L23 8v12a2.5 2.5 0 0 1-2.5 2.5h-17A2.5 2.5 0 0 1 1 20V8z',
  flame: 'M12.8.8c.5 4.8 7.7 8.5 7.7 14.5a8.5 8 0 0 1-17 0c0-3.9 2.2-6.2 3.8-8.6c.6 1.9 1.4 2.9 2.4 3.6C9.3 6.1 10.4 3.5 12.8.8z',
};

// Filled even-odd in the glyph's colour.
const glyphs = {
  dot: 'M12 8.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
  flame: 'M12.6 5.5c.4 3.5 5.1 5.7 5.1 9.7a5.7 5.4 0 0 1-11.4 0c0-2.5 1.5-4 2.5-5.6c.4 1.2.9 1.9 1.6 2.3c-.3-2.7.6-4.6 2.2-6.4zM12.2 14.2c-1.2 1.2-1.9 2-1.9 3.1a1.9 1.7 0 0 0 3.8 0c0-1.1-.7-1.9-1.9-3.1z',
  waves: 'M5 9.2q1.75-2.4 3.5 0t3.5 0t3.5 0t3.5 0v2.2q-1.75 2.4-3.5 0t-3.5 0t-3.5 0t-3.5 0zM5 14q1.75-2.4 3.5 0t3.5 0t3.5 0t3.5 0v2.2q-1.75 2.4-3.5 0t-3.5 0t-3.5 0t-3.5 0z',
  exclamation: 'M10.7 8h2.6l-.5 7h-1.6zM12 16.2a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z',
  flask: 'M9.5 6h5v1.6h-.9v3l3.6 5.7a1.3 1.3 0 0 1-1.1 2H7.9a1.3 1.3 0 0 1-1.1-2l3.6-5.7v-3h-.9z',
  hydrant: 'M10.2 5.5h3.6v1.6h1.6v1.7h-1.1v2h1.9v2.8h-1.9v3.4h1.4v1.6H8.3V17h1.4v-3.4H7.8v-2.8h1.9v-2H8.6V7.1h1.6z',
  slope: 'M5 19V8l3.5 1.5L19 17v2zM12 6.5a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 1 1 0-3.2zM16 9.5a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z',
};

const box_px = 24;
const glyph_from_px = 13; // below it a glyph is a smudge
const cache = new Map();

function drawSymbol(context, look, colours, size_px) {
  const shape = new Path2D(shapes[look.symbol] ?? shapes.circle);
  const scale = size_px / box_px;
  context.scale(scale, scale);
  context.lineJoin = 'round';
  if (colours.stroke) {
    context.strokeStyle = colours.stroke;
    context.lineWidth = 2 * Math.min(1.5, Math.max(0.75, size_px / 12)) / scale;
    context.stroke(shape);
  }
  context.globalAlpha = Math.max(colours.fill_opacity ?? 1, 0.85);
  context.fillStyle = colours.fill ?? colours.stroke;
  context.fill(shape);
  if (glyphs[look.glyph] && size_px >= glyph_from_px) {
    context.fillStyle = colours.glyph ?? '#ffffff';
    context.fill(new Path2D(glyphs[look.glyph]), 'evenodd');
  }
}

/** A picture of the look's symbol, `size_px` wide with 2 px around it; remembered. */
export function symbolImage(look, theme, size_px, ratio) {
  const size = Math.max(2, Math.round(size_px * 2) / 2);
  const key = JSON.stringify([look.symbol, look.glyph, look[theme], size, ratio]);
  if (!cache.has(key)) {
    const image = document.createElement('canvas');
    const margin_px = 2;
    image.width = image.height = Math.ceil((size + 2 * margin_px) * ratio);
    image.width_px = image.width / ratio;
    const context = image.getContext('2d');
    context.scale(ratio, ratio);
    context.translate((image.width_px - size) / 2, (image.width_px - size) / 2);
    drawSymbol(context, look, look[theme], size);
    cache.set(key, image);
  }
  return cache.get(key);
}
