import { type RefObject, useMemo } from 'react';
import { Button, Dialog, Heading, Popover } from 'react-aria-components';
import { cellText } from '../../../arrow/cellText';
import { columnStatistics } from '../../../arrow/columnStatistics';
import type { ResultTable } from '../../../arrow/ResultTable';
import type { Sort } from '../../../arrow/sortRows';
import { countText } from '../../../ui/text';

interface ColumnPopoverProps {
  table: ResultTable;
  rows: number;
  column: number;
  header: RefObject<HTMLElement>;
  sort: Sort | null;
  onSort: () => void;
  onClose: () => void;
}

export function ColumnPopover({ table, rows, column, header, sort, onSort, onClose }: ColumnPopoverProps) {
  const { name, unit, ucd, description, type } = table.columns[column]!;
  // `rows` stands for the table, which grows in place.
  const statistics = useMemo(() => ({ rows, ...columnStatistics(table, column) }), [table, column, rows]);
  const value = (stored: number | bigint | string | null) => (stored === null ? '–' : cellText(stored, type));
  const figures: [string, string][] = [
    ['Values', countText(statistics.count)],
    ['Nulls', countText(statistics.nulls)],
    ...(statistics.nans > 0 ? [['NaN', countText(statistics.nans)] as [string, string]] : []),
    ['Distinct', statistics.distinct === null ? '–' : countText(statistics.distinct)],
    ['Minimum', value(statistics.min)],
    ['Maximum', value(statistics.max)],
    ...(statistics.mean === null ? [] : [['Mean', statistics.mean.toPrecision(8)] as [string, string]]),
    ...(statistics.standardDeviation === null ? [] : [['Std. deviation', statistics.standardDeviation.toPrecision(5)] as [string, string]]),
  ];
  const next = sort?.column !== column ? 'Sort ascending' : sort.descending ? 'Sort off' : 'Sort descending';
  return (
    <Popover className="popover" triggerRef={header} isOpen onOpenChange={(isOpen) => isOpen || onClose()} placement="bottom start">
      <Dialog className="column-popover">
        <Heading slot="title" className="mono">{name}</Heading>
        {description && <p>{description}</p>}
        <p className="muted">{[unit ?? 'no unit', ucd].filter(Boolean).join(' · ')}</p>
        <dl>{figures.map(([label, text]) => <div key={label}><dt>{label}</dt><dd>{text}</dd></div>)}</dl>
        <p className="muted">Of the {countText(rows)} rows loaded.</p>
        <Button className="button" onPress={() => { onSort(); onClose(); }}>{next}</Button>
      </Dialog>
    </Popover>
  );
}
