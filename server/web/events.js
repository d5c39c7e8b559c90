// Hears from the server what changes. Where that fails, the page is as good as without.

const again_ms = 5000;

/**
 * While the page is seen: `onChange(ids)` when layers were read again, came or went, `onReset()` when anything
 * may have changed, `onOpen()` when the server is there, again or for the first time.
 */
export function listen({ onChange, onReset, onOpen }) {
  let source = null;
  let timer = 0;
  let is_deaf = document.hidden; // or was, and nobody remembers since when

  function open() {
    clearTimeout(timer);
    source = new EventSource('events');
    source.addEventListener('open', () => {
      (is_deaf ? onReset : onOpen)();
      is_deaf = false;
    });
    source.addEventListener('layers', ({ data }) => onChange(JSON.parse(data).ids));
    source.addEventListener('reset', onReset);
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED)
        return; // the browser connects again, and misses nothing
      close();
      timer = setTimeout(open, again_ms);
    });
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    is_deaf = true;
  }

  // A browser has six connections to a server: pages that nobody sees must leave them to the others.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  if (!document.hidden)
    open();
}
