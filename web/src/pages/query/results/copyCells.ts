import { cellText, tsvField } from '../../../arrow/cellText';
import type { ResultTable } from '../../../arrow/ResultTable';
import type { CellRange } from './gridSelection';

/** Above this a download is the better way; a clipboard of hundreds of megabytes stops the browser. */
export const copyLimit = 2_000_000;

/** Tab-separated text of a range of cells with full precision; nulls are empty fields. */
export function copyCells(table: ResultTable, order: Uint32Array | null, range: CellRange, withHeader: boolean): string {
  const columns = table.columns.slice(range.left, range.right + 1);
  const lines = withHeader ? [columns.map(({ name }) => tsvField(name)).join('\t')] : [];
  for (let row = range.top; row <= range.bottom; row++) {
    const source = order === null ? row : order[row]!;
    lines.push(columns.map(({ type }, index) => tsvField(cellText(table.cell(range.left + index, source), type))).join('\t'));
  }
  return lines.join('\n');
}
