import { columnFromArray, float32, float64, int16, int32, int64, Table, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import { random, value } from './survey.mjs';

const arrowTypes = { double: float64, float: float32, long: int64, int: int32, short: int16, char: utf8 };

function encode(columns, rows, first, next) {
  const arrays = columns.map(() => new Array(rows));
  for (let row = 0; row < rows; row++) columns.forEach((column, c) => { arrays[c][row] = value(column, first + row, next); });
  const table = tableFromColumns(columns.map((column, c) => [column.name, columnFromArray(arrays[c], arrowTypes[column.type](), { useBigInt: true })]));
  const fields = table.schema.fields.map((field, c) => ({ ...field, metadata: fieldMetadata(columns[c]) }));
  return tableToIPC(new Table({ ...table.schema, fields }, table.children), { format: 'stream' });
}

function fieldMetadata({ unit, ucd, description }) {
  return new Map(Object.entries({ unit, ucd, description }).filter(([, text]) => text));
}

/** Length of the first encapsulated message when it has no body, as a schema has none. */
const schemaLength = (bytes) => 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);

/** An Arrow IPC stream in pieces: the schema, then record batches of `batch` rows, then the end mark. */
export function* arrowStream(columns, rows, batch = 4096) {
  const next = random(20130831);
  const empty = encode(columns, 0, 0, next);
  yield empty.subarray(0, schemaLength(empty));
  for (let first = 0; first < rows; first += batch) {
    const bytes = encode(columns, Math.min(batch, rows - first), first, next);
    yield bytes.subarray(schemaLength(bytes), bytes.length - 8);
  }
  yield Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
}
