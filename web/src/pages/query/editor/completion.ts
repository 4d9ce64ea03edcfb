import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { api } from '../../../api/client';
import type { ColumnInfo, CompletionItem, TableSummary } from '../../../api/types';
import { identifier, qualifiedName } from './adql';

/** Names the page has already loaded: they complete while the server is slow or away. */
export interface KnownNames {
  tables: readonly TableSummary[];
  /** Columns of the tables opened or named so far, by qualified table name. */
  columns: ReadonlyMap<string, readonly ColumnInfo[]>;
}

/** How long to wait for the server before the names known here have to do. */
const patience = 400;

/**
 * Completion by the server, which knows scopes and aliases; names known here are added where the server is silent.
 */
export function completionSource(names: () => KnownNames) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\w"]*/);
    const start = word?.from ?? context.pos;
    const isQualified = start > 0 && context.state.sliceDoc(start - 1, start) === '.';
    if (!context.explicit && start === context.pos && !isQualified) return null;
    const text = context.state.doc.toString();
    const server = await fromServer(context, text);
    if (context.aborted) return null;
    const local = isQualified ? [] : localNames(names(), text);
    return mergeCompletions(server?.from ?? start, server?.items ?? null, local);
  };
}

async function fromServer(context: CompletionContext, text: string) {
  const controller = new AbortController();
  context.addEventListener('abort', () => controller.abort(), { onDocChange: true });
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    return await api.complete(text, context.pos, controller.signal);
  } catch {
    // Completion is a comfort: without the server the local names remain, and running the query tells what is wrong.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

export function localNames({ tables, columns }: KnownNames, text: string): CompletionItem[] {
  const lower = text.toLowerCase();
  return [
    ...[...columns].filter(([table]) => lower.includes(table.toLowerCase())).flatMap(([, list]) => list.map(columnItem)),
    ...tables.map((table): CompletionItem => ({ label: qualifiedName(table.name), kind: 'table', info: table.description })),
  ];
}

function columnItem(column: ColumnInfo): CompletionItem {
  return {
    label: identifier(column.name),
    kind: 'column',
    detail: [column.type, column.unit].filter(Boolean).join(', '),
    info: column.description,
  };
}

const boost: Record<string, number> = { column: 20, alias: 15, table: 10, schema: 5, function: 0, keyword: -10 };

export function mergeCompletions(from: number, server: readonly CompletionItem[] | null, local: readonly CompletionItem[]): CompletionResult | null {
  const seen = new Set<string>();
  const options: Completion[] = [];
  for (const item of [...(server ?? []), ...local]) {
    const key = `${item.kind}:${item.label.toLowerCase()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    options.push({
      label: item.label, type: item.kind, detail: item.detail ?? undefined, info: item.info || undefined, boost: boost[item.kind] ?? 0,
    });
  }
  return options.length === 0 ? null : { from, options, validFor: /^[\w"]*$/ };
}
