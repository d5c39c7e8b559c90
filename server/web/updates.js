// Fetches what the server has anew, once at a time, until it comes.
import { fetchMap, RequestError } from './server.js';

// A proxy in front may keep tiles for so long (docs/deploy/nginx.conf).
const kept_ms = 2000;
// Everyone who looks at the map hears of a change at the same moment.
const spread_ms = 500;

/**
 * `apply(map, ids)` is called with what fetchMap() gives and the layers whose content may be another,
 * `onFailure` with the error, and with null when it is over.
 */
export function createUpdates({ apply, onFailure }) {
  let outdated = null; // null: nothing; else ids of layers
  let is_fetching = false;

  const add = ids => { outdated = new Set([...outdated ?? [], ...ids]); };

  async function fetchAll() {
    if (is_fetching)
      return;
    is_fetching = true;
    try {
      while (outdated) {
        const ids = outdated;
        outdated = null;
        const map = await fetchMap().catch(error => {
          add(ids);
          throw error;
        });
        onFailure(null);
        apply(map, ids);
      }
    } catch (error) {
      onFailure(error);
      if (!(error instanceof RequestError))
        throw error;
    } finally {
      is_fetching = false;
    }
  }

  function now(ids) {
    add(ids);
    fetchAll();
  }

  return {
    /** These layers are outdated, and maybe the list of them. */
    now,
    soon: ids => setTimeout(now, kept_ms + spread_ms * Math.random(), ids),
    /** Fetches what is still to come, if anything. */
    retry: fetchAll,
  };
}
