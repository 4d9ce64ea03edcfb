// Screenshots of the designed states, for the eye. Usage: node tests/browser/shots.mjs DIRECTORY [WORD]
// With HVEN_URL on a demo survey; `m2` is docs/images/query.png.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newPage, openQuery, run, startBrowser, startServer } from './browser.mjs';

const directory = process.argv[2] ?? 'shots';
const wanted = process.argv[3];
mkdirSync(directory, { recursive: true });
const server = await startServer();
const browser = await startBrowser();
const wide = { width: 1600, height: 900 };
const small = { width: 1280, height: 720 };
const phone = { width: 390, height: 844 };
const photometry = 'SELECT TOP 20000 *\nFROM dr1.main\nWHERE MAG_AUTO_I < 21 -- the bright ones\n  AND FLAGS_I = 0';
const m2 = `-- Objects in a box of half a degree around the globular cluster M2
SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_G, MAG_AUTO_R, MAG_AUTO_I
FROM dr1.main
WHERE RA BETWEEN 323.11 AND 323.61
  AND DEC BETWEEN -1.07 AND -0.57`;
const wrong = "SELECT RA, DEC, NOPE\nFROM dr1.main\nWHERE MAG_AUTO_I < 20";

const states = {
  'empty-light': [{ colorScheme: 'light', viewport: wide }, undefined],
  'm2': [{ colorScheme: 'light', viewport: { width: 1440, height: 860 } }, m2, run, openTable],
  'empty-dark': [{ colorScheme: 'dark', viewport: wide }, undefined],
  'rows-light': [{ colorScheme: 'light', viewport: wide }, photometry, run, openTable],
  'rows-dark': [{ colorScheme: 'dark', viewport: wide }, photometry, run, openTable],
  'rows-small': [{ colorScheme: 'light', viewport: small }, photometry, run, (page) => page.locator('.grid').press('ArrowUp')],
  'error-light': [{ colorScheme: 'light', viewport: wide }, wrong, run],
  'error-dark': [{ colorScheme: 'dark', viewport: small }, wrong, run],
  'partial': [{ colorScheme: 'light', viewport: small }, 'SELECT * FROM dr1.main -- FAIL_LATE', run],
  'running': [{ colorScheme: 'light', viewport: small }, 'SELECT * FROM dr1.main -- SLOW', (page) => page.getByRole('button', { name: 'Run' }).click(), (page) => page.waitForTimeout(1500)],
  'none': [{ colorScheme: 'light', viewport: small }, 'SELECT * FROM dr1.main -- EMPTY', run],
  'overflow-phone': [{ colorScheme: 'light', viewport: phone }, 'SELECT * FROM dr1.main', run],
  'empty-phone': [{ colorScheme: 'dark', viewport: phone }, undefined],
  'drawer-phone': [{ colorScheme: 'light', viewport: phone }, undefined, (page) => page.getByRole('button', { name: 'Tables' }).click(), openTable],
  'error-phone': [{ colorScheme: 'light', viewport: phone }, wrong, run],
  'statistics': [{ colorScheme: 'dark', viewport: small }, photometry, run, statistics],
  'completion': [{ colorScheme: 'light', viewport: small }, 'SELECT RA FROM dr1.main WHERE ', complete],
  'keys': [{ colorScheme: 'light', viewport: small }, undefined, (page) => page.getByRole('button', { name: 'Keys' }).click()],
  'history': [{ colorScheme: 'light', viewport: small }, photometry, run, (page) => page.getByRole('button', { name: 'History' }).click()],
  'examples': [{ colorScheme: 'dark', viewport: small }, undefined, (page) => page.getByRole('button', { name: 'Examples' }).click()],
  'search': [{ colorScheme: 'light', viewport: small }, undefined, (page) => page.getByRole('searchbox').fill('pixel'), (page) => page.waitForTimeout(400)],
  'rows-320': [{ colorScheme: 'dark', viewport: { width: 320, height: 640 } }, photometry, run],
  'forced': [{ forcedColors: 'active', viewport: small }, photometry, run, openTable],
};

async function openTable(page) {
  await page.locator('[data-name="dr1.main"]').click();
  await page.locator('[data-name="RA"]').first().hover();
}

async function statistics(page) {
  await page.locator('.grid').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowUp', ' ']) await page.keyboard.press(key);
}

async function complete(page) {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('mag', { delay: 30 });
  await page.waitForTimeout(500);
}

for (const [name, [options, query, ...steps]] of Object.entries(states)) {
  if (wanted && !name.includes(wanted)) continue;
  const { page, faults, close } = await newPage(browser, server.url, options);
  await openQuery(page, server.url, query);
  await page.locator('[role=treeitem], .toolbar').first().waitFor();
  try {
    for (const step of steps) await step(page);
  } catch (error) {
    faults.push(error.message.split('\n')[0]);
  }
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(directory, `${name}.png`) });
  if (faults.length) console.log(name, faults);
  await close();
}
await browser.close();
server.stop();
