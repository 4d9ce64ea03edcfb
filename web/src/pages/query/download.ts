import { api } from '../../api/client';
import type { QueryRequest, ResultFormat } from '../../api/types';

export interface DownloadFormat {
  format: ResultFormat;
  label: string;
  hint: string;
  extension: string;
}

export const downloadFormats: readonly DownloadFormat[] = [
  { format: 'csv', label: 'CSV', hint: 'spreadsheets, pandas', extension: 'csv' },
  { format: 'tsv', label: 'TSV', hint: 'tab-separated', extension: 'tsv' },
  { format: 'votable', label: 'VOTable', hint: 'TOPCAT, Aladin', extension: 'vot' },
  { format: 'fits', label: 'FITS', hint: 'binary table', extension: 'fits' },
  { format: 'parquet', label: 'Parquet', hint: 'columnar, compressed', extension: 'parquet' },
  { format: 'arrow', label: 'Arrow', hint: 'IPC stream', extension: 'arrows' },
  { format: 'h5', label: 'HDF5', hint: 'pandas, astropy', extension: 'h5' },
  { format: 'feather', label: 'Feather', hint: 'Arrow IPC file', extension: 'feather' },
  { format: 'ecsv', label: 'ECSV', hint: 'astropy, with units', extension: 'ecsv' },
  { format: 'html', label: 'HTML', hint: 'a page to read', extension: 'html' },
  { format: 'json', label: 'JSON', hint: 'scripts', extension: 'json' },
];

/** Runs the query again on the server in another format and hands the file to the browser. */
export async function download(
  request: QueryRequest, fileName: string, signal: AbortSignal, onProgress: (bytes: number) => void,
): Promise<number> {
  const response = await api.query(request, signal);
  if (response.body === null) throw new Error('The answer has no body.');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    onProgress(bytes);
  }
  await assertFinished(response, signal);
  save(new Blob(parts, { type: response.headers.get('Content-Type') ?? 'application/octet-stream' }), fileName);
  return bytes;
}

/** A file that ended early looks like a good one; only the server knows. */
async function assertFinished(response: Response, signal: AbortSignal): Promise<void> {
  const id = response.headers.get('Hven-Query-Id');
  if (id === null) return;
  const status = await api.queryStatus(id, signal);
  if (status.phase === 'ERROR') throw new Error(status.error ?? 'The query failed on the server.');
  if (status.phase === 'ABORTED') throw new Error('The query was stopped on the server before the file was complete.');
}

function save(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser takes hold of the blob in its own time; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
