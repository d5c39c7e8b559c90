// The Leaflet map with its controls, and the view it starts with.
import { goToAddress } from './address.js';
import { t } from './texts.js';

/**
 * The box around all layers, of those that say something about the place if there are any. A few
 * features far from all others of their layer do not count.
 */
function extentOf(layers) {
  const bounds = L.latLngBounds([]);
  const own = layers.filter(({ kind }) => kind !== 'reference');
  for (const { bbox, focus = bbox } of own.length > 0 ? own : layers)
    if (focus && focus[0] <= focus[2])
      bounds.extend([[focus[1], focus[0]], [focus[3], focus[2]]]);
  return bounds.isValid() ? bounds : L.latLngBounds([[8, 102], [23.5, 110]]); // Viet Nam
}

/** Shows everything beside the panel, not under it. */
function showAll(map, layers) {
  const panel = document.getElementById('panel').getBoundingClientRect();
  const beside = panel.width < map.getSize().x / 2;
  map.fitBounds(extentOf(layers), {
    paddingTopLeft: [beside ? panel.right + 16 : 16, 16],
    paddingBottomRight: [beside ? 16 : 16, beside ? 16 : 72],
    animate: false,
  });
}

const ShowAllControl = L.Control.extend({
  options: { position: 'topright' },
  onAdd() {
    const bar = L.DomUtil.create('div', 'leaflet-bar');
    const button = L.DomUtil.create('a', 'show-all', bar);
    button.href = '#';
    button.setAttribute('role', 'button');
    button.innerHTML = '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">' +
      '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/></svg>';
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(button, 'click', event => {
      L.DomEvent.preventDefault(event);
      this.options.onClick();
    });
    return bar;
  },
});

export function createMap(layers) {
  const map = L.map('map', { zoomControl: false, minZoom: 2, maxZoom: 19, worldCopyJump: true });
  map.attributionControl.setPrefix(false).addAttribution('hazardmap');
  L.control.zoom({ position: 'topright' }).addTo(map);
  new ShowAllControl({ onClick: () => showAll(map, layers) }).addTo(map);
  L.control.scale({ position: 'bottomright', imperial: false }).addTo(map);
  if (!goToAddress(map))
    showAll(map, layers);
  return map;
}

/** Names the map and its buttons in the current language. */
export function nameControls(map) {
  const container = map.getContainer();
  container.setAttribute('aria-label', t('map'));
  const names = { 'leaflet-control-zoom-in': 'zoomIn', 'leaflet-control-zoom-out': 'zoomOut',
                  'show-all': 'wholeMap' };
  for (const [class_name, key] of Object.entries(names)) {
    const button = container.querySelector(`.${class_name}`);
    button.title = t(key);
    button.setAttribute('aria-label', t(key));
  }
}
