// What the browser checks share: a Chromium, a page that remembers faults, and the ways to use the query page.
import { chromium } from 'playwright-core';
import { startMock } from '../mock/server.mjs';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** The server under test: HVEN_URL, or the built application over the mock. */
export async function startServer() {
  if (process.env.HVEN_URL) return { url: process.env.HVEN_URL.replace(/\/$/, ''), isMock: false, stop: () => undefined };
  const { server, url } = await startMock();
  return { url, isMock: true, stop: () => server.close() };
}

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
}

/** A page in a fresh profile. `faults` gathers console errors, exceptions and requests to any other origin. */
export async function newPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    // Chromium logs each 4xx answer; those are part of the error journeys.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) faults.push(`foreign request: ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

export async function openQuery(page, url, query) {
  await page.goto(`${url}/query${query === undefined ? '' : `?${new URLSearchParams({ q: query })}`}`);
  await page.locator('.cm-content').waitFor();
}

/** Runs the text in the editor by the key and waits for its end. */
export async function run(page, timeout = 60_000) {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+Enter');
  await page.locator('.status-item:is(.completed, .failed, .cancelled)').waitFor({ timeout });
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
