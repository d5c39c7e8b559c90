// Language and theme: where they come from, where they are remembered.
import { language, languages, setLanguage } from './texts.js';

const theme_query = matchMedia('(prefers-color-scheme: dark)');

function remembered(key) {
  try {
    return localStorage.getItem(`hazardmap.${key}`);
  } catch {
    return null; // storage may be forbidden
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`hazardmap.${key}`, value);
  } catch {
    // then it lasts until the page closes
  }
}

function browserLanguage() {
  return navigator.languages.map(tag => tag.slice(0, 2).toLowerCase())
    .find(tag => languages.includes(tag));
}

export const theme = () => document.documentElement.dataset.theme;

function applyTheme(name) {
  document.documentElement.dataset.theme = name;
}

function applyLanguage(name) {
  setLanguage(name);
  document.documentElement.lang = name;
}

/** Chooses both at the start; `onChange` is called when the system changes its theme. */
export function startSettings(onChange) {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, remembered('language'), browserLanguage()];
  applyLanguage(wanted.find(name => languages.includes(name)) ?? 'vi');

  const systemTheme = () => (theme_query.matches ? 'dark' : 'light');
  const chosen = remembered('theme');
  applyTheme(['light', 'dark'].includes(chosen) ? chosen : systemTheme());
  theme_query.addEventListener('change', () => {
    if (remembered('theme'))
      return;
    applyTheme(systemTheme());
    onChange();
  });
}

export function switchTheme() {
  applyTheme(theme() === 'dark' ? 'light' : 'dark');
  remember('theme', theme());
}

export function switchLanguage(name) {
  applyLanguage(name);
  remember('language', language());
  const address = new URL(location.href);
  if (address.searchParams.has('lang')) {
    address.searchParams.set('lang', name);
    history.replaceState(null, '', address);
  }
}
