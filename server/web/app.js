// The page: asks for the layers, builds the map, and passes changes between its parts.
import { keepAddress } from './address.js';
import { listen } from './events.js';
import { featuresAt } from './hits.js';
import { updateLayers } from './layers.js';
import { createMap, nameControls } from './map.js';
import { createOverlay } from './overlay.js';
import { createPanel } from './panel.js';
import { createPopup } from './popup.js';
import { startSettings, switchLanguage, switchTheme } from './settings.js';
import { createStatus } from './status.js';
import { pick } from './texts.js';
import { createTiles } from './tiles.js';
import { createUpdates } from './updates.js';

function build(described, layers, status) {
  const map = createMap(layers);
  const tiles = createTiles(map, layers, {
    onChange: () => changed(),
    onFailure: error => status.show('tilesFailed', error),
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
      status.refresh();
      changed();
      popup.refresh();
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
  }
  /** After `layers` have changed; the view and an open pop-up stay as they are. */
  function update(described_now) {
    described = described_now;
    rename();
    panel.regroup();
    tiles.refresh();
  }
  keepAddress(map);
  rename();
  expose(map, tiles, layers, overlay);
  return { repaint, update, retry: tiles.retry };
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

function start() {
  const layers = []; // bottom first; shared by all parts of the page
  let page = null;
  const ids = () => layers.map(({ id }) => id);
  startSettings(() => page?.repaint());

  function again() {
    updates.retry();
    page?.retry();
  }
  const status = createStatus({ onRetry: () => updates.now(ids()), onAgain: again });
  const updates = createUpdates({
    apply(described, outdated) {
      updateLayers(layers, described.layers, outdated);
      if (page)
        page.update(described);
      else
        page = build(described, layers, status);
    },
    onFailure: error => status.show(page ? 'updateFailed' : 'startFailed', error),
  });
  listen({ onChange: updates.soon, onReset: () => updates.soon(ids()), onOpen: again });
  updates.now([]);
}

start();
