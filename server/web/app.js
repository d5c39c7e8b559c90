// The page: asks for the layers, builds the map, and passes changes between its parts.
import { keepAddress } from './address.js';
import { featuresAt } from './hits.js';
import { makeLayers } from './layers.js';
import { createMap, nameControls } from './map.js';
import { createOverlay } from './overlay.js';
import { createPanel } from './panel.js';
import { createPopup } from './popup.js';
import { fetchMap } from './server.js';
import { startSettings, switchLanguage, switchTheme } from './settings.js';
import { createStatus } from './status.js';
import { pick, t } from './texts.js';
import { createTiles } from './tiles.js';

function build(described, status) {
  const layers = makeLayers(described.layers);
  const map = createMap(layers);
  const tiles = createTiles(map, layers, {
    onChange: () => changed(),
    onFailure: message => status.show(message && `${t('tilesFailed')}: ${message}`),
  });
  const overlay = createOverlay(map, layers, tiles.current);
  const popup = createPopup(map, latlng => featuresAt(map, layers, tiles.current(), overlay, latlng));
  const panel = createPanel(map, layers, {
    onSwitch(layer, visible) {
      layer.visible = visible;
      changed();
      tiles.refresh();
    },
    onLanguage(name) {
      switchLanguage(name);
      rename();
    },
    onTheme() {
      switchTheme();
      repaint();
    },
  });

  function changed() {
    overlay.refresh();
    panel.refresh();
  }
  function repaint() {
    tiles.redraw();
    changed();
    popup.refresh();
  }
  function rename() {
    const title = pick(described.titles, described.title ?? 'hazardmap');
    document.title = title;
    document.getElementById('title').textContent = title;
    nameControls(map);
    changed();
    popup.refresh();
  }
  keepAddress(map);
  rename();
  expose(map, tiles, layers, overlay);
  return { repaint, retry: tiles.retry };
}

/** For tests and for the curious: the map and what is drawn on it. */
function expose(map, tiles, layers, overlay) {
  const visible = id => layers.find(layer => layer.id === id).visible;
  const shown = () => tiles.current().flatMap(({ shapes }) => [...shapes.values()].flat())
    .filter(({ layer, look }) => visible(layer) && map.getZoom() >= (look.min_zoom ?? 0));
  window.hazardmap = {
    map,
    /** Each feature in the loaded tiles once: {layer, id, properties}. */
    drawnFeatures: () => [...new Map(shown().map(({ layer, id, properties }) =>
      [`${layer}/${id}`, { layer, id, properties }])).values()],
    drawnLabels: overlay.labels,
    drawnSymbols: overlay.symbols,
  };
}

async function start() {
  let page = { repaint() {}, retry: () => location.reload() };
  startSettings(() => page.repaint());
  const status = createStatus(() => page.retry());
  try {
    page = build(await fetchMap(), status);
  } catch (error) {
    status.show(`${t('startFailed')}: ${error.message}`);
    throw error;
  }
}

start();
