import { dictionary, float64, int32, int64, utf8 } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { ResultTable } from '../../src/arrow/ResultTable';
import { arrowStream } from './arrowStream';

const types = { id: int64(), ra: float64(), name: utf8() };
const batches = [
  { id: [1n, 9007199254740993n, null], ra: [0, 359.99999999999994, NaN], name: ['α Cen', '', null] },
  { id: [-9223372036854775808n, 4n], ra: [null, -0], name: ['\u{1F52D}', 'x'] },
];
const stream = arrowStream(types, batches, { ra: { unit: 'deg', ucd: 'pos.eq.ra;meta.main', description: 'Right ascension' } });

function rows(table: ResultTable): unknown[][] {
  return Array.from({ length: table.rowCount }, (_, row) => table.columns.map((_, column) => table.cell(column, row)));
}

const expected = [
  [1n, 0, 'α Cen'], [9007199254740993n, 359.99999999999994, ''], [null, NaN, null], [-9223372036854775808n, null, '\u{1F52D}'], [4n, -0, 'x'],
];

describe('ResultTable', () => {
  it.each([1, 3, 7, 64, 1000, stream.length])('push_pieces_of_%i_bytes_give_the_same_rows', (size) => {
    const table = new ResultTable();
    for (let at = 0; at < stream.length; at += size) table.push(stream.slice(at, at + size));
    expect(rows(table)).toEqual(expected);
    expect(table.isCutShort).toBe(false);
  });

  it('push_schema_alone_gives_columns_with_metadata', () => {
    const table = new ResultTable();
    table.push(stream.subarray(0, 8 + new DataView(stream.buffer).getInt32(4, true)));
    expect(table.columns.map(({ name, unit, isNumeric }) => [name, unit, isNumeric])).toEqual([['id', null, true], ['ra', 'deg', true], ['name', null, false]]);
    expect(table.columns[1]).toMatchObject({ ucd: 'pos.eq.ra;meta.main', description: 'Right ascension' });
    expect(table.rowCount).toBe(0);
  });

  it('isCutShort_without_end_mark_or_within_a_message_is_true', () => {
    for (const length of [stream.length - 8, stream.length - 100, 4]) {
      const table = new ResultTable();
      table.push(stream.slice(0, length));
      expect(table.isCutShort).toBe(true);
    }
  });

  it('push_dictionary_columns_are_resolved', () => {
    const table = new ResultTable();
    table.push(arrowStream({ band: dictionary(utf8(), int32()) }, [{ band: ['g', 'r', 'g', null] }]));
    expect(rows(table)).toEqual([['g'], ['r'], ['g'], [null]]);
  });

  it('push_text_instead_of_arrow_throws', () => {
    expect(() => new ResultTable().push(new TextEncoder().encode('<html>proxy error</html>'))).toThrow('not an Arrow stream');
  });

  it('push_impossible_length_throws', () => {
    expect(() => new ResultTable().push(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127))).toThrow('damaged');
  });

  it('cell_outside_the_rows_throws', () => {
    const table = new ResultTable();
    table.push(stream);
    expect(() => table.cell(0, 5)).toThrow(RangeError);
    expect(() => table.cell(0, -1)).toThrow(RangeError);
  });
});
