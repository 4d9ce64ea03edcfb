import { beforeEach, describe, expect, it } from 'vitest';
import type { ColumnInfo, Diagnostic, Release } from '../../src/api/types';
import { identifier, previewQuery } from '../../src/pages/query/editor/adql';
import { localNames, mergeCompletions } from '../../src/pages/query/editor/completion';
import { shiftDiagnostics, toEditorDiagnostics } from '../../src/pages/query/editor/diagnostics';
import { addToHistory, type HistoryEntry, readHistory } from '../../src/pages/query/history';
import { linkText } from '../../src/pages/query/queryLink';
import { flattenTree, schemaTree, searchSchema } from '../../src/pages/query/schema/schemaTree';
import { bytesText, durationText } from '../../src/ui/text';

function column(name: string, unit: string | null, ucd: string | null, description = ''): ColumnInfo {
  return { name, type: 'double', unit, ucd, utype: null, xtype: null, description, arraysize: null, indexed: false };
}

function diagnostic(members: Partial<Diagnostic>): Diagnostic {
  return { severity: 'error', code: 'ADQL-X', message: 'm', line: 1, column: 1, endLine: 1, endColumn: 2, offset: 0, length: 1, ...members };
}

describe('identifier', () => {
  it.each([
    ['RA', 'RA'], ['size', '"size"'], ['DATE', '"DATE"'], ['_healpix_29', '"_healpix_29"'], ['2mass', '"2mass"'], ['g-r', '"g-r"'], ['a"b', '"a""b"'],
  ])('identifier_%s_is_written_%s', (name, expected) => {
    expect(identifier(name)).toBe(expected);
  });

  it('previewQuery_quotes_parts_apart', () => {
    expect(previewQuery('dr1.2mass')).toBe('SELECT TOP 100 *\nFROM dr1."2mass"');
  });
});

describe('diagnostics', () => {
  it('shiftDiagnostics_first_line_of_a_selection_moves_by_its_column', () => {
    const text = 'SELECT 1;\n  SELECT nope\nFROM t';
    const offset = text.indexOf('SELECT nope');
    const [first, second] = shiftDiagnostics([
      diagnostic({ line: 1, column: 8, endLine: 1, endColumn: 12, offset: 7, length: 4 }),
      diagnostic({ line: 2, column: 6, endLine: 2, endColumn: 7, offset: 17, length: 1 }),
    ], text, offset);
    expect(first).toMatchObject({ line: 2, column: 10, endColumn: 14, offset: 19 });
    expect(text.slice(first!.offset, first!.offset + first!.length)).toBe('nope');
    expect(second).toMatchObject({ line: 3, column: 6, offset: 29 });
  });

  it('toEditorDiagnostics_places_beyond_or_without_extent_stay_visible_and_inside', () => {
    const places = toEditorDiagnostics([diagnostic({ offset: 10, length: 0 }), diagnostic({ offset: 3, length: 99 }), diagnostic({ offset: 4, length: 0 })], 10);
    expect(places.map(({ from, to }) => [from, to])).toEqual([[9, 10], [3, 10], [4, 5]]);
  });

  it('toEditorDiagnostics_empty_text_has_an_empty_place', () => {
    expect(toEditorDiagnostics([diagnostic({ offset: 0, length: 0 })], 0)[0]).toMatchObject({ from: 0, to: 0 });
  });
});

describe('completion', () => {
  const names = {
    tables: [{ name: 'dr1.main', description: 'Objects', rowCount: 1, columnCount: 1 }],
    columns: new Map([['dr1.main', [column('RA', 'deg', null)]], ['dr1.other', [column('B', null, null)]]]),
  };

  it('localNames_offers_columns_of_named_tables_only', () => {
    expect(localNames(names, 'select  from DR1.MAIN').map(({ label }) => label)).toEqual(['RA', 'dr1.main']);
  });

  it('mergeCompletions_server_wins_over_the_same_local_name', () => {
    const merged = mergeCompletions(7, [{ label: 'ra', kind: 'column', detail: 'double' }], localNames(names, 'from dr1.main'));
    expect(merged?.from).toBe(7);
    expect(merged?.options.map(({ label }) => label)).toEqual(['ra', 'dr1.main']);
  });

  it('mergeCompletions_nothing_known_closes_the_list', () => {
    expect(mergeCompletions(0, null, [])).toBeNull();
  });
});

describe('history', () => {
  let stored: string | null;
  const storage = { getItem: () => stored, setItem: (_: string, text: string) => { stored = text; }, removeItem: () => { stored = null; } } as unknown as Storage;
  const entry = (query: string): HistoryEntry => ({ query, at: 1, rows: 0, outcome: 'completed' });
  beforeEach(() => {
    stored = null;
  });

  it('addToHistory_same_query_moves_to_the_top', () => {
    for (const query of ['a', 'b', 'a']) addToHistory(entry(query), storage);
    expect(readHistory(storage).map(({ query }) => query)).toEqual(['a', 'b']);
  });

  it('addToHistory_keeps_the_last_fifty', () => {
    for (let i = 0; i < 60; i++) addToHistory(entry(String(i)), storage);
    expect(readHistory(storage)).toHaveLength(50);
    expect(readHistory(storage)[0]?.query).toBe('59');
  });

  it.each(['not json', '{}', '[1, null, {"query": 5}]'])('readHistory_damaged_storage_%s_is_empty', (text) => {
    stored = text;
    expect(readHistory(storage)).toEqual([]);
  });
});

describe('schema tree', () => {
  const releases: Release[] = [{
    name: 'dr1', title: 'Data Release 1', description: '', tables: [
      { name: 'dr1.main', description: 'Objects', rowCount: 1, columnCount: 2 }, { name: 'dr1.images', description: 'Coadded images', rowCount: 1, columnCount: 1 },
    ],
  }];
  const tree = schemaTree(releases, new Map([['dr1.main', [column('RA', 'deg', 'pos.eq.ra', 'Right ascension'), column('MAG_I', 'mag', 'phot.mag')]]]));
  const found = (search: string) => flattenTree(searchSchema(tree, search).nodes, new Set(['dr1', 'dr1.main', 'dr1.images'])).map(({ node }) => node.id);

  it.each([
    ['deg', ['dr1', 'dr1.main', 'dr1.main/RA']],
    ['PHOT.mag', ['dr1', 'dr1.main', 'dr1.main/MAG_I']],
    ['right ra', ['dr1', 'dr1.main', 'dr1.main/RA']],
    ['coadded', ['dr1', 'dr1.images']],
    ['nothing', []],
  ])('searchSchema_%s_finds_its_rows_with_their_parents', (search, expected) => {
    expect(found(search)).toEqual(expected);
  });

  it('flattenTree_closed_table_hides_its_columns_and_counts_places', () => {
    const rows = flattenTree(tree, new Set(['dr1']));
    expect(rows.map(({ node, level, position, siblings, isOpen }) => [node.id, level, position, siblings, isOpen])).toEqual([
      ['dr1', 1, 1, 1, true], ['dr1.main', 2, 1, 2, false], ['dr1.images', 2, 2, 2, false],
    ]);
  });
});

describe('texts', () => {
  it('linkText_empty_or_too_long_is_left_out', () => {
    expect(linkText(' \n')).toBeUndefined();
    expect(linkText('x'.repeat(7000))).toBeUndefined();
    expect(linkText('SELECT 1')).toBe('SELECT 1');
  });

  it('durationText_and_bytesText_use_the_fitting_unit', () => {
    expect([999, 1000, 59_949, 61_000].map(durationText)).toEqual(['999 ms', '1.0 s', '59.9 s', '1 min 1 s']);
    expect([0, 999, 1000, 12_345, 999_600, 4.3e6].map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '12 kB', '1.0 MB', '4.3 MB']);
  });
});
