import { columnFromArray, type DataType, type Field, Table, tableFromColumns, tableToIPC } from '@uwdata/flechette';

/** An Arrow IPC stream with one record batch per array of column values. */
export function arrowStream(types: Record<string, DataType>, batches: Record<string, unknown[]>[], metadata: Record<string, Record<string, string>> = {}): Uint8Array {
  const parts = batches.map((batch) => encode(types, batch, metadata));
  const schema = schemaLength(parts[0]!);
  const bodies = parts.map((part, index) => part.subarray(index === 0 ? 0 : schema, part.length - 8));
  return concat([...bodies, Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]);
}

function encode(types: Record<string, DataType>, batch: Record<string, unknown[]>, metadata: Record<string, Record<string, string>>): Uint8Array {
  const columns = Object.entries(types).map(([name, type]) => [name, columnFromArray(batch[name]!, type, { useBigInt: true })] as [string, never]);
  const table = tableFromColumns(columns);
  const fields = table.schema.fields.map((field): Field => ({ ...field, metadata: new Map(Object.entries(metadata[field.name] ?? {})) }));
  return tableToIPC(new Table({ ...table.schema, fields }, table.children), { format: 'stream' })!;
}

function schemaLength(bytes: Uint8Array): number {
  return 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
}

export function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
