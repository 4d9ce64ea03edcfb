import { api, ApiError, isAbort, UnreachableError } from '../../api/client';
import type { Problem, QueryStatus } from '../../api/types';
import { ResultTable } from '../../arrow/ResultTable';
import { shiftDiagnostics } from './editor/diagnostics';

export type RunPhase = 'idle' | 'running' | 'completed' | 'cancelled' | 'failed';

export interface RunError {
  kind: 'refused' | 'unreachable' | 'broken';
  message: string;
  problem: Problem | null;
}

/** What the page shows of a run; a new object whenever something changed. */
export interface RunView {
  phase: RunPhase;
  query: string;
  maxRows: number;
  table: ResultTable | null;
  rows: number;
  bytes: number;
  startedAt: number;
  elapsedMs: number;
  status: QueryStatus | null;
  error: RunError | null;
}

export interface RunRequest {
  query: string;
  maxRows: number;
  /** The text in the editor and where in it the query starts: findings are told by their place there. */
  text: string;
  offset: number;
}

const idle: RunView = {
  phase: 'idle', query: '', maxRows: 0, table: null, rows: 0, bytes: 0, startedAt: 0, elapsedMs: 0, status: null, error: null,
};

/** One query at a time: starts it, reads its rows as they arrive, cancels it. Outside React so that batches do not render the page. */
export class QueryRun {
  view: RunView = idle;
  private readonly listeners = new Set<() => void>();
  private controller: AbortController | null = null;
  private queryId: string | null = null;
  private frame = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = (): RunView => this.view;

  async start({ query, maxRows, text, offset }: RunRequest): Promise<RunView> {
    this.cancel();
    const controller = new AbortController();
    this.controller = controller;
    this.queryId = null;
    const table = new ResultTable();
    this.change({ ...idle, phase: 'running', query, maxRows, table, startedAt: performance.now() });
    let outcome: Partial<RunView>;
    try {
      const response = await api.query({ query, maxRows, format: 'arrow' }, controller.signal);
      this.queryId = response.headers.get('Hven-Query-Id');
      await this.read(response, table, controller);
      outcome = await this.conclude(table, controller.signal);
    } catch (error) {
      outcome = isAbort(error) ? { phase: 'cancelled' } : { phase: 'failed', error: placeIn(text, offset, toRunError(error)) };
      // After a fault in the stream the rest of it is of no use: let the server stop.
      controller.abort();
    }
    if (this.controller !== controller) return { ...this.view, phase: 'cancelled' };
    this.controller = null;
    this.change({ ...this.view, rows: table.rowCount, ...outcome, elapsedMs: performance.now() - this.view.startedAt });
    return this.view;
  }

  cancel(): void {
    if (this.controller === null) return;
    this.controller.abort();
    // Closing the connection cancels as well; this tells a server that sits behind a buffering proxy.
    if (this.queryId !== null) api.cancelQuery(this.queryId).catch(() => undefined);
    this.queryId = null;
  }

  private async read(response: Response, table: ResultTable, controller: AbortController): Promise<void> {
    if (response.body === null) throw new Error('The answer has no body.');
    const reader = response.body.getReader();
    let bytes = 0;
    for (;;) {
      let part: ReadableStreamReadResult<Uint8Array>;
      try {
        part = await reader.read();
      } catch (error) {
        // A connection lost on the way is told by what conclude() finds: a stream without its end mark.
        if (isAbort(error)) throw error;
        return;
      }
      if (part.done) return;
      bytes += part.value.length;
      table.push(part.value);
      if (this.controller !== controller) return;
      this.view = { ...this.view, rows: table.rowCount, bytes };
      this.announce();
    }
  }

  private async conclude(table: ResultTable, signal: AbortSignal): Promise<Partial<RunView>> {
    let status: QueryStatus | null = null;
    try {
      status = this.queryId === null ? null : await api.queryStatus(this.queryId, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      if (table.isCutShort) return { phase: 'failed', error: toRunError(error) };
    }
    if (status?.phase === 'ABORTED') return { phase: 'cancelled', status };
    const message = status?.phase === 'ERROR'
      ? (status.error ?? 'The query failed on the server.')
      : table.isCutShort ? 'The connection broke before all rows had arrived.' : null;
    return message === null
      ? { phase: 'completed', status }
      : { phase: 'failed', status, error: { kind: 'broken', message, problem: null } };
  }

  private change(view: RunView): void {
    this.view = view;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    for (const listener of this.listeners) listener();
  }

  /** At most one rendering a frame, however many batches arrive in it. */
  private announce(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const listener of this.listeners) listener();
    });
  }
}

function toRunError(error: unknown): RunError {
  if (error instanceof ApiError) return { kind: 'refused', message: error.message, problem: error.problem };
  if (error instanceof UnreachableError) return { kind: 'unreachable', message: error.message, problem: null };
  return { kind: 'broken', message: error instanceof Error ? error.message : String(error), problem: null };
}

function placeIn(text: string, offset: number, error: RunError): RunError {
  const diagnostics = error.problem?.diagnostics;
  return diagnostics ? { ...error, problem: { ...error.problem, diagnostics: shiftDiagnostics(diagnostics, text, offset) } } : error;
}
