// Brotli sizes of the built scripts against the page budgets: the shell, and the shell's lazy query page.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url));
const budgets = { shell: 160, query: 150 };
const totals = { shell: 0, query: 0 };
for (const name of readdirSync(assets).filter((file) => file.endsWith('.js'))) {
  const size = brotliCompressSync(readFileSync(assets + name)).length / 1024;
  totals[/^(index|rolldown)/.test(name) ? 'shell' : 'query'] += size;
  console.log(`${name.padEnd(40)} ${size.toFixed(1)} KB`);
}
for (const [part, total] of Object.entries(totals)) {
  const isOver = total > budgets[part];
  console.log(`${part}: ${total.toFixed(1)} of ${budgets[part]} KB${isOver ? ', over budget' : ''}`);
  if (isOver) process.exitCode = 1;
}
