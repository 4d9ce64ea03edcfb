/** A cell by display row and column; row -1 is the header. */
export interface CellPlace {
  row: number;
  column: number;
}

/** The cell with the focus and the cell where the selected rectangle started. */
export interface GridSelection {
  focus: CellPlace;
  anchor: CellPlace;
}

export interface CellRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that one PgUp or PgDn moves. */
  page: number;
}

export function rangeOf({ focus, anchor }: GridSelection): CellRange {
  return {
    top: Math.max(0, Math.min(focus.row, anchor.row)),
    bottom: Math.max(focus.row, anchor.row),
    left: Math.min(focus.column, anchor.column),
    right: Math.max(focus.column, anchor.column),
  };
}

export function contains(range: CellRange, { row, column }: CellPlace): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
}

/** Where a key moves the focus (WAI-ARIA grid pattern), or null when the key is none of the grid's. */
export function move({ row, column }: CellPlace, key: string, isControl: boolean, size: GridSize): CellPlace | null {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const steps: Record<string, CellPlace> = {
    ArrowUp: { row: isControl ? 0 : row - 1, column },
    ArrowDown: { row: isControl ? lastRow : row + 1, column },
    ArrowLeft: { row, column: isControl ? 0 : column - 1 },
    ArrowRight: { row, column: isControl ? lastColumn : column + 1 },
    PageUp: { row: Math.max(0, row - size.page), column },
    PageDown: { row: row + size.page, column },
    Home: { row: isControl ? 0 : row, column: 0 },
    End: { row: isControl ? lastRow : row, column: lastColumn },
  };
  const target = steps[key];
  return target === undefined ? null : { row: clamp(target.row, -1, lastRow), column: clamp(target.column, 0, lastColumn) };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
