using System.Buffers.Binary;

namespace Hven.Tables.Arrow;

/// <summary>
/// Looks through the head of a message before the format's library reads it. The library trusts the places and lengths in it: a damaged length makes it
/// ask for gigabytes, and fields within fields without end would end the process.
/// </summary>
/// <remarks>
/// A head is a FlatBuffer: little-endian 32-bit offsets lead from a table to its fields, and a vector starts with its length. The places of fields are
/// those of Message.fbs and Schema.fbs of the Arrow columnar format, version 1.5.
/// </remarks>
internal ref struct ArrowMessageCheck
{
    private const int MaxDepth = 64;
    private const int Word = sizeof(int);

    private readonly ReadOnlySpan<byte> _head;

    // Columns that stand in a list more than once could be more than any memory holds.
    private int _columnsLeft;

    private ArrowMessageCheck(ReadOnlySpan<byte> head)
    {
        _head = head;
        _columnsLeft = head.Length / Word;
    }

    /// <summary>Checks the head of a message.</summary>
    /// <param name="head">The FlatBuffer.</param>
    /// <exception cref="TableFormatException">A place or a length lies outside of it, or fields are nested too deeply.</exception>
    public static void Check(ReadOnlySpan<byte> head)
    {
        var check = new ArrowMessageCheck(head);
        int message = check.Follow(0);
        check.KeyValues(message, field: 4);
        if (check.Field(message, 1) is not { } kind || check.Table(message, 2) is not { } body)
        {
            return;
        }

        switch (check.Bytes(kind, 1)[0])
        {
            case 1:
                check.Fields(body, field: 1, depth: 0);
                check.KeyValues(body, field: 2);
                check.Vector(body, 3, sizeof(long));
                break;
            case 2 when check.Table(body, 1) is { } dictionary:
                check.Batch(dictionary);
                break;
            case 3:
                check.Batch(body);
                break;
        }
    }

    private static TableFormatException Damaged(string what) => new("ARROW-DAMAGED", $"The head of a message of the source is damaged: {what}.");

    private readonly void Batch(int table)
    {
        Vector(table, 1, 16);
        Vector(table, 2, 16);
        Vector(table, 4, sizeof(long));
    }

    private void Fields(int table, int field, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Damaged($"its columns are nested more than {MaxDepth} deep");
        }

        (int start, int count) = Vector(table, field, Word);
        for (int index = 0; index < count; index++)
        {
            if (--_columnsLeft < 0)
            {
                throw Damaged("its columns refer to each other in a circle");
            }

            int child = Follow(start + (index * Word));
            Text(child, 0);
            if (Table(child, 3) is { } type)
            {
                // Only a union's type has a vector here; other types have numbers in these places, or a text.
                CheckType(child, type);
            }

            _ = Table(child, 4);
            Fields(child, 5, depth + 1);
            KeyValues(child, 6);
        }
    }

    private readonly void CheckType(int field, int type)
    {
        const int Timestamp = 10;
        const int Union = 14;
        switch (Field(field, 2) is { } kind ? Bytes(kind, 1)[0] : 0)
        {
            case Timestamp:
                Text(type, 1);
                break;
            case Union:
                Vector(type, 1, Word);
                break;
        }
    }

    private readonly void KeyValues(int table, int field)
    {
        (int start, int count) = Vector(table, field, Word);
        for (int index = 0; index < count; index++)
        {
            int pair = Follow(start + (index * Word));
            Text(pair, 0);
            Text(pair, 1);
        }
    }

    private readonly void Text(int table, int field) => Vector(table, field, 1);

    private readonly int? Table(int table, int field) => Field(table, field) is { } place ? Follow(place) : null;

    private readonly (int Start, int Count) Vector(int table, int field, int elementSize)
    {
        if (Table(table, field) is not { } place)
        {
            return (0, 0);
        }

        int count = Int32(place);
        if (count < 0 || count > (_head.Length - place - Word) / elementSize)
        {
            throw Damaged($"at byte {place} stands a list of {count} elements, which is longer than the head");
        }

        return (place + Word, count);
    }

    /// <summary>Where a field of a table is; <see langword="null"/> when the table has none.</summary>
    private readonly int? Field(int table, int field)
    {
        long list = (long)table - Int32(table);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(Bytes(list, sizeof(ushort)));
        int entry = 4 + (2 * field);
        if (entry + sizeof(ushort) > length)
        {
            return null;
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Bytes(list + entry, sizeof(ushort)));
        return offset == 0 ? null : table + offset;
    }

    /// <summary>The place that an offset points to.</summary>
    private readonly int Follow(int place)
    {
        long target = place + (long)BinaryPrimitives.ReadUInt32LittleEndian(Bytes(place, Word));
        Bytes(target, Word);
        return (int)target;
    }

    private readonly int Int32(int place) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(place, Word));

    private readonly ReadOnlySpan<byte> Bytes(long place, int count) => place >= 0 && place <= _head.Length - count
        ? _head.Slice((int)place, count)
        : throw Damaged($"it points to byte {place} of {_head.Length}");
}
