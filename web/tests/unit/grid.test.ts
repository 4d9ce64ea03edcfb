import { describe, expect, it } from 'vitest';
import { ColumnAxis, RowAxis } from '../../src/pages/query/results/gridGeometry';
import { contains, move, rangeOf } from '../../src/pages/query/results/gridSelection';

describe('RowAxis', () => {
  it('visible_scrolled_between_rows_covers_the_view', () => {
    expect(new RowAxis(1000, 26, 100).visible(30)).toEqual({ first: 1, last: 5, top: -4 });
  });

  it('visible_no_rows_is_empty', () => {
    expect(new RowAxis(0, 26, 100).visible(0)).toEqual({ first: 0, last: 0, top: 0 });
  });

  it('visible_more_rows_than_pixels_reaches_the_last_row', () => {
    const axis = new RowAxis(10_000_000, 26, 500);
    const { first, last, top } = axis.visible(axis.scrollHeight - 500);
    expect(last).toBe(10_000_000);
    expect(top + (last - first) * 26).toBeCloseTo(500, 3);
  });

  it.each([0, 17, 999_999, 5_000_000, 9_999_999])('reveal_row_%i_brings_it_wholly_into_view', (row) => {
    const axis = new RowAxis(10_000_000, 26, 500);
    const { first, top } = axis.visible(axis.reveal(row, 3_000_000));
    const y = top + (row - first) * 26;
    expect(y).toBeGreaterThan(-0.01);
    expect(y + 26).toBeLessThan(500.01);
  });

  it('reveal_row_in_view_does_not_scroll', () => {
    expect(new RowAxis(1000, 26, 260).reveal(5, 52)).toBe(52);
  });
});

describe('ColumnAxis', () => {
  const axis = new ColumnAxis([100, 50, 200, 80]);

  it('visible_view_edges_on_column_edges_takes_no_neighbours', () => {
    expect(axis.visible(100, 150)).toEqual([1, 2]);
    expect(axis.visible(99, 151)).toEqual([0, 3]);
  });

  it('visible_no_columns_is_empty', () => {
    expect(new ColumnAxis([]).visible(0, 500)).toEqual([0, 0]);
  });

  it('reveal_column_wider_than_the_view_shows_its_start', () => {
    expect(axis.reveal(2, 0, 120)).toBe(150);
    expect(axis.reveal(0, 60, 120)).toBe(0);
    expect(axis.reveal(1, 60, 120)).toBe(60);
  });
});

describe('grid selection', () => {
  const size = { rows: 100, columns: 5, page: 10 };

  it.each([
    ['ArrowUp', false, { row: -1, column: 2 }],
    ['ArrowLeft', true, { row: 0, column: 0 }],
    ['PageDown', false, { row: 10, column: 2 }],
    ['PageUp', false, { row: 0, column: 2 }],
    ['End', true, { row: 99, column: 4 }],
    ['Home', false, { row: 0, column: 0 }],
  ])('move_%s_control_%s_goes_to_its_place', (key, isControl, expected) => {
    expect(move({ row: 0, column: 2 }, key, isControl, size)).toEqual(expected);
  });

  it('move_at_the_edges_stays_inside', () => {
    expect(move({ row: 99, column: 4 }, 'ArrowDown', false, size)).toEqual({ row: 99, column: 4 });
    expect(move({ row: -1, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
  });

  it('move_other_keys_are_not_the_grids', () => {
    expect(move({ row: 0, column: 0 }, 'a', true, size)).toBeNull();
  });

  it('rangeOf_focus_before_anchor_is_put_in_order', () => {
    const range = rangeOf({ focus: { row: 2, column: 4 }, anchor: { row: 7, column: 1 } });
    expect(range).toEqual({ top: 2, bottom: 7, left: 1, right: 4 });
    expect(contains(range, { row: 7, column: 4 })).toBe(true);
    expect(contains(range, { row: 8, column: 4 })).toBe(false);
  });
});
