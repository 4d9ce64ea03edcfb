import { type DataType, Precision, Type } from '@uwdata/flechette';
import type { Cell } from './ResultTable';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/**
 * The shortest decimal text that reads back as the same value of its own type. A single-precision number is
 * held as a double; printed as one, 20.1 would show as 20.100000381469727.
 */
export function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** Full-precision text of a value, as shown and as copied; null is told apart by the caller. */
export function cellText(value: Cell, type: DataType): string {
  if (value === null) return '';
  switch (typeof value) {
    case 'number':
      return numberText(value, type);
    case 'string':
      return value;
    case 'object':
      return value instanceof Uint8Array ? hex(value) : listText(value);
    default:
      return type.typeId === Type.Timestamp ? timestampText(Number(value)) : String(value);
  }
}

function numberText(value: number, type: DataType): string {
  if (Number.isNaN(value)) return 'NaN';
  if (type.typeId === Type.Timestamp || type.typeId === Type.Date) return timestampText(value);
  return type.typeId === Type.Float && type.precision !== Precision.DOUBLE ? singleText(value) : String(value);
}

/** DALI 1.1 section 3.3.3: ISO 8601 without a zone is UTC. */
function timestampText(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(milliseconds);
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  const microseconds = date.getUTCMilliseconds() * 1000 + Math.round((milliseconds - Math.floor(milliseconds)) * 1000);
  const fraction = microseconds === 0 ? '' : `.${pad(microseconds, 6).replace(/000$/, '')}`;
  return `${day}T${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}${fraction}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function listText(value: object): string {
  return Symbol.iterator in value
    ? Array.from(value as Iterable<unknown>, (item) => (item === null ? 'null' : String(item))).join(' ')
    : JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member));
}

/** Text for one field of tab-separated values: no tab or line break can move later fields. */
export function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
