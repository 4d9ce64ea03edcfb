import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '../../../api/types';
import { type Sort, sortRows } from '../../../arrow/sortRows';
import { copyText } from '../../../ui/copyText';
import { Icon } from '../../../ui/Icon';
import type { RunView } from '../QueryRun';
import { ColumnPopover } from './ColumnPopover';
import { copyCells, copyLimit } from './copyCells';
import { CopyMenu } from './CopyMenu';
import { DownloadMenu } from './DownloadMenu';
import { type CellRange, type GridSelection, rangeOf } from './gridSelection';
import { GridView } from './GridView';
import { RunErrorNotice } from './RunErrorNotice';
import { StatusLine } from './StatusLine';
import { Welcome } from './Welcome';

interface ResultDockProps {
  run: RunView;
  onRetry: () => void;
  onExample: (query: string) => void;
  onGoTo: (diagnostic: Diagnostic) => void;
}

const start: GridSelection = { focus: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };

export function ResultDock({ run, onRetry, onExample, onGoTo }: ResultDockProps) {
  const selection = useRef<GridSelection>(start);
  const [statistics, setStatistics] = useState<{ column: number; header: RefObject<HTMLElement> } | null>(null);
  const [notice, setNotice] = useState('');
  const { sort, order, toggleSort } = useSort(run);
  const { table } = run;
  const hasGrid = table !== null && table.columns.length > 0 && run.rows > 0;

  useEffect(() => {
    selection.current = start;
    setStatistics(null);
    setNotice('');
  }, [table]);

  const textOf = (range: CellRange, withHeader: boolean): string | null => {
    const cells = (range.bottom - range.top + 1) * (range.right - range.left + 1);
    if (table === null || run.rows === 0) return null;
    if (cells > copyLimit) {
      setNotice('Too much for the clipboard: use Download.');
      return null;
    }
    setNotice(cells === 1 ? 'Copied.' : `Copied ${cells.toLocaleString('en')} cells.`);
    return copyCells(table, order, { ...range, bottom: Math.min(range.bottom, run.rows - 1) }, withHeader);
  };
  const copy = (what: 'cell' | 'row' | 'selection' | 'all') => {
    const { focus } = selection.current;
    const row = Math.max(0, focus.row);
    const right = (table?.columns.length ?? 1) - 1;
    const range: CellRange = {
      cell: { top: row, bottom: row, left: focus.column, right: focus.column },
      row: { top: row, bottom: row, left: 0, right },
      selection: rangeOf(selection.current),
      all: { top: 0, bottom: run.rows - 1, left: 0, right },
    }[what];
    const text = textOf(range, what === 'selection' || what === 'all');
    if (text !== null) copyText(text);
  };

  return (
    <section className="dock" aria-label="Results" data-panel>
      <div className={`dock-bar ${run.phase}`}>
        <StatusLine run={run} />
        <span className="dock-notice" role="status">{notice}</span>
        {hasGrid && run.phase !== 'running' && (
          <div className="dock-tools">
            <CopyMenu onCopy={copy} />
            <DownloadMenu query={run.query} maxRows={run.maxRows} />
          </div>
        )}
      </div>
      {run.error && <RunErrorNotice run={run} error={run.error} onRetry={onRetry} onGoTo={onGoTo} isBanner={hasGrid} />}
      {hasGrid ? (
        <GridView
          table={table} rowCount={run.rows} order={order} sort={sort} onSort={toggleSort}
          onStatistics={(column, header) => setStatistics({ column, header: { current: header } })}
          onSelect={(selected) => { selection.current = selected; if (notice) setNotice(''); }}
          onCopy={() => textOf(rangeOf(selection.current), false)}
        />
      ) : (
        <DockMessage run={run} onExample={onExample} />
      )}
      {statistics && hasGrid && (
        <ColumnPopover
          table={table} rows={run.rows} column={statistics.column} header={statistics.header} sort={sort}
          onSort={() => toggleSort(statistics.column)} onClose={() => setStatistics(null)}
        />
      )}
    </section>
  );
}

/** Ascending, descending, then the order the rows came in. Sorting waits until all rows are there. */
function useSort(run: RunView) {
  const [chosen, setChosen] = useState<{ table: unknown; sort: Sort } | null>(null);
  const sort = chosen !== null && chosen.table === run.table ? chosen.sort : null;
  const isRunning = run.phase === 'running';
  const order = useMemo(() => (run.table !== null && sort !== null && !isRunning ? sortRows(run.table, sort) : null), [run.table, sort, isRunning]);
  const toggleSort = (column: number) => {
    const next = sort?.column !== column ? { column, descending: false } : sort.descending ? null : { column, descending: true };
    setChosen(next === null ? null : { table: run.table, sort: next });
  };
  return { sort, order, toggleSort };
}

function DockMessage({ run, onExample }: { run: RunView; onExample: (query: string) => void }) {
  switch (run.phase) {
    case 'idle':
      return <Welcome onExample={onExample} />;
    case 'running':
      return <Skeleton key={run.startedAt} />;
    case 'completed':
      return (
        <div className="dock-message" tabIndex={0} data-panel-focus>
          <Icon name="search" />
          <h2>No rows match</h2>
          <p>The query ran without error and found nothing. Widen a range in WHERE, or look at a few rows of the table with Preview.</p>
        </div>
      );
    case 'cancelled':
      return (
        <div className="dock-message" tabIndex={0} data-panel-focus>
          <Icon name="cancelled" />
          <h2>Cancelled</h2>
          <p>The query was stopped before any rows arrived. Run it again with Ctrl+Enter.</p>
        </div>
      );
    case 'failed':
      return null;
  }
}

/** Shown only when rows take longer than a moment, so that fast queries do not flicker. */
function Skeleton() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return <div className="grid-skeleton" aria-hidden="true">{isLate && Array.from({ length: 12 }, (_, row) => <i key={row} className="skeleton" />)}</div>;
}
