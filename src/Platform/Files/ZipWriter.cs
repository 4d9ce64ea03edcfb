using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hven.Platform.Files;

/// <summary>
/// Writes a zip file (APPNOTE 6.3) to a stream that only goes forward, asynchronously and holding no file: sizes and checks follow the bytes. Everything is deflated, also
/// what does not become smaller, since readers of streams do not know the end of stored files. Numbers that do not fit are written as zip64 has them.
/// </summary>
internal sealed class ZipWriter(Stream output)
{
    private const ushort Version = 45;
    private const ushort Flags = 0x0808;
    private const ushort Deflated = 8;
    private const uint File = 0x8000_0000 | (0b110_100_100 << 16);
    private const int Piece = 1 << 17;

    // Deflate makes what it cannot make smaller a little larger.
    private const long Large = uint.MaxValue - (1 << 26);

    private readonly List<Entry> _entries = [];
    private long _written;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="modified">When it was last changed.</param>
    /// <param name="source">Its bytes; the length is known before.</param>
    /// <param name="level">How hard it is compressed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(string name, DateTimeOffset modified, Stream source, CompressionLevel level, CancellationToken cancellationToken)
    {
        Entry entry = new(Encoding.UTF8.GetBytes(name), modified.ToUnixTimeSeconds(), Dos(modified), _written, source.Length >= Large);
        await WriteAsync(entry.Local(), cancellationToken);
        long start = _written;
        Crc32 check = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            await using DeflateStream deflate = new(new Counter(this), level, leaveOpen: true);
            for (int read; (read = await source.ReadAsync(buffer.AsMemory(0, Piece), cancellationToken)) > 0;)
            {
                check.Add(buffer.AsSpan(0, read));
                entry.Bytes += read;
                await deflate.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (entry.Bytes == 0)
        {
            // The base library leaves out even the end of the blocks when nothing was written.
            if (_written == start)
            {
                await WriteAsync(new byte[] { 3, 0 }, cancellationToken);
            }
        }

        (entry.Check, entry.Packed) = (check.Value, _written - start);
        await WriteAsync(entry.Descriptor(), cancellationToken);
        _entries.Add(entry);
    }

    /// <summary>Writes the directory, which ends the file.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        long start = _written;
        foreach (Entry entry in _entries)
        {
            await WriteAsync(entry.Central(), cancellationToken);
        }

        await WriteAsync(End(start, _written - start), cancellationToken);
    }

    private byte[] End(long start, long length)
    {
        Fields end = new();
        if (_entries.Count >= ushort.MaxValue || start + length >= uint.MaxValue)
        {
            long place = _written;
            end.Add32(0x0606_4B50).Add64(44).Add16(0x0300 | Version).Add16(Version).Add32(0).Add32(0).Add64(_entries.Count).Add64(_entries.Count).Add64(length).Add64(start);
            end.Add32(0x0706_4B50).Add32(0).Add64(place).Add32(1);
        }

        ushort count = (ushort)Math.Min(_entries.Count, ushort.MaxValue);
        return end.Add32(0x0605_4B50).Add16(0).Add16(0).Add16(count).Add16(count).Add32(Clipped(length)).Add32(Clipped(start)).Add16(0).ToArray();
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await output.WriteAsync(bytes, cancellationToken);
        _written += bytes.Length;
    }

    private static uint Clipped(long number) => (uint)Math.Min(number, uint.MaxValue);

    private static uint Dos(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        int year = Math.Clamp(utc.Year, 1980, 2107) - 1980;
        return (uint)((year << 25) | (utc.Month << 21) | (utc.Day << 16) | (utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2));
    }

    private sealed class Entry(byte[] name, long time, uint dos, long place, bool isLarge)
    {
        public long Bytes { get; set; }

        public long Packed { get; set; }

        public uint Check { get; set; }

        public byte[] Local()
        {
            Fields extra = new();
            if (isLarge)
            {
                extra.Add16(1).Add16(16).Add64(0).Add64(0);
            }

            AddTime(extra);
            uint size = isLarge ? uint.MaxValue : 0;
            return new Fields().Add32(0x0403_4B50).Add16(Version).Add16(Flags).Add16(Deflated).Add32(dos).Add32(0).Add32(size).Add32(size)
                .Add16((ushort)name.Length).Add16((ushort)extra.Length).Add(name).Add(extra.ToArray()).ToArray();
        }

        public byte[] Descriptor()
        {
            Fields fields = new Fields().Add32(0x0807_4B50).Add32(Check);
            return (isLarge ? fields.Add64(Packed).Add64(Bytes) : fields.Add32((uint)Packed).Add32((uint)Bytes)).ToArray();
        }

        public byte[] Central()
        {
            Fields extra = new();
            bool isFar = place >= uint.MaxValue;
            if (isLarge || isFar)
            {
                extra.Add16(1).Add16((ushort)((isLarge ? 16 : 0) + (isFar ? 8 : 0)));
                if (isLarge)
                {
                    extra.Add64(Bytes).Add64(Packed);
                }

                if (isFar)
                {
                    extra.Add64(place);
                }
            }

            AddTime(extra);
            return new Fields().Add32(0x0201_4B50).Add16(0x0300 | Version).Add16(Version).Add16(Flags).Add16(Deflated).Add32(dos).Add32(Check)
                .Add32(isLarge ? uint.MaxValue : (uint)Packed).Add32(isLarge ? uint.MaxValue : (uint)Bytes).Add16((ushort)name.Length).Add16((ushort)extra.Length)
                .Add16(0).Add16(0).Add16(0).Add32(File).Add32(isFar ? uint.MaxValue : (uint)place).Add(name).Add(extra.ToArray()).ToArray();
        }

        // Seconds since 1970, in place of local time to two seconds.
        private void AddTime(Fields extra)
        {
            if (time is >= 0 and <= int.MaxValue)
            {
                extra.Add16(0x5455).Add16(5).Add([1]).Add32((uint)time);
            }
        }
    }

    /// <summary>Numbers as they follow each other, the least byte first.</summary>
    private sealed class Fields
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public int Length => _bytes.WrittenCount;

        public Fields Add16(ushort number)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), number);
            _bytes.Advance(2);
            return this;
        }

        public Fields Add32(uint number)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), number);
            _bytes.Advance(4);
            return this;
        }

        public Fields Add64(long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), number);
            _bytes.Advance(8);
            return this;
        }

        public Fields Add(ReadOnlySpan<byte> bytes)
        {
            _bytes.Write(bytes);
            return this;
        }

        public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
    }

    /// <summary>What the deflater writes to.</summary>
    private sealed class Counter(ZipWriter zip) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => zip.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Archives are written asynchronously.");
    }
}
