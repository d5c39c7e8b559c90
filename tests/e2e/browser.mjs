// Headless Chromium for tests of the page.
import { chromium } from 'playwright-core';
import { patience_ms } from './program.mjs';

export const launchBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** As a person in Viet Nam has it; nothing is remembered from one to the next. */
export async function newContext(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    locale: 'vi-VN',
    colorScheme: 'light',
    ...options,
  });
  context.setDefaultTimeout(patience_ms);
  return context;
}
