using Hven.Tables.Ecsv;

namespace Hven.Tables.Hdf5;

/// <summary>Turns the members of a dataset of compounds into columns.</summary>
internal static class Hdf5Plan
{
    /// <summary>Plans every column, with those that a table cannot hold as their names and reasons.</summary>
    public static List<(string Name, Hdf5Field? Field, string? Refusal)> Of(Hdf5Type type, Hdf5Heap heap, PandasTable? pandas, EcsvDescription? description)
    {
        var columns = new List<(string Name, Hdf5Field? Field, string? Refusal)>();
        HashSet<string> masks = description is null ? [] : [.. description.Masks.Values];
        foreach (Hdf5Member member in type.Members)
        {
            if (masks.Contains(member.Name) || pandas?.Hidden.Contains(member.Name) == true)
            {
                continue;
            }

            if (pandas?.Blocks.TryGetValue(member.Name, out List<string>? names) == true)
            {
                columns.AddRange(Block(member, names, heap, pandas));
                continue;
            }

            string name = member.Name == "index" && pandas?.IndexName is { } index ? index : member.Name;
            (Hdf5Field? field, string? refusal) = Field(name, member.Name, member.Type, member.Offset, heap, pandas);
            if (field is not null && description is not null)
            {
                field = Describe(field, member, type, description);
            }

            columns.Add((name, field, refusal));
        }

        return columns;
    }

    /// <summary>A block of pandas is an array of as many elements as it has columns.</summary>
    private static IEnumerable<(string Name, Hdf5Field? Field, string? Refusal)> Block(Hdf5Member member, List<string> names, Hdf5Heap heap, PandasTable pandas)
    {
        Hdf5Type element = member.Type.Base ?? member.Type;
        if (names.Count != (member.Type.Class == Hdf5Class.Array ? member.Type.ElementCount : 1))
        {
            throw Hdf5Fault.Damaged($"{member.Name} has {member.Type.ElementCount} columns, but {names.Count} names");
        }

        for (int index = 0; index < names.Count; index++)
        {
            (Hdf5Field? field, string? refusal) = Field(names[index], member.Name, element, member.Offset + (index * element.Size), heap, pandas);
            yield return (names[index], field, refusal);
        }
    }

    private static (Hdf5Field? Field, string? Refusal) Field(string name, string member, Hdf5Type type, int offset, Hdf5Heap heap, PandasTable? pandas)
    {
        (Hdf5Field? field, string? refusal) = Hdf5Field.For(name, type, offset, heap);
        if (field is null || pandas is null)
        {
            return (field, refusal);
        }

        if (type.Class == Hdf5Class.Text)
        {
            return (field with { Decoder = new Hdf5Texts(type.Size, type.Padding, pandas.None) }, null);
        }

        bool isTime = pandas.Types.TryGetValue(member, out string? kind) && kind.StartsWith("datetime64", StringComparison.Ordinal);
        return isTime && type is { Class: Hdf5Class.Integer, Size: 8 }
            ? (field with { Column = new Column(name, ElementType.String) { Xtype = "timestamp" }, Decoder = new Hdf5Times(type.IsBigEndian) }, null)
            : (field, null);
    }

    private static Hdf5Field Describe(Hdf5Field field, Hdf5Member member, Hdf5Type type, EcsvDescription description)
    {
        if (description.Columns.TryGetValue(member.Name, out Column? said))
        {
            field = field with
            {
                Column = field.Column with
                {
                    Unit = said.Unit,
                    Description = said.Description,
                    Ucd = said.Ucd,
                    Utype = said.Utype,
                    Xtype = said.Xtype ?? field.Column.Xtype,
                    NullValue = said.NullValue,
                },
            };
        }

        if (!description.Masks.TryGetValue(member.Name, out string? marks) || type.Members.FirstOrDefault(other => other.Name == marks) is not { } mask)
        {
            return field;
        }

        int elements = field.Column.Shape is { IsVariable: false } shape ? shape.ElementCount : 1;
        return mask.Type.Size == elements
            ? field with { MaskOffset = mask.Offset }
            : throw Hdf5Fault.Unsupported($"the marks of column {member.Name} have {mask.Type.Size} bytes for {elements} elements");
    }
}
