// axe-core over the designed states, in both colour schemes and on a narrow screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { newPage, openQuery, run } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const narrow = { width: 390, height: 844 };

const click = (name) => (page) => page.getByRole('button', { name }).first().click();

const open = (path) => async (page) => {
  await page.goto(new URL(path, page.url()).href);
};

async function refuse(page) {
  await page.getByLabel('Name', { exact: true }).fill('two words');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.locator('.field-error').first().waitFor();
}

async function signUp(page) {
  await open('/register')(page);
  await page.getByLabel('Name', { exact: true }).fill(`axe${Math.random().toString(36).slice(2)}`);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('button', { name: /Account of/ }).waitFor();
}

function states(table) {
  return [
    ['empty', undefined, {}],
    ['rows', `SELECT TOP 200 * FROM ${table}`, {}, run, (page) => page.locator('.grid').press('ArrowDown')],
    ['open table', undefined, {}, (page) => page.locator(`[data-name="${table}"]`).click(), (page) => page.locator('[data-name="RA"]').first().waitFor()],
    ['error', `SELECT NOPE FROM ${table}`, {}, run],
    ['statistics', `SELECT TOP 200 RA, DEC FROM ${table}`, {}, run, (page) => page.locator('.grid').press('ArrowUp'), (page) => page.keyboard.press('Space')],
    ['download menu', `SELECT TOP 200 RA, DEC FROM ${table}`, {}, run, click('Download')],
    ['examples', undefined, {}, click('Examples')],
    ['colours', undefined, {}, click('Colours')],
    ['keys', undefined, {}, click('Keys')],
    ['narrow', `SELECT TOP 200 * FROM ${table}`, { viewport: narrow }, run],
    ['sign in', undefined, {}, open('/sign-in'), (page) => page.getByLabel('Password').waitFor()],
    ['confirm', undefined, { viewport: narrow }, open('/confirm?code=x'), (page) => page.getByRole('button', { name: 'Confirm' }).waitFor()],
    ['reset', undefined, {}, open('/reset'), (page) => page.getByLabel('Name or e-mail').waitFor()],
    ['new password', undefined, { viewport: narrow }, open('/reset?code=x'), (page) => page.getByLabel('New password').waitFor()],
    ['device', undefined, { viewport: narrow }, signUp, open('/device'), (page) => page.getByLabel('Code').waitFor()],
    ['register', undefined, { viewport: narrow }, open('/register?invite=x'), refuse],
    ['signed out', undefined, {}, open('/account'), (page) => page.getByText('You are not signed in').waitFor()],
    ['account', undefined, {}, signUp, open('/account'), (page) => page.getByText('this one').waitFor()],
    ['account, narrow', undefined, { viewport: narrow }, signUp, open('/account'), (page) => page.getByText('this one').waitFor()],
    ['drawer', undefined, { viewport: narrow }, click('Tables'), (page) => page.locator(`[data-name="${table}"]`).waitFor()],
  ];
}

export async function checkAccessibility(browser, url, table) {
  const violations = [];
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, query, options, ...steps] of states(table)) {
      const { page, faults, close } = await newPage(browser, url, { colorScheme, reducedMotion: 'reduce', ...options });
      await page.addInitScript(axe);
      await openQuery(page, url, query);
      for (const step of steps) await step(page);
      await page.waitForTimeout(150);
      const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
      for (const { id, help, nodes } of found.violations) {
        violations.push(`${name}, ${colorScheme}: ${id}, ${help}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`);
      }
      violations.push(...faults.map((fault) => `${name}, ${colorScheme}: ${fault}`));
      await close();
    }
  }
  return violations;
}
