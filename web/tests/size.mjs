// Brotli sizes of the built scripts against the page budgets: the shell, and what each lazy page loads beyond it.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url));
const budgets = { shell: 160, page: 150 };
const names = readdirSync(assets).filter((file) => file.endsWith('.js'));
const text = (name) => readFileSync(assets + name, 'utf8');

/** A script and all that it imports before it can run. */
function loaded(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, imported] of text(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) loaded(imported, seen);
  return seen;
}

function tell(part, scripts, budget) {
  const size = [...scripts].reduce((sum, name) => sum + brotliCompressSync(text(name)).length / 1024, 0);
  const isOver = size > budget;
  console.log(`${part}: ${size.toFixed(1)} of ${budget} KB${isOver ? ', over budget' : ''}`);
  if (isOver) process.exitCode = 1;
}

const shell = loaded(names.find((name) => name.startsWith('index')));
tell('shell', shell, budgets.shell);
for (const name of names.filter((file) => /Page-/.test(file))) {
  tell(name.replace(/-.*/, ''), [...loaded(name)].filter((script) => !shell.has(script)), budgets.page);
}
