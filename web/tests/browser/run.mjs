// The browser checks: `npm run test:browser [-- WORD]`, against HVEN_URL or, without it, web/dist over the mock. `-- --list` names them.
import { checkAccessibility } from './accessibility.mjs';
import { newPage, startBrowser, startServer } from './browser.mjs';
import { journeys } from './journeys.mjs';

const names = [...Object.keys(journeys), 'accessibility'];
const word = process.argv[2] ?? '';
if (word === '--list') {
  console.log(names.join('\n'));
  process.exit();
}
if (!names.some((name) => name.includes(word))) {
  console.error(`No check is named '${word}'. There are: ${names.join(', ')}.`);
  process.exit(2);
}

const server = await startServer();
const browser = await startBrowser();
let failures = 0;

/** A table with positions: the first whose columns include RA and DEC. */
async function findTable() {
  const { releases } = await (await fetch(`${server.url}/api/v1/tables`)).json();
  for (const { name } of releases.flatMap(({ tables }) => tables)) {
    const { columns } = await (await fetch(`${server.url}/api/v1/tables/${name.replace('.', '/')}`)).json();
    if (['RA', 'DEC'].every((wanted) => columns.some((column) => column.name === wanted))) return name;
  }
  throw new Error('The server has no table with columns RA and DEC.');
}

function tell(name, problems, notes = []) {
  failures += problems.length > 0 ? 1 : 0;
  console.log(`${problems.length > 0 ? 'FAIL' : 'ok  '} ${name}${notes.map((note) => `\n     ${note}`).join('')}${problems.map((problem) => `\n     ${problem}`).join('')}`);
}

try {
  const table = await findTable();
  for (const [name, journey] of Object.entries(journeys)) {
    if (!name.includes(word)) continue;
    const { page, faults, close } = await newPage(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    const notes = [];
    const problems = [];
    try {
      await journey({ page, url: server.url, table, isMock: server.isMock, report: (note) => notes.push(note) });
    } catch (error) {
      problems.push(error.message);
    }
    tell(name, [...problems, ...faults], notes);
    await close();
  }
  if ('accessibility'.includes(word)) tell('accessibility', await checkAccessibility(browser, server.url, table));
} finally {
  await browser.close();
  server.stop();
}
console.log(failures === 0 ? 'All passed.' : `${failures} failed.`);
process.exitCode = failures === 0 ? 0 : 1;
