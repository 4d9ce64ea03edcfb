/** Browsers clip elements of some ten million pixels; above this height scrolling is scaled. */
const tallest = 8_000_000;

export interface RowWindow {
  first: number;
  /** Exclusive. */
  last: number;
  /** Pixels from the top of the visible body to the top of row `first`; zero or negative. */
  top: number;
}

/** Rows of one height in a scrolled view. */
export class RowAxis {
  constructor(readonly count: number, readonly rowHeight: number, readonly viewHeight: number) {}

  get scrollHeight(): number {
    return Math.min(this.count * this.rowHeight, tallest);
  }

  private get scale(): number {
    const room = this.scrollHeight - this.viewHeight;
    return room <= 0 ? 1 : (this.count * this.rowHeight - this.viewHeight) / room;
  }

  visible(scrollTop: number): RowWindow {
    const offset = Math.max(0, scrollTop * this.scale);
    const first = Math.min(this.count, Math.floor(offset / this.rowHeight));
    const last = Math.min(this.count, Math.ceil((offset + this.viewHeight) / this.rowHeight));
    return { first, last, top: first * this.rowHeight - offset };
  }

  /** The scroll position nearest to the present one that shows a row whole. */
  reveal(row: number, scrollTop: number): number {
    const offset = scrollTop * this.scale;
    const top = row * this.rowHeight;
    if (top < offset) return top / this.scale;
    const bottom = top + this.rowHeight - this.viewHeight;
    return bottom > offset ? bottom / this.scale : scrollTop;
  }
}

/** Columns of various widths, left to right. */
export class ColumnAxis {
  readonly starts: Float64Array;

  constructor(readonly widths: readonly number[]) {
    this.starts = new Float64Array(widths.length + 1);
    widths.forEach((width, index) => (this.starts[index + 1] = this.starts[index]! + width));
  }

  get total(): number {
    return this.starts[this.widths.length]!;
  }

  at(x: number): number {
    let low = 0;
    let high = this.widths.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= x) low = middle;
      else high = middle;
    }
    return low;
  }

  /** First and one past the last column between two places. */
  visible(left: number, right: number): [first: number, last: number] {
    return this.widths.length === 0 ? [0, 0] : [this.at(left), Math.min(this.widths.length, this.at(Math.max(left, right - 1)) + 1)];
  }

  reveal(column: number, scrollLeft: number, viewWidth: number): number {
    const start = this.starts[column]!;
    if (start < scrollLeft) return start;
    const end = this.starts[column + 1]! - viewWidth;
    return end > scrollLeft ? Math.min(start, end) : scrollLeft;
  }
}
