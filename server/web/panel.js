// The panel: a switch for every layer, the legend below, languages and theme.
import { isInZoom, titleOfLayer } from './layers.js';
import { makeSwatch } from './swatch.js';
import { language, pick, t } from './texts.js';
import { theme } from './settings.js';

const kinds = ['hazard', 'incident', 'station', 'response', 'coverage', 'demand', 'area', 'road',
               'reference'];
const open_kinds = ['hazard', 'incident'];

/** Layers of one kind that look alike share a legend, whatever they call their values; within a kind as the configuration has them. */
function groupLayers(layers) {
  const groups = new Map();
  for (const layer of layers) {
    const entries = layer.legend.entries.map(({ values, ...look }) => look);
    const key = JSON.stringify([layer.kind, entries, layer.legend.other]);
    if (!groups.has(key))
      groups.set(key, { key, kind: layer.kind, layers: [] });
    groups.get(key).layers.push(layer);
  }
  return [...groups.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

const geometryTypes = layers => [...new Set(layers.flatMap(({ legend }) => legend.geometry_types))];

/** How old a layer is whose source is broken, and why. */
function staleNote({ stale }) {
  const time = stale && new Date(stale.read_at).toLocaleString(language());
  return stale ? t('stale', { time, reason: stale.reason }) : '';
}

/** A hazard without levels has no legend below that says so. */
function notesOf(layer, zoom) {
  const has_levels = layer.kind !== 'hazard' || layer.legend.entries.length > 0;
  return [has_levels ? '' : pick(layer.legend.other.title),
          isInZoom(layer, zoom) ? '' : t('zoomToSee'),
          staleNote(layer)].filter(note => note);
}

function makeSwitch(layer, zoom, swatch, onSwitch) {
  const row = L.DomUtil.create('label', 'layer');
  const input = L.DomUtil.create('input', 'switch', row);
  input.type = 'checkbox';
  input.checked = layer.visible;
  input.dataset.layer = layer.id;
  input.setAttribute('role', 'switch');
  input.addEventListener('change', () => onSwitch(layer, input.checked));
  const text = L.DomUtil.create('span', 'layer-title', row);
  text.textContent = titleOfLayer(layer);
  row.classList.toggle('out-of-zoom', !isInZoom(layer, zoom));
  for (const note of notesOf(layer, zoom))
    L.DomUtil.create('small', '', text).textContent = note;
  if (swatch)
    row.append(swatch);
  return row;
}

const download_icon = '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">' +
  '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/></svg>';

function makeDownload(layer) {
  const link = L.DomUtil.create('a', 'download');
  link.href = `collections/${encodeURIComponent(layer.id)}/download.geojson`;
  link.download = '';
  link.title = t('download');
  link.setAttribute('aria-label', `${t('download')}: ${titleOfLayer(layer)}`);
  link.innerHTML = download_icon;
  return link;
}

function makeRow(layer, zoom, swatch, onSwitch) {
  const row = L.DomUtil.create('div', 'layer-row');
  row.append(makeSwitch(layer, zoom, swatch, onSwitch), makeDownload(layer));
  return row;
}

function makeLegend(group, is_open, onToggle) {
  const { legend } = group.layers[0];
  const details = L.DomUtil.create('details', 'legend');
  details.open = is_open;
  details.addEventListener('toggle', () => onToggle(details.open));
  L.DomUtil.create('summary', '', details).textContent = t('legend');
  const list = L.DomUtil.create('ul', '', details);
  const looks = [...legend.entries].reverse();
  if (group.layers.some(({ uses_other }) => uses_other))
    looks.push(legend.other);
  // Looks that differ only to tell neighbours apart share a title: one of them stands for all.
  const titles = looks.map(({ title }) => pick(title));
  for (const look of looks.filter((_, i) => titles.indexOf(titles[i]) === i)) {
    const item = L.DomUtil.create('li', '', list);
    item.append(makeSwatch(look, geometryTypes(group.layers)), pick(look.title));
  }
  return details;
}

function makeGroup(group, { zoom, is_first, is_open, onSwitch, onToggle }) {
  const section = L.DomUtil.create('section', 'group');
  if (is_first)
    L.DomUtil.create('h2', '', section).textContent = t(`kinds.${group.kind}`);
  const { entries, other } = group.layers[0].legend;
  for (const layer of group.layers) {
    const swatch = entries.length === 0 ? makeSwatch(other, geometryTypes([layer])) : null;
    section.append(makeRow(layer, zoom, swatch, onSwitch));
  }
  if (entries.length > 0)
    section.append(makeLegend(group, is_open, onToggle));
  return section;
}

/** Wires the panel; `onSwitch(layer, visible)`, `onLanguage(name)` and `onTheme()` are told. */
export function createPanel(map, layers, { onSwitch, onLanguage, onTheme }) {
  const panel = document.getElementById('panel');
  const toggle = document.getElementById('panel-toggle');
  const list = document.getElementById('layers');
  const opened = new Map(); // which legends someone has opened or closed, by their group's key
  let groups = [];
  let signature = '';
  let drawn = '';

  /** After the layers have changed. */
  function regroup() {
    groups = groupLayers(layers);
    signature = JSON.stringify(groups.map(group => [group.key, group.layers.map(
      ({ id, titles, title, legend, stale }) => [id, titles, title, legend.geometry_types, stale])]));
    refresh();
  }

  function setOpen(open) {
    panel.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', open);
    toggle.setAttribute('aria-label', t(open ? 'hidePanel' : 'showPanel'));
    toggle.title = toggle.getAttribute('aria-label');
  }

  function fillList() {
    const focused = document.activeElement?.dataset?.layer;
    list.setAttribute('aria-label', t('layers'));
    list.replaceChildren(...groups.map((group, i) => makeGroup(group, {
      zoom: map.getZoom(),
      is_first: groups[i - 1]?.kind !== group.kind,
      is_open: opened.get(group.key) ?? open_kinds.includes(group.kind),
      onSwitch,
      onToggle: is_open => opened.set(group.key, is_open),
    })));
    if (focused)
      list.querySelector(`[data-layer="${focused}"]`)?.focus();
  }

  function fillFooter() {
    document.getElementById('languages').setAttribute('aria-label', t('language'));
    for (const button of document.querySelectorAll('[data-language]'))
      button.setAttribute('aria-pressed', button.dataset.language === language());
    document.querySelector('#theme span').textContent = t(theme() === 'dark' ? 'toLight' : 'toDark');
  }

  function refresh() {
    const shown = JSON.stringify([language(), theme(), signature, layers.map(layer =>
      [layer.visible, layer.uses_other, isInZoom(layer, map.getZoom())])]);
    if (shown === drawn)
      return; // keep the elements: someone may be about to press one
    drawn = shown;
    fillList();
    fillFooter();
    setOpen(panel.classList.contains('open'));
  }

  toggle.addEventListener('click', () => setOpen(!panel.classList.contains('open')));
  for (const button of document.querySelectorAll('[data-language]'))
    button.addEventListener('click', () => onLanguage(button.dataset.language));
  document.getElementById('theme').addEventListener('click', onTheme);
  map.on('zoomend', refresh);
  setOpen(matchMedia('(min-width: 700px)').matches);
  regroup();
  return { refresh, regroup };
}
