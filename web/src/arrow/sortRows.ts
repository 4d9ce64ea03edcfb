import type { ResultTable } from './ResultTable';

export interface Sort {
  column: number;
  descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The order of rows by one column: row numbers as a permutation, equal values in their given order.
 * Nulls come last whichever way, NaN just before them.
 */
export function sortRows(table: ResultTable, { column, descending }: Sort): Uint32Array {
  const present = new Uint32Array(table.rowCount);
  const nan: number[] = [];
  const nulls: number[] = [];
  const keys: unknown[] = new Array(table.rowCount);
  let count = 0;
  table.forEach(column, (value, row) => {
    if (value === null) nulls.push(row);
    else if (typeof value === 'number' && Number.isNaN(value)) nan.push(row);
    else {
      keys[row] = typeof value === 'object' ? String(value) : value;
      present[count++] = row;
    }
  });
  const ordered = present.subarray(0, count).sort(comparer(keys, descending ? -1 : 1));
  const order = new Uint32Array(table.rowCount);
  order.set(ordered);
  order.set(nan, count);
  order.set(nulls, count + nan.length);
  return order;
}

/** Row numbers break ties, since sorting a typed array is not promised to be stable everywhere. */
function comparer(keys: unknown[], sign: number): (a: number, b: number) => number {
  const sample = keys.find((key) => key !== undefined);
  if (typeof sample === 'number') {
    const numbers = Float64Array.from(keys, (key) => (key as number | undefined) ?? 0);
    return (a, b) => sign * (numbers[a]! - numbers[b]!) || a - b;
  }
  if (typeof sample === 'string') return (a, b) => sign * collator.compare(keys[a] as string, keys[b] as string) || a - b;
  return (a, b) => {
    const left = keys[a] as bigint;
    const right = keys[b] as bigint;
    return left === right ? a - b : left < right ? -sign : sign;
  };
}
