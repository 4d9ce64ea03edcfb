import { cellText } from '../../../arrow/cellText';
import type { ResultTable } from '../../../arrow/ResultTable';
import type { Sort } from '../../../arrow/sortRows';
import { ColumnAxis, RowAxis } from './gridGeometry';
import { GridHeader } from './gridHeader';
import { type CellPlace, contains, type GridSelection, move, rangeOf } from './gridSelection';
import { startingWidth } from './gridWidths';

export interface GridProps {
  table: ResultTable;
  rowCount: number;
  /** Display order of the rows, or null for the order they came in. */
  order: Uint32Array | null;
  sort: Sort | null;
  onSort: (column: number) => void;
  onStatistics: (column: number, header: HTMLElement) => void;
  onSelect: (selection: GridSelection) => void;
  /** Text of the selected cells for the clipboard, or null when there is nothing to copy. */
  onCopy: () => string | null;
}

export interface Grid {
  update(props: GridProps): void;
  destroy(): void;
}

export const rowHeight = 26;
/** Rows whose places are counted from one origin: times the row height well below the 2^24 that single precision holds. */
const stretch = 10_000;
const narrowest = 48;
const widest = 640;

function create(className: string, role: string, parent?: HTMLElement): HTMLDivElement {
  const element = document.createElement('div');
  element.className = className;
  element.setAttribute('role', role);
  parent?.append(element);
  return element;
}

interface RowElement {
  element: HTMLDivElement;
  gutter: HTMLDivElement;
  cells: HTMLDivElement[];
  row: number;
  /** What each cell shows, -1 for nothing. */
  columns: Int32Array;
}

/**
 * A grid of any number of rows and columns in a fixed number of elements. Row r is shown by row element
 * r mod n and column c by cell c mod m, so that scrolling rewrites only what newly comes into view.
 */
class ResultGrid implements Grid {
  private readonly spacer: HTMLDivElement;
  private readonly body: HTMLDivElement;
  private readonly header: GridHeader;
  private readonly observer: ResizeObserver;
  private widths: number[] = [];
  private columns = new ColumnAxis([]);
  private rows = new RowAxis(0, rowHeight, 0);
  private gutterWidth = 48;
  private pool: RowElement[] = [];
  private cellsPerRow = 0;
  private window: [first: number, last: number, left: number, right: number] = [0, 0, 0, 0];
  private selection: GridSelection = { focus: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };
  private base = -1;
  private active: HTMLElement | null = null;
  private activeId: string | null = null;
  private frame = 0;
  private isDragging = false;

  constructor(private readonly root: HTMLElement, private props: GridProps) {
    root.setAttribute('role', 'grid');
    root.setAttribute('aria-label', 'Rows of the result');
    root.setAttribute('aria-multiselectable', 'true');
    root.tabIndex = 0;
    this.header = new GridHeader(root, {
      onSort: (column) => this.props.onSort(column),
      onStatistics: (column, element) => this.props.onStatistics(column, element),
      onResize: (column, width) => this.resizeColumn(column, width),
      onFit: (column) => this.resizeColumn(column, startingWidth(this.props.table, column)),
    });
    this.body = create('grid-body', 'rowgroup', root);
    this.spacer = create('grid-spacer', 'presentation', root);
    root.addEventListener('scroll', this.schedule, { passive: true });
    root.addEventListener('keydown', this.onKeyDown);
    root.addEventListener('copy', this.onCopyEvent);
    this.body.addEventListener('pointerdown', this.onPointerDown);
    this.body.addEventListener('pointermove', this.onPointerMove);
    this.body.addEventListener('pointerup', this.onPointerUp);
    this.body.addEventListener('pointercancel', this.onPointerUp);
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(root);
    this.update(props, true);
  }

  update(props: GridProps, isNew = props.table !== this.props.table): void {
    const isReordered = props.order !== this.props.order;
    this.props = props;
    if (isNew || this.widths.length !== props.table.columns.length) {
      this.widths = props.table.columns.map((_, column) => startingWidth(props.table, column));
      this.selection = { focus: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };
      this.root.scrollTo(0, 0);
    }
    if (isNew || isReordered) this.forget();
    const gutterWidth = 24 + 8 * String(Math.max(100, props.rowCount)).length;
    if (gutterWidth !== this.gutterWidth) this.forget();
    this.gutterWidth = gutterWidth;
    this.layout();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.root.removeEventListener('scroll', this.schedule);
    this.root.removeEventListener('keydown', this.onKeyDown);
    this.root.removeEventListener('copy', this.onCopyEvent);
    this.root.replaceChildren();
  }

  private forget(): void {
    for (const row of this.pool) {
      row.row = -1;
      row.columns.fill(-1);
    }
    this.window = [0, 0, 0, 0];
    this.base = -1;
  }

  private layout(): void {
    const { rowCount, table } = this.props;
    this.columns = new ColumnAxis(this.widths);
    this.rows = new RowAxis(rowCount, rowHeight, Math.max(0, this.root.clientHeight - this.header.height));
    this.root.setAttribute('aria-rowcount', String(rowCount + 1));
    this.root.setAttribute('aria-colcount', String(table.columns.length));
    const width = this.gutterWidth + this.columns.total;
    this.root.style.setProperty('--gutter', `${this.gutterWidth}px`);
    this.spacer.style.height = `${this.rows.scrollHeight}px`;
    this.spacer.style.width = `${width}px`;
    this.header.element.style.width = `${width}px`;
    this.body.style.width = `${width}px`;
    this.sizePool();
    this.draw();
  }

  private sizePool(): void {
    const rowsNeeded = Math.ceil(this.rows.viewHeight / rowHeight) + 1;
    // The narrowest column bounds how many fit in the view.
    const cellsNeeded = Math.min(this.widths.length, Math.ceil(this.root.clientWidth / narrowest) + 1);
    if (rowsNeeded === this.pool.length && cellsNeeded === this.cellsPerRow) return;
    this.cellsPerRow = cellsNeeded;
    this.pool = Array.from({ length: rowsNeeded }, () => {
      const element = create('grid-row', 'row');
      const gutter = create('grid-gutter', 'rowheader', element);
      return { element, gutter, row: -1, columns: new Int32Array(cellsNeeded).fill(-1), cells: Array.from({ length: cellsNeeded }, () => create('grid-cell', 'gridcell', element)) };
    });
    this.body.replaceChildren(...this.pool.map((row) => row.element));
    this.forget();
  }

  private readonly schedule = (): void => {
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  };

  private draw(): void {
    const { scrollTop, scrollLeft, clientWidth } = this.root;
    const { first, last, top } = this.rows.visible(scrollTop);
    const [left, right] = this.columns.visible(scrollLeft, scrollLeft + clientWidth - this.gutterWidth);
    const [, , oldLeft, oldRight] = this.window;
    const isColumnsMoved = left !== oldLeft || right !== oldRight;
    this.window = [first, last, left, right];
    // Rows keep their place within a stretch and the body moves; stretches keep the figures small enough to be exact.
    const base = first - (first % stretch);
    const isStretchNew = base !== this.base;
    this.base = base;
    this.body.style.transform = `translateY(${top - (first - base) * rowHeight}px)`;
    if (isColumnsMoved) this.header.draw(this.props.table, this.columns, this.props.sort, left, right, this.selection.focus, this.gutterWidth);
    if (this.pool.length === 0) return;
    for (let row = first; row < last; row++) {
      const slot = this.pool[row % this.pool.length]!;
      if (slot.row !== row || isStretchNew) slot.element.style.transform = `translateY(${(row - base) * rowHeight}px)`;
      if (slot.row !== row || isColumnsMoved) this.fill(slot, row, left, right);
    }
    for (const slot of this.pool) {
      const isHidden = slot.row < first || slot.row >= last;
      if (slot.element.hidden !== isHidden) slot.element.hidden = isHidden;
    }
    this.markActive();
  }

  private fill(slot: RowElement, row: number, left: number, right: number): void {
    const { table, order } = this.props;
    const source = order === null ? row : order[row]!;
    const range = rangeOf(this.selection);
    if (slot.row !== row) {
      slot.row = row;
      slot.columns.fill(-1);
      slot.element.ariaRowIndex = String(row + 2);
      slot.gutter.textContent = String(row + 1);
    }
    slot.cells.forEach((cell, index) => {
      // The one column of the view that falls to this cell, if any.
      const column = left + ((index - (left % slot.cells.length) + slot.cells.length) % slot.cells.length);
      if (column >= right) {
        cell.hidden = true;
        slot.columns[index] = -1;
        return;
      }
      if (slot.columns[index] === column) return;
      slot.columns[index] = column;
      const { type, isNumeric } = table.columns[column]!;
      const value = table.cell(column, source);
      cell.hidden = false;
      cell.textContent = value === null ? 'null' : cellText(value, type);
      if (cell === this.active) this.active = null;
      cell.className = `grid-cell${isNumeric ? ' number' : ''}${value === null ? ' null' : ''}`;
      cell.style.left = `${this.gutterWidth + this.columns.starts[column]!}px`;
      cell.style.width = `${this.columns.widths[column]!}px`;
      cell.id = `cell-${row}-${column}`;
      cell.ariaColIndex = String(column + 1);
      cell.ariaSelected = String(contains(range, { row, column }));
    });
  }

  private markActive(): void {
    const { row, column } = this.selection.focus;
    const active = row < 0 ? this.header.cell(column) : this.shownCell(row, column);
    const id = active?.id ?? null;
    if (active === this.active && id === this.activeId) return;
    this.active?.classList.remove('active');
    active?.classList.add('active');
    this.active = active;
    this.activeId = id;
    if (id === null) this.root.removeAttribute('aria-activedescendant');
    else this.root.setAttribute('aria-activedescendant', id);
  }

  private shownCell(row: number, column: number): HTMLElement | null {
    const [first, last, left, right] = this.window;
    if (row < first || row >= last || column < left || column >= right) return null;
    const slot = this.pool[row % this.pool.length]!;
    return slot.cells[column % slot.cells.length]!;
  }

  private select(focus: CellPlace, anchor: CellPlace = focus): void {
    this.selection = { focus, anchor };
    const range = rangeOf(this.selection);
    const [first, last, left, right] = this.window;
    for (let row = first; row < last; row++) {
      const slot = this.pool[row % this.pool.length]!;
      for (let column = left; column < right; column++) {
        slot.cells[column % slot.cells.length]!.ariaSelected = String(contains(range, { row, column }));
      }
    }
    this.reveal(focus);
    this.markActive();
    this.props.onSelect(this.selection);
  }

  private reveal({ row, column }: CellPlace): void {
    const top = row < 0 ? this.root.scrollTop : this.rows.reveal(row, this.root.scrollTop);
    const left = this.columns.reveal(column, this.root.scrollLeft, this.root.clientWidth - this.gutterWidth);
    if (top !== this.root.scrollTop || left !== this.root.scrollLeft) {
      this.root.scrollTo({ top, left, behavior: 'instant' });
      this.draw();
    }
  }

  private resizeColumn(column: number, width: number): void {
    this.widths[column] = Math.max(narrowest, Math.min(widest, Math.round(width)));
    this.forget();
    this.layout();
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { focus, anchor } = this.selection;
    const isControl = event.ctrlKey || event.metaKey;
    const size = { rows: this.props.rowCount, columns: this.widths.length, page: Math.max(1, Math.floor(this.rows.viewHeight / rowHeight) - 1) };
    if (size.columns === 0) return;
    if (focus.row < 0 && this.onHeaderKey(event, focus.column)) return event.preventDefault();
    if (isControl && event.key.toLowerCase() === 'a' && size.rows > 0) {
      event.preventDefault();
      this.selectSilently({ row: 0, column: 0 }, { row: size.rows - 1, column: size.columns - 1 });
      return;
    }
    const target = event.altKey ? null : move(focus, event.key, isControl, size);
    if (target === null) return;
    event.preventDefault();
    this.select(target, event.shiftKey && target.row >= 0 && anchor.row >= 0 ? anchor : target);
  };

  /** Selects without moving the view. */
  private selectSilently(anchor: CellPlace, focus: CellPlace): void {
    const { scrollTop, scrollLeft } = this.root;
    this.select(focus, anchor);
    this.root.scrollTo({ top: scrollTop, left: scrollLeft, behavior: 'instant' });
    this.draw();
  }

  private onHeaderKey(event: KeyboardEvent, column: number): boolean {
    if (event.key === 'Enter') this.props.onSort(column);
    else if (event.key === ' ') this.props.onStatistics(column, this.header.cell(column) ?? this.root);
    else if (event.altKey && event.key === 'ArrowLeft') this.resizeColumn(column, this.widths[column]! - 16);
    else if (event.altKey && event.key === 'ArrowRight') this.resizeColumn(column, this.widths[column]! + 16);
    else return false;
    return true;
  }

  private readonly onCopyEvent = (event: ClipboardEvent): void => {
    const text = this.props.onCopy();
    if (text === null) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };

  private placeOf(event: PointerEvent): CellPlace | null {
    const box = this.root.getBoundingClientRect();
    const y = event.clientY - box.top - this.header.height;
    const x = event.clientX - box.left;
    const { first, top } = this.rows.visible(this.root.scrollTop);
    const row = Math.min(this.props.rowCount - 1, first + Math.floor((Math.max(0, y) - top) / rowHeight));
    if (row < 0 || this.widths.length === 0) return null;
    return { row, column: x < this.gutterWidth ? -1 : this.columns.at(x - this.gutterWidth + this.root.scrollLeft) };
  }

  private readonly onPointerDown = (event: PointerEvent): void => {
    const place = this.placeOf(event);
    if (place === null || event.button !== 0) return;
    const { row, column } = place;
    const { anchor } = this.selection;
    const last = this.widths.length - 1;
    this.root.focus({ preventScroll: true });
    if (column < 0) this.selectSilently({ row: event.shiftKey ? anchor.row : row, column: last }, { row, column: 0 });
    else this.select(place, event.shiftKey ? anchor : place);
    this.isDragging = column >= 0 && event.pointerType === 'mouse';
    if (this.isDragging) this.body.setPointerCapture(event.pointerId);
    if (event.pointerType === 'mouse') event.preventDefault();
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const place = this.isDragging ? this.placeOf(event) : null;
    const { focus, anchor } = this.selection;
    if (place !== null && place.column >= 0 && (place.row !== focus.row || place.column !== focus.column)) this.select(place, anchor);
  };

  private readonly onPointerUp = (): void => {
    this.isDragging = false;
  };
}

export function mountGrid(root: HTMLElement, props: GridProps): Grid {
  return new ResultGrid(root, props);
}
