// One line at the foot of the map when something does not arrive.
import { t } from './texts.js';

const spread = 0.5; // not everyone who was sent away comes back at the same moment

/** `onRetry()` at the button, `onAgain()` by itself when the server has said to come again. */
export function createStatus({ onRetry, onAgain }) {
  const box = document.getElementById('status');
  const [text, button] = box.children;
  const failures = new Map();
  let timer = 0;
  button.addEventListener('click', onRetry);

  function refresh() {
    const [what, error] = [...failures][0] ?? ['', null];
    box.hidden = error === null;
    text.textContent = error?.retry_s ? t('busy') : error ? `${t(what)}: ${error.message}` : '';
    button.textContent = t('retry');
  }

  function comeAgain() {
    const waits_s = [...failures.values()].map(({ retry_s }) => retry_s).filter(wait_s => wait_s);
    clearTimeout(timer);
    if (waits_s.length > 0)
      timer = setTimeout(onAgain, Math.max(...waits_s) * 1000 * (1 + spread * Math.random()));
  }

  return {
    /** Says what failed, a key of the texts, and why; null: nothing of that any more. */
    show(what, error) {
      if (error)
        failures.set(what, error);
      else
        failures.delete(what);
      refresh();
      comeAgain();
    },
    refresh,
  };
}
