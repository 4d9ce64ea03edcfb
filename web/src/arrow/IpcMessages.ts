/** Kinds of Arrow IPC messages (Message.fbs, union MessageHeader). */
export const enum MessageKind { EndOfStream = 0, Schema = 1, Dictionary = 2, Batch = 3 }

export interface IpcMessage {
  kind: MessageKind;
  /** The encapsulated message with its body, in a buffer of its own so that its columns are aligned. */
  bytes: Uint8Array;
}

const prefixLength = 8;
/** Bounds that only a damaged stream exceeds; without them one wrong length would ask for gigabytes. */
const maxMetadata = 64 << 20;
const maxBody = 2 ** 31;

/**
 * Cuts a stream of bytes, however the network split it, into Arrow IPC messages
 * (Arrow columnar format, "Encapsulated message format").
 */
export class IpcMessages {
  private pending: Uint8Array[] = [];
  private available = 0;
  private metadata: Uint8Array | null = null;
  private bodyLength = 0;

  /** True between messages: a stream that ends elsewhere was cut. */
  get isAtBoundary(): boolean {
    return this.available === 0 && this.metadata === null;
  }

  *push(bytes: Uint8Array): Generator<IpcMessage> {
    if (bytes.length > 0) this.pending.push(bytes);
    this.available += bytes.length;
    for (;;) {
      if (this.metadata === null && !this.readMetadata()) return;
      const metadata = this.metadata!;
      if (metadata.length === prefixLength) {
        this.metadata = null;
        yield { kind: MessageKind.EndOfStream, bytes: metadata };
        continue;
      }
      if (this.available < this.bodyLength) return;
      const message = new Uint8Array(metadata.length + this.bodyLength);
      message.set(metadata);
      this.take(message, metadata.length);
      this.metadata = null;
      yield { kind: messageTable(metadata).kind, bytes: message };
    }
  }

  private readMetadata(): boolean {
    if (this.available < prefixLength) return false;
    const prefix = new Uint8Array(prefixLength);
    this.peek(prefix);
    const view = new DataView(prefix.buffer);
    if (view.getUint32(0, true) !== 0xffffffff) throw new Error('The answer is not an Arrow stream.');
    const length = view.getInt32(4, true);
    if (length < 0 || length > maxMetadata) throw new Error('The Arrow stream is damaged: impossible metadata length.');
    if (this.available < prefixLength + length) return false;
    const metadata = new Uint8Array(prefixLength + length);
    this.take(metadata, 0);
    this.bodyLength = length === 0 ? 0 : messageTable(metadata).bodyLength;
    this.metadata = metadata;
    return true;
  }

  private peek(target: Uint8Array): void {
    let at = 0;
    for (const part of this.pending) {
      const count = Math.min(part.length, target.length - at);
      target.set(part.subarray(0, count), at);
      at += count;
      if (at === target.length) return;
    }
  }

  /** Moves the next bytes into `target` from `at` to its end. */
  private take(target: Uint8Array, at: number): void {
    let used = 0;
    while (at < target.length) {
      const part = this.pending[used]!;
      const count = Math.min(part.length, target.length - at);
      target.set(part.subarray(0, count), at);
      at += count;
      this.available -= count;
      if (count < part.length) this.pending[used] = part.subarray(count);
      else used++;
    }
    this.pending.splice(0, used);
  }
}

/** Reads the two members of the flatbuffer table `Message` that framing needs. */
function messageTable(metadata: Uint8Array): { kind: MessageKind; bodyLength: number } {
  const view = new DataView(metadata.buffer, metadata.byteOffset + prefixLength, metadata.length - prefixLength);
  const table = view.getUint32(0, true);
  const vtable = table - view.getInt32(table, true);
  const member = (index: number): number => {
    const slot = 4 + 2 * index;
    const offset = slot < view.getUint16(vtable, true) ? view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? 0 : table + offset;
  };
  const kind = member(1);
  const body = member(3);
  const bodyLength = body === 0 ? 0 : Number(view.getBigInt64(body, true));
  if (bodyLength < 0 || bodyLength > maxBody) throw new Error('The Arrow stream is damaged: impossible body length.');
  return { kind: kind === 0 ? MessageKind.EndOfStream : view.getUint8(kind), bodyLength };
}
