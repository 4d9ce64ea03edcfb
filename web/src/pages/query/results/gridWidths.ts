import { cellText } from '../../../arrow/cellText';
import type { ResultTable } from '../../../arrow/ResultTable';

const sample = 50;
/** Width of a figure in the grid's 13 px monospace face. */
const figure = 7.85;
const padding = 22;

/** A width that shows the name, the unit and the first values; long text is cut and can be widened. */
export function startingWidth(table: ResultTable, column: number): number {
  const { name, unit, type, isNumeric } = table.columns[column]!;
  let longest = Math.max(name.length + 2, (unit?.length ?? 0) + 2, 4);
  for (let row = 0; row < Math.min(sample, table.rowCount); row++) {
    longest = Math.max(longest, cellText(table.cell(column, row), type).length);
  }
  return Math.round(Math.min(isNumeric ? 220 : 280, longest * figure + padding));
}
