import { type Batch, type DataType, type Field, tableFromIPC, Type } from '@uwdata/flechette';
import { IpcMessages, MessageKind } from './IpcMessages';

/** 64-bit integers stay exact: identifiers and HEALPix indices of order 29 do not fit in a double. */
const extraction = { useBigInt: true, useDate: false } as const;

export interface ResultColumn {
  name: string;
  type: DataType;
  unit: string | null;
  ucd: string | null;
  description: string | null;
  isNumeric: boolean;
}

export type Cell = number | bigint | string | boolean | null | object;

/** Rows of a query, kept in the columnar batches they came in; grows while the stream is read. */
export class ResultTable {
  columns: ResultColumn[] = [];
  rowCount = 0;
  /** The stream said that it is complete. */
  isComplete = false;

  private readonly messages = new IpcMessages();
  private preamble: Uint8Array[] = [];
  private readonly starts: number[] = [];
  private readonly batches: Batch<Cell>[][] = [];
  private lastBatch = 0;

  push(bytes: Uint8Array): void {
    for (const message of this.messages.push(bytes)) {
      switch (message.kind) {
        case MessageKind.Schema:
          this.preamble = [message.bytes];
          this.columns = tableFromIPC(message.bytes, extraction).schema.fields.map(toColumn);
          break;
        case MessageKind.Dictionary:
          this.preamble.push(message.bytes);
          break;
        case MessageKind.Batch:
          this.addBatch(message.bytes);
          break;
        case MessageKind.EndOfStream:
          this.isComplete = true;
          break;
      }
    }
  }

  get isCutShort(): boolean {
    return !this.isComplete || !this.messages.isAtBoundary;
  }

  cell(column: number, row: number): Cell {
    const index = this.batchOf(row);
    return this.batches[index]![column]!.at(row - this.starts[index]!);
  }

  /** Calls `visit` for each row of a column in order; far faster than `cell` in a loop. */
  forEach(column: number, visit: (value: Cell, row: number) => void): void {
    let row = 0;
    for (const batch of this.batches) {
      const part = batch[column]!;
      for (let i = 0; i < part.length; i++) visit(part.at(i), row++);
    }
  }

  private addBatch(bytes: Uint8Array): void {
    const table = tableFromIPC([...this.preamble, bytes], extraction);
    if (table.numRows === 0) return;
    this.starts.push(this.rowCount);
    this.batches.push(table.children.map((child) => child.data[0]! as Batch<Cell>));
    this.rowCount += table.numRows;
  }

  private batchOf(row: number): number {
    if (row < 0 || row >= this.rowCount) throw new RangeError(`Row ${row} of ${this.rowCount}.`);
    const last = this.starts[this.lastBatch]!;
    if (row >= last && row < (this.starts[this.lastBatch + 1] ?? this.rowCount)) return this.lastBatch;
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= row) low = middle;
      else high = middle;
    }
    return (this.lastBatch = low);
  }
}

function toColumn(field: Field): ResultColumn {
  const text = (key: string) => field.metadata?.get(key) || null;
  const id = field.type.typeId;
  return {
    name: field.name,
    type: field.type,
    unit: text('unit'),
    ucd: text('ucd'),
    description: text('description'),
    isNumeric: id === Type.Int || id === Type.Float || id === Type.Decimal,
  };
}
