import { bool, float32, float64, int64, timestamp, TimeUnit, utf8 } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { cellText, singleText, tsvField } from '../../src/arrow/cellText';
import { columnStatistics } from '../../src/arrow/columnStatistics';
import { ResultTable } from '../../src/arrow/ResultTable';
import { sortRows } from '../../src/arrow/sortRows';
import { copyCells } from '../../src/pages/query/results/copyCells';
import { arrowStream } from './arrowStream';

function table(types: Parameters<typeof arrowStream>[0], ...batches: Parameters<typeof arrowStream>[1]): ResultTable {
  const result = new ResultTable();
  result.push(arrowStream(types, batches));
  return result;
}

describe('cellText', () => {
  it('singleText_any_single_reads_back_as_the_same_single', () => {
    const bits = new Uint32Array(1);
    const single = new Float32Array(bits.buffer);
    for (let i = 0; i < 20_000; i++) {
      bits[0] = Math.imul(i, 2654435761);
      if (Number.isFinite(single[0]!)) expect(Math.fround(Number(singleText(single[0]!)))).toBe(single[0]);
    }
  });

  it('singleText_decimal_values_show_no_noise', () => {
    expect([20.1, 0.1, 16777216, 1e-20, 99].map((value) => singleText(Math.fround(value)))).toEqual(['20.1', '0.1', '16777216', '1e-20', '99']);
  });

  it.each([
    [0.1 + 0.2, float64(), '0.30000000000000004'],
    [NaN, float64(), 'NaN'],
    [-Infinity, float32(), '-Infinity'],
    [9223372036854775807n, int64(), '9223372036854775807'],
    [true, bool(), 'true'],
    [null, utf8(), ''],
    [0, timestamp(TimeUnit.MICROSECOND), '1970-01-01T00:00:00'],
    [1377922441500, timestamp(TimeUnit.MICROSECOND), '2013-08-31T04:14:01.500'],
    [-1, timestamp(TimeUnit.MILLISECOND), '1969-12-31T23:59:59.999'],
  ])('cellText_%s_is_full_and_exact', (value, type, expected) => {
    expect(cellText(value, type)).toBe(expected);
  });

  it('cellText_array_joins_items_and_names_nulls', () => {
    expect(cellText([1, null, 2.5], float64())).toBe('1 null 2.5');
    expect(cellText(Uint8Array.of(0, 255), utf8())).toBe('00ff');
  });

  it('tsvField_separators_are_quoted', () => {
    expect(['plain', 'a\tb', 'say "x"', 'two\nlines'].map(tsvField)).toEqual(['plain', '"a\tb"', '"say ""x"""', '"two\nlines"']);
  });
});

describe('sortRows', () => {
  const numbers = table({ x: float64() }, { x: [3, null, NaN, -Infinity] }, { x: [3, Infinity, -0, 1] });

  it('sortRows_ascending_puts_nan_then_null_last_and_keeps_ties', () => {
    expect([...sortRows(numbers, { column: 0, descending: false })]).toEqual([3, 6, 7, 0, 4, 5, 2, 1]);
  });

  it('sortRows_descending_still_puts_nan_and_null_last', () => {
    expect([...sortRows(numbers, { column: 0, descending: true })]).toEqual([5, 0, 4, 7, 6, 3, 2, 1]);
  });

  it('sortRows_long_integers_beyond_doubles_are_told_apart', () => {
    const ids = table({ id: int64() }, { id: [9007199254740993n, 9007199254740992n, null, -1n] });
    expect([...sortRows(ids, { column: 0, descending: false })]).toEqual([3, 1, 0, 2]);
  });

  it('sortRows_text_orders_numbers_within_by_value', () => {
    const names = table({ name: utf8() }, { name: ['M10', 'M2', null, 'm2'] });
    expect([...sortRows(names, { column: 0, descending: false })].map((row) => names.cell(0, row))).toEqual(['m2', 'M2', 'M10', null]);
  });

  it('sortRows_only_nulls_keeps_the_order', () => {
    expect([...sortRows(table({ x: float64() }, { x: [null, null] }), { column: 0, descending: true })]).toEqual([0, 1]);
  });
});

describe('columnStatistics', () => {
  it('columnStatistics_counts_nulls_and_nan_apart_and_leaves_them_out', () => {
    const statistics = columnStatistics(table({ x: float64() }, { x: [1, null, 3] }, { x: [NaN, 5] }), 0);
    expect(statistics).toEqual({ count: 3, nulls: 1, nans: 1, distinct: 3, min: 1, max: 5, mean: 3, standardDeviation: 2 });
  });

  it('columnStatistics_large_offset_keeps_the_deviation', () => {
    const x = Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2));
    expect(columnStatistics(table({ x: float64() }, { x }), 0).standardDeviation).toBeCloseTo(0.50025, 5);
  });

  it('columnStatistics_text_has_range_but_no_mean', () => {
    expect(columnStatistics(table({ s: utf8() }, { s: ['b', 'a', null] }), 0)).toMatchObject({ min: 'a', max: 'b', mean: null, count: 2, nulls: 1 });
  });

  it('columnStatistics_no_values_gives_no_figures', () => {
    expect(columnStatistics(table({ x: float64() }, { x: [null] }), 0)).toMatchObject({ count: 0, min: null, max: null, mean: null, distinct: null });
  });
});

describe('copyCells', () => {
  it('copyCells_sorted_range_with_header_is_tab_separated', () => {
    const rows = table({ ra: float64(), s: utf8() }, { ra: [1.5, null], s: ['a\tb', 'c'] });
    expect(copyCells(rows, Uint32Array.of(1, 0), { top: 0, bottom: 1, left: 0, right: 1 }, true)).toBe('ra\ts\n\tc\n1.5\t"a\tb"');
  });
});
