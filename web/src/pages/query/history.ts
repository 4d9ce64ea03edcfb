export interface HistoryEntry {
  query: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  rows: number;
  outcome: 'completed' | 'cancelled' | 'failed';
}

const key = 'hven.query.history';
const limit = 50;

/** The last queries run in this browser, newest first. What is stored may be of another version: unfit entries are dropped. */
export function readHistory(storage: Storage = localStorage): HistoryEntry[] {
  try {
    const entries: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(entries) ? entries.filter(isEntry).slice(0, limit) : [];
  } catch {
    return [];
  }
}

/** Running the same text again moves it to the top. */
export function addToHistory(entry: HistoryEntry, storage: Storage = localStorage): HistoryEntry[] {
  const entries = [entry, ...readHistory(storage).filter((old) => old.query !== entry.query)].slice(0, limit);
  try {
    storage.setItem(key, JSON.stringify(entries));
  } catch {
    // Storage full or forbidden: the list lives until the page closes.
  }
  return entries;
}

export function clearHistory(storage: Storage = localStorage): HistoryEntry[] {
  storage.removeItem(key);
  return [];
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { query, at, rows, outcome } = value as Record<string, unknown>;
  return typeof query === 'string' && typeof at === 'number' && typeof rows === 'number'
    && (outcome === 'completed' || outcome === 'cancelled' || outcome === 'failed');
}
