import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api } from '../../../api/client';
import type { ColumnInfo, Release, TableDetail } from '../../../api/types';

export interface Schema {
  releases: readonly Release[];
  columns: ReadonlyMap<string, readonly ColumnInfo[]>;
  failed: ReadonlySet<string>;
  isPending: boolean;
  error: Error | null;
  refetch: () => void;
}

const noReleases: readonly Release[] = [];

/** Releases and tables, and the columns of the tables asked for; each is fetched once and shared. */
export function useSchema(wanted: readonly string[]): Schema {
  const { data, isPending, error, refetch } = useQuery({ queryKey: ['tables'], queryFn: ({ signal }) => api.tables(signal) });
  const details = useQueries({
    queries: wanted.map((name) => ({
      queryKey: ['table', name],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<TableDetail> => api.table(name, signal),
    })),
    combine: useCallback((results: UseQueryResult<TableDetail>[]) => ({
      columns: new Map(results.flatMap(({ data: table }) => (table ? [[table.name, table.columns] as const] : []))),
      failed: new Set(results.flatMap(({ isError }, index) => (isError ? [wanted[index]!] : []))),
    }), [wanted]),
  });
  return useMemo(
    () => ({ releases: data?.releases ?? noReleases, ...details, isPending, error, refetch: () => void refetch() }),
    [data, details, isPending, error, refetch],
  );
}
