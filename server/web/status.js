// One line at the foot of the map when something does not arrive.
import { t } from './texts.js';

/** Shows a message with a button to try again; null hides it. */
export function createStatus(onRetry) {
  const box = document.getElementById('status');
  const [text, button] = box.children;
  button.addEventListener('click', onRetry);
  return {
    show(message) {
      box.hidden = message === null;
      text.textContent = message ?? '';
      button.textContent = t('retry');
    },
  };
}
