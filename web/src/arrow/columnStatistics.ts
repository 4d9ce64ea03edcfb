import type { ResultTable } from './ResultTable';

export interface ColumnStatistics {
  count: number;
  nulls: number;
  nans: number;
  distinct: number | null;
  min: number | bigint | string | null;
  max: number | bigint | string | null;
  mean: number | null;
  standardDeviation: number | null;
}

/** Counting distinct values stops here: beyond it the number says no more than "many". */
const distinctLimit = 10_000;

/** Statistics of the loaded rows of one column; mean and deviation by Welford's one-pass update. */
export function columnStatistics(table: ResultTable, column: number): ColumnStatistics {
  const seen = new Set<unknown>();
  const result: ColumnStatistics = { count: 0, nulls: 0, nans: 0, distinct: null, min: null, max: null, mean: null, standardDeviation: null };
  let mean = 0;
  let squares = 0;
  table.forEach(column, (value) => {
    if (value === null) result.nulls++;
    else if (typeof value === 'number' && Number.isNaN(value)) result.nans++;
    else if (typeof value !== 'object' && typeof value !== 'boolean') {
      result.count++;
      if (seen.size <= distinctLimit) seen.add(value);
      if (result.min === null || value < result.min) result.min = value;
      if (result.max === null || value > result.max) result.max = value;
      if (typeof value !== 'string') {
        const delta = Number(value) - mean;
        mean += delta / result.count;
        squares += delta * (Number(value) - mean);
      }
    } else result.count++;
  });
  if (seen.size > 0 && seen.size <= distinctLimit) result.distinct = seen.size;
  if (table.columns[column]!.isNumeric && result.count > 0) {
    result.mean = mean;
    result.standardDeviation = result.count > 1 ? Math.sqrt(squares / (result.count - 1)) : null;
  }
  return result;
}
