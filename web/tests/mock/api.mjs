// The HTTP API as the browser sees it, for development and browser tests without a server.
// Words in the query text choose the case: SLOW, FAIL_LATE, EMPTY, and an unknown column name NOPE.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerAccounts } from './accounts.mjs';
import { arrowStream } from './arrow.mjs';
import { random, releases, tables, value } from './survey.mjs';

const queries = new Map();

const summary = ({ name, description, rowCount, columns }) => ({ name, description, rowCount, columnCount: columns.length });

function json(response, body, status = 200, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type });
  response.end(JSON.stringify(body));
}

function problem(response, status, code, title, detail, diagnostics) {
  json(response, { type: 'about:blank', title, status, detail, code, requestId: randomUUID(), diagnostics }, status, 'application/problem+json');
}

async function readBody(request) {
  let text = '';
  for await (const part of request) text += part;
  return /json/.test(request.headers['content-type'] ?? '') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

function at(query, offset, length, code, message, suggestions = []) {
  const place = (end) => {
    const before = query.slice(0, end).split('\n');
    return [before.length, before.at(-1).length + 1];
  };
  const [line, column] = place(offset);
  const [endLine, endColumn] = place(offset + length);
  return { severity: 'error', code, message, line, column, endLine, endColumn, offset, length, suggestions };
}

function diagnose(query) {
  const found = [];
  const unknown = /\bNOPE\b/i.exec(query);
  if (unknown) found.push(at(query, unknown.index, 4, 'ADQL-UNKNOWN-COLUMN', 'No column NOPE in dr1.main.', ['NOTE', 'SNR_G']));
  if (!/\bselect\b/i.test(query)) found.push(at(query, 0, Math.max(1, query.length), 'ADQL-SYNTAX', 'A query starts with SELECT.'));
  const table = /\bfrom\s+([\w.]+)/i.exec(query);
  if (table && !tables.some((t) => t.name === table[1].toLowerCase())) {
    found.push(at(query, table.index + table[0].length - table[1].length, table[1].length, 'ADQL-UNKNOWN-TABLE', `No table ${table[1]}.`, ['dr1.main']));
  }
  return found;
}

function plan(query, maxRows) {
  const table = tables.find((t) => t.name === /\bfrom\s+([\w.]+)/i.exec(query)?.[1].toLowerCase()) ?? tables[0];
  const list = /select\s+(?:top\s+\d+\s+)?([\s\S]*?)\s+from\b/i.exec(query)?.[1] ?? '*';
  const named = table.columns.filter((column) => new RegExp(`\\b${column.name}\\b`, 'i').test(list));
  const top = Number(/\btop\s+(\d+)/i.exec(query)?.[1] ?? Infinity);
  const available = /EMPTY/.test(query) ? 0 : Math.min(top, table.rowCount);
  return { columns: named.length ? named : table.columns, rows: Math.min(available, maxRows), overflow: available > maxRows };
}

async function write(response, bytes) {
  if (response.write(bytes) || response.destroyed) return;
  const listening = new AbortController();
  await Promise.race(['drain', 'close'].map((event) => once(response, event, { signal: listening.signal }).catch(() => undefined)));
  listening.abort();
}

async function writeText(response, columns, rows, separator) {
  const next = random(20130831);
  await write(response, `${columns.map((c) => c.name).join(separator)}\n`);
  for (let row = 0; row < rows && !response.destroyed; row++) {
    await write(response, `${columns.map((c) => String(value(c, row, next) ?? '')).join(separator)}\n`);
  }
}

async function run(request, response) {
  const { query, maxRows, format } = await readBody(request);
  const diagnostics = diagnose(query);
  if (diagnostics.length) return problem(response, 400, 'query-invalid', 'The query has an error', diagnostics[0].message, diagnostics);
  const started = performance.now();
  const { columns, rows, overflow } = plan(query, maxRows);
  const state = { id: randomUUID(), phase: 'EXECUTING', rows: 0, overflow: false, elapsedMs: 0, error: null };
  queries.set(state.id, state);
  response.on('close', () => { if (state.phase === 'EXECUTING') state.phase = 'ABORTED'; });
  if (/SLOW/.test(query)) await sleep(600);
  response.writeHead(200, { 'Content-Type': format === 'arrow' ? 'application/vnd.apache.arrow.stream' : 'text/plain', 'Hven-Query-Id': state.id });
  if (format !== 'arrow') await writeText(response, columns, rows, format === 'tsv' ? '\t' : ',');
  else {
    for (const bytes of arrowStream(columns, rows)) {
      if (response.destroyed || state.phase !== 'EXECUTING') break;
      if (/FAIL_LATE/.test(query) && state.rows > 8000) { Object.assign(state, { phase: 'ERROR', error: 'The engine ran out of memory after 8,192 rows.' }); break; }
      await write(response, bytes);
      state.rows = Math.min(rows, state.rows + 4096);
      if (/SLOW/.test(query)) await sleep(250);
    }
  }
  if (state.phase === 'EXECUTING') Object.assign(state, { phase: 'COMPLETED', rows, overflow });
  state.elapsedMs = Math.round(performance.now() - started);
  response.end();
}

function complete(query, offset) {
  const word = /[\w.]*$/.exec(query.slice(0, offset))[0];
  const last = word.slice(word.lastIndexOf('.') + 1);
  const table = tables.find((t) => query.toLowerCase().includes(t.name)) ?? tables[0];
  const items = [
    ...table.columns.map((c) => ({ label: c.name, kind: 'column', detail: [c.type, c.unit].filter(Boolean).join(', '), info: c.description })),
    ...(word.includes('.') ? [] : tables.map((t) => ({ label: t.name, kind: 'table', detail: `${t.rowCount} rows`, info: t.description }))),
    ...['SELECT', 'TOP', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'CONTAINS', 'POINT', 'CIRCLE'].map((label) => ({ label, kind: 'keyword' })),
  ].filter((item) => item.label.toLowerCase().startsWith(last.toLowerCase()));
  return { from: offset - last.length, items };
}

/** Answers a request under /api/v1; false when the path is not the API's. */
export async function handleApi(request, response) {
  const { pathname } = new URL(request.url, 'http://mock');
  if (!pathname.startsWith('/api/v1/')) return false;
  const path = pathname.slice('/api/v1/'.length);
  if (/^(me|session|accounts|device)\b/.test(path)) {
    const answer = answerAccounts(request, path, request.method === 'POST' || request.method === 'PATCH' ? await readBody(request) : null);
    const [status, body, headers] = answer ?? [404, null, {}];
    response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers });
    response.end(body === null ? undefined : JSON.stringify(body));
    return true;
  }
  const table = /^tables\/([^/]+)\/([^/]+)$/.exec(path);
  const queryId = /^queries\/(.+)$/.exec(path)?.[1];
  if (path === 'tables') json(response, { releases: releases.map((r) => ({ ...r, tables: tables.filter((t) => r.tables.includes(t.name)).map(summary) })) });
  else if (table) {
    const found = tables.find((t) => t.name === `${table[1]}.${table[2]}`);
    if (found) json(response, found);
    else problem(response, 404, 'table-unknown', 'No such table', `There is no table ${table[1]}.${table[2]}.`);
  } else if (path === 'query') await run(request, response);
  else if (path === 'query/check') {
    const { query } = await readBody(request);
    const diagnostics = diagnose(query);
    json(response, { ok: diagnostics.length === 0, diagnostics, columns: [], adql: readLimit(query) });
  } else if (path === 'query/explain') {
    const diagnostics = diagnose((await readBody(request)).query);
    const ok = diagnostics.length === 0;
    json(response, { ok, diagnostics, adql: null, steps: ok ? ['Answered from mapped columns, without the SQL engine.'] : [], slow: null, hint: null });
  } else if (path === 'query/complete') {
    const { query, offset } = await readBody(request);
    json(response, complete(query, offset));
  } else if (queryId && queries.has(queryId)) {
    if (request.method === 'DELETE') queries.get(queryId).phase = 'ABORTED';
    json(response, queries.get(queryId));
  } else problem(response, 404, 'not-found', 'Nothing here', `There is nothing at ${pathname}.`);
  return true;
}

/** The one habit of other systems that the mock knows. */
function readLimit(query) {
  const limit = /^SELECT (.*) LIMIT (\d+)$/s.exec(query);
  return limit ? `SELECT TOP ${limit[2]} ${limit[1]}` : null;
}
