import type { ResultTable } from '../../../arrow/ResultTable';
import type { Sort } from '../../../arrow/sortRows';
import type { ColumnAxis } from './gridGeometry';
import type { CellPlace } from './gridSelection';

interface HeaderActions {
  onSort: (column: number) => void;
  onStatistics: (column: number, header: HTMLElement) => void;
  onResize: (column: number, width: number) => void;
  onFit: (column: number) => void;
}

function child(parent: HTMLElement, className: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  parent.append(element);
  return element;
}

/** The header row: name, unit and sort mark of the columns in view. Keys reach it through the grid, which has the focus. */
export class GridHeader {
  readonly element = document.createElement('div');
  readonly height = 44;
  private readonly row = document.createElement('div');
  private cells = new Map<number, HTMLElement>();

  constructor(root: HTMLElement, private readonly actions: HeaderActions) {
    this.element.className = 'grid-header';
    this.element.setAttribute('role', 'rowgroup');
    this.row.setAttribute('role', 'row');
    this.row.ariaRowIndex = '1';
    this.element.append(this.row);
    root.append(this.element);
  }

  cell(column: number): HTMLElement | null {
    return this.cells.get(column) ?? null;
  }

  draw(table: ResultTable, axis: ColumnAxis, sort: Sort | null, left: number, right: number, focus: CellPlace, gutter: number): void {
    this.cells = new Map();
    const corner = document.createElement('div');
    corner.className = 'grid-corner';
    corner.setAttribute('role', 'columnheader');
    corner.ariaLabel = 'Row';
    const cells: HTMLElement[] = [corner];
    for (let column = left; column < right; column++) {
      const cell = this.makeCell(table, column, sort, axis);
      cell.style.left = `${gutter + axis.starts[column]!}px`;
      cell.style.width = `${axis.widths[column]!}px`;
      if (focus.row < 0 && focus.column === column) cell.classList.add('active');
      this.cells.set(column, cell);
      cells.push(cell);
    }
    this.row.replaceChildren(...cells);
  }

  private makeCell(table: ResultTable, column: number, sort: Sort | null, axis: ColumnAxis): HTMLElement {
    const { name, unit, ucd, description, isNumeric } = table.columns[column]!;
    const isSorted = sort?.column === column;
    const cell = document.createElement('div');
    cell.className = `grid-head${isNumeric ? ' number' : ''}`;
    cell.id = `head-${column}`;
    cell.setAttribute('role', 'columnheader');
    cell.ariaColIndex = String(column + 1);
    cell.ariaSort = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
    cell.title = [name, description, unit && `Unit: ${unit}`, ucd && `UCD: ${ucd}`].filter(Boolean).join('\n');
    const line = child(cell, 'grid-head-line');
    child(line, 'grid-head-name').textContent = name;
    child(line, 'grid-head-sort').textContent = isSorted ? (sort.descending ? '▼' : '▲') : '';
    child(cell, 'grid-head-unit').textContent = unit ?? '';
    const menu = child(cell, 'grid-head-more');
    menu.textContent = '⋯';
    menu.title = `Statistics of ${name}`;
    menu.addEventListener('click', (event) => {
      event.stopPropagation();
      this.actions.onStatistics(column, cell);
    });
    cell.addEventListener('click', () => this.actions.onSort(column));
    this.addHandle(cell, column, axis.widths[column]!);
    return cell;
  }

  private addHandle(cell: HTMLElement, column: number, width: number): void {
    const handle = child(cell, 'grid-head-handle');
    let from: number | null = null;
    handle.addEventListener('click', (event) => event.stopPropagation());
    handle.addEventListener('dblclick', () => this.actions.onFit(column));
    handle.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      from = event.clientX;
      const target = new AbortController();
      // On the window: the header is drawn anew while its column changes width.
      addEventListener('pointermove', (moved) => this.actions.onResize(column, width + moved.clientX - from!), { signal: target.signal });
      addEventListener('pointerup', () => target.abort(), { signal: target.signal });
      addEventListener('pointercancel', () => target.abort(), { signal: target.signal });
    });
  }
}
