// What the page asks the server for. Addresses are relative, so it works behind a path prefix.
import { t } from './texts.js';

/** `retry_s`: when to ask again, if the server has said so. */
export class RequestError extends Error {
  constructor(message, retry_s) {
    super(message);
    this.retry_s = retry_s;
  }
}

/** Fetches JSON; what goes wrong becomes a RequestError with the problem's own words (RFC 9457). */
export async function fetchJson(path, signal) {
  try {
    const response = await fetch(path, { signal });
    if (response.ok)
      return await response.json();
    throw await problemOf(response);
  } catch (error) {
    throw error.name === 'AbortError' || error instanceof RequestError ?
      error : new RequestError(t('unreachable'));
  }
}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const retry_s = response.status === 503 ? Number(response.headers.get('Retry-After')) : 0;
  return new RequestError(problem.detail || problem.title || `HTTP ${response.status}`, retry_s || null);
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
