// What lies under a click. Built from text nodes only: attributes are never read as HTML.
import { attributeTitle, nameOf, titleOfLayer } from './layers.js';
import { makeSwatch } from './swatch.js';
import { language, pick, t } from './texts.js';

const most_features = 12;

function element(tag, class_name, ...children) {
  const node = document.createElement(tag);
  if (class_name)
    node.className = class_name;
  node.append(...children);
  return node;
}

const iso_time = /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d/;

/** Milliseconds since 1970, as USGS and Esri have them: from 2001 to 2286. */
function isEpochMs(value) {
  return Number.isInteger(value) && value >= 1e12 && value < 1e13;
}

function valueText(layer, shape, attribute) {
  const value = shape.properties[attribute];
  if (value === null || value === undefined || value === '')
    return '–';
  if (attribute === layer.legend.property && shape.rank >= 0)
    return pick(shape.look.title);
  if (typeof value === 'boolean')
    return t(value ? 'yes' : 'no');
  if (attribute === layer.fields.population && Number.isFinite(value))
    return value.toLocaleString(language());
  const is_time = typeof value === 'string' && iso_time.test(value) && !Number.isNaN(Date.parse(value));
  if (is_time || (attribute === layer.fields.time && isEpochMs(value)))
    return new Date(value).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function attributeTable(layer, shape) {
  const body = element('tbody');
  for (const attribute of Object.keys(shape.properties)) {
    const title = element('th', '', attributeTitle(layer, attribute));
    title.scope = 'row';
    title.title = attribute;
    body.append(element('tr', '', title, element('td', '', valueText(layer, shape, attribute))));
  }
  return element('table', '', body);
}

function geometryTypes({ area, line }) {
  return area ? ['polygon'] : line ? ['line'] : ['point'];
}

function section({ layer, shape }, is_first) {
  const look_title = layer.legend.property === null ? '' : pick(shape.look.title);
  const name = nameOf(layer, shape.properties) || look_title || titleOfLayer(layer);
  const lines = element('span', 'names', element('strong', '', name));
  if (name !== titleOfLayer(layer))
    lines.append(element('span', 'layer-name', titleOfLayer(layer)));
  if (look_title && look_title !== name)
    lines.append(element('span', 'look', look_title));
  const details = element('details', `feature ${layer.kind}`,
    element('summary', '', makeSwatch(shape.look, geometryTypes(shape)), lines));
  details.open = is_first;
  if (shape.count > 1)
    details.append(element('p', 'count', t('standsFor', { n: shape.count })));
  if (shape.sum !== undefined)
    details.append(element('p', 'sum', t('addsUpTo', { n: Math.round(shape.sum) })));
  details.append(attributeTable(layer, shape));
  return details;
}

function content(features, latlng) {
  const place = `${latlng.lat.toFixed(5)}, ${latlng.lng.toFixed(5)}`;
  return element('div', 'features',
    ...features.slice(0, most_features).map((feature, i) => section(feature, i === 0)),
    element('p', 'position', `${t('position')}: ${place}`));
}

/** How large the pop-up may be and how far it keeps from the panel and the buttons. */
function roomFor(map) {
  const { x: width_px, y: height_px } = map.getSize();
  const panel = document.getElementById('panel').getBoundingClientRect();
  const beside = panel.width < width_px / 2;
  return {
    maxWidth: Math.min(340, width_px - 100),
    maxHeight: Math.min(400, height_px - 160),
    autoPanPaddingTopLeft: [beside ? panel.right + 12 : 12, 12],
    autoPanPaddingBottomRight: [64, beside ? 12 : 80],
  };
}

/** Opens a pop-up at every click, or in the middle at Enter; `featuresAt(latlng)` says what lies there. */
export function createPopup(map, featuresAt) {
  const popup = L.popup({ minWidth: 220 });
  let features = [];

  function fill() {
    popup.setContent(content(features, popup.getLatLng()));
    popup.getElement()?.querySelector('.leaflet-popup-close-button')
      ?.setAttribute('aria-label', t('close'));
  }

  function open(latlng) {
    features = featuresAt(latlng);
    if (features.length === 0)
      return map.closePopup(popup);
    Object.assign(popup.options, roomFor(map));
    popup.setLatLng(latlng);
    fill();
    popup.openOn(map);
    fill();
  }
  map.on('click', ({ latlng }) => open(latlng));
  map.on('keypress', ({ originalEvent }) => { // without a mouse: what lies in the middle
    if (originalEvent.key === 'Enter' && originalEvent.target === map.getContainer())
      open(map.getCenter());
  });

  return {
    /** After a change of language or theme. */
    refresh() {
      if (popup.isOpen())
        fill();
    },
  };
}
