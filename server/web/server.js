// What the page asks the server for. Addresses are relative, so it works behind a path prefix.
import { t } from './texts.js';

/** Fetches JSON; what goes wrong becomes an Error with the problem's own words (RFC 9457). */
export async function fetchJson(path, signal) {
  const response = await fetch(path, { signal }).catch(error => {
    throw error.name === 'AbortError' ? error : new Error(t('unreachable'));
  });
  if (response.ok)
    return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || problem.title || `HTTP ${response.status}`);
}

/** The map's title and its layers, each a collection with its legend. */
export async function fetchMap() {
  const map = await fetchJson('collections');
  const legends = await Promise.all(
    map.collections.map(({ id }) => fetchJson(`legend/${encodeURIComponent(id)}`)));
  return { titles: map.titles, title: map.title,
           layers: map.collections.map((collection, i) => ({ collection, legend: legends[i] })) };
}

/** The features of several layers in one tile. */
export async function fetchTile(ids, { z, x, y }, signal) {
  const layers = ids.map(encodeURIComponent).join(',');
  return (await fetchJson(`xyz/${layers}/${z}/${x}/${y}.geojson`, signal)).features;
}
