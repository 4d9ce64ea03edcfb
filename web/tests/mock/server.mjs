// Serves web/dist as the real server does (nonce, content security policy, brotli) with the API mocked.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handleApi } from './api.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

function serveFile(pathname, response) {
  const file = join(dist, normalize(pathname));
  if (!file.startsWith(dist) || !extname(file) || !existsSync(file)) return false;
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'public,max-age=31536000,immutable' });
  createReadStream(file).pipe(response);
  return true;
}

function serveIndex(response) {
  const nonce = randomBytes(16).toString('base64url');
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'self'; style-src 'self' 'nonce-${nonce}'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(readFileSync(join(dist, 'index.html'), 'utf8').replaceAll('__CSP_NONCE__', nonce));
}

export function startMock(port = 0) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://mock');
    handleApi(request, response).then((handled) => handled || serveFile(pathname, response) || serveIndex(response)).catch((error) => response.destroy(error));
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock(Number(process.env.PORT ?? 5180));
  console.log(url);
}
