// Areas and lines of a tile on its canvas, and the patterns that fill areas.
import { atZoom } from './layers.js';

const pattern_px = 16; // divides a tile, so patterns run on from one to the next

const pattern_paths = {
  dots: 'M2 4h.01M10 4h.01M6 12h.01M14 12h.01',
  dashes: 'M1 4h6M9 12h6',
  lines: 'M-4 4L4-4M-4 12L12-4M-4 20L20-4M4 20L20 4M12 20L20 12',
  lines_back: 'M12-4L20 4M-4-4L20 20M-4 12L4 20',
  cross: 'M-4 4L4-4M-4 20L20-4M12 20L20 12M12-4L20 4M-4-4L20 20M-4 12L4 20',
  grid: 'M0 4h16M0 12h16M4 0v16M12 0v16',
  zigzag: 'M-2 6L0 4L4 0L8 4L12 0L16 4L18 6M-2 14L0 12L4 8L8 12L12 8L16 12L18 14',
};

const pattern_cache = new Map();

/** A CanvasPattern of one colour; sharp on any screen. */
function patternOf(context, name, colour, opacity) {
  const ratio = context.getTransform().a;
  const key = `${name} ${colour} ${opacity} ${ratio}`;
  if (!pattern_cache.has(key)) {
    const image = document.createElement('canvas');
    image.width = image.height = Math.ceil(pattern_px * ratio);
    const scale = image.width / pattern_px;
    const brush = image.getContext('2d');
    brush.scale(scale, scale);
    brush.strokeStyle = colour;
    brush.globalAlpha = opacity;
    brush.lineWidth = name === 'dots' ? 2.2 : 1;
    brush.lineCap = 'round';
    brush.stroke(new Path2D(pattern_paths[name]));
    const pattern = context.createPattern(image, 'repeat');
    pattern.setTransform(new DOMMatrix().scale(1 / scale));
    pattern_cache.set(key, pattern);
  }
  return pattern_cache.get(key);
}

/** Fills a path as the look says, colour first, then the pattern. */
export function fillArea(context, path, look, colours) {
  if (colours.fill) {
    context.globalAlpha = colours.fill_opacity ?? 1;
    context.fillStyle = colours.fill;
    context.fill(path, 'evenodd');
    context.globalAlpha = 1;
  }
  if (colours.pattern && look.fill_pattern && look.fill_pattern !== 'none') {
    context.fillStyle =
      patternOf(context, look.fill_pattern, colours.pattern, colours.pattern_opacity ?? 1);
    context.fill(path, 'evenodd');
  }
}

function stroke(context, path, colour, width_px, dash = []) {
  if (!colour || width_px <= 0)
    return;
  context.strokeStyle = colour;
  context.lineWidth = width_px;
  context.setLineDash(dash);
  context.stroke(path);
}

export function strokeCasing(context, path, look, colours, zoom) {
  const casing_px = atZoom(look.casing_width_px, zoom);
  if (casing_px > 0)
    stroke(context, path, colours.casing, atZoom(look.stroke_width_px, zoom) + 2 * casing_px);
}

export function strokeLine(context, path, look, colours, zoom) {
  stroke(context, path, colours.stroke, atZoom(look.stroke_width_px, zoom), look.dash);
}

/** Fills on a canvas of their own: where areas overlap, the one of higher rank takes the place. */
function fillAreas(context, shapes, theme) {
  const sheet = new OffscreenCanvas(context.canvas.width, context.canvas.height);
  const brush = sheet.getContext('2d');
  brush.setTransform(context.getTransform());
  for (const { area, look } of shapes) {
    brush.globalCompositeOperation = 'destination-out';
    brush.fillStyle = '#000000';
    brush.fill(area, 'evenodd');
    brush.globalCompositeOperation = 'source-over';
    fillArea(brush, area, look, look[theme]);
  }
  context.save();
  context.resetTransform();
  context.drawImage(sheet, 0, 0);
  context.restore();
}

/** All shapes of one layer: every fill, then every casing, then every line, so that roads join. */
export function drawLayer(context, shapes, zoom, theme) {
  const shown = shapes.filter(({ look }) => zoom >= (look.min_zoom ?? 0));
  const filled = shown.filter(({ area, look }) => area && look[theme].fill);
  if (filled.length > 0)
    fillAreas(context, filled, theme);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const draw of [strokeCasing, strokeLine])
    for (const { area, line, look } of shown)
      for (const path of [area, line])
        if (path)
          draw(context, path, look, look[theme], zoom);
}
