namespace Hven.Tables.Parquet;

/// <summary>Types of the Thrift compact protocol.</summary>
internal enum ThriftType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Struct = 12,
}

/// <summary>A value of any type, kept so that writing it gives back the bytes it was read from.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Number">An integer, or the bits of a double.</param>
/// <param name="Bytes">A binary.</param>
/// <param name="Items">A list, whose elements are of <paramref name="ItemType"/>.</param>
/// <param name="ItemType">The type of a list's elements.</param>
/// <param name="Fields">A structure's fields by rising id.</param>
internal sealed record ThriftValue(
    ThriftType Type,
    long Number = 0,
    ReadOnlyMemory<byte> Bytes = default,
    IReadOnlyList<ThriftValue>? Items = null,
    ThriftType ItemType = ThriftType.Stop,
    IReadOnlyList<(short Id, ThriftValue Value)>? Fields = null)
{
    /// <summary>A field of a structure, or <see langword="null"/>.</summary>
    public ThriftValue? Field(short id)
    {
        foreach ((short field, ThriftValue value) in Fields ?? [])
        {
            if (field == id)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A structure with one field set, or taken away.</summary>
    public ThriftValue With(short id, ThriftValue? value)
    {
        IEnumerable<(short Id, ThriftValue Value)> others = (Fields ?? []).Where(field => field.Id != id);
        return this with { Fields = [.. (value is null ? others : others.Append((Id: id, Value: value))).OrderBy(field => field.Id)] };
    }

    public static ThriftValue Int64(long number) => new(ThriftType.Int64, number);

    public static ThriftValue Text(string text) => new(ThriftType.Binary, Bytes: System.Text.Encoding.UTF8.GetBytes(text));

    public static ThriftValue StructList(IReadOnlyList<ThriftValue> items) => new(ThriftType.List, Items: items, ItemType: ThriftType.Struct);
}
