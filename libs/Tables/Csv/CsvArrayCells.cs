using System.Buffers;
using System.Text.Json;

namespace Hven.Tables.Csv;

/// <summary>Cells of several numbers: separated by blanks (DALI 1.1, section 3.3), or in brackets and commas as DuckDB and ECSV write them.</summary>
internal sealed class CsvArrayCells<T, TParser>(Column column, bool emptyIsNull) : CsvCells
    where T : unmanaged
    where TParser : struct, ICellParser<T>
{
    private static ReadOnlySpan<byte> Between => " \t\r\n,[]"u8;

    private static readonly SearchValues<byte> s_between = SearchValues.Create(Between);

    private readonly int _tokensPerItem = column.Type is ElementType.Complex64 or ElementType.Complex128 ? 2 : 1;

    public override void Read(CsvRecords records, byte[] buffer, int cell, ColumnVector vector, Action<int, string> fault)
    {
        var target = (ListVector)vector;
        var items = (PrimitiveVector<T>)target.Items;
        for (int record = 0; record < records.Count; record++)
        {
            CsvCell at = records.Cell(record, cell);
            ReadOnlySpan<byte> text = buffer.AsSpan(at.Start, at.Length);
            if (IsNull(at, text.Trim(" \t"u8), emptyIsNull))
            {
                target.AppendNull();
                continue;
            }

            int before = items.Length;
            bool parsed = TryReadItems(text, items);
            target.EndRow();
            if (!parsed)
            {
                fault(record, Reason(text, column.Type));
            }
            else if (!ArrayLength.Fits(column.Shape!, items.Length - before))
            {
                fault(record, $"{items.Length - before} elements do not make an array of shape {column.Shape}.");
            }
        }
    }

    private bool TryReadItems(ReadOnlySpan<byte> text, PrimitiveVector<T> items)
    {
        for (text = text.TrimStart(Between); !text.IsEmpty; text = text.TrimStart(Between))
        {
            int end = text.IndexOfAny(s_between);
            if (_tokensPerItem == 2 && end > 0 && !CsvValue.IsNull(text[..end]))
            {
                int second = text[end..].IndexOfAnyExcept(" \t"u8);
                int length = second < 0 ? -1 : text[(end + second)..].IndexOfAny(s_between);
                end = length < 0 ? -1 : end + second + length;
            }

            ReadOnlySpan<byte> token = end < 0 ? text : text[..end];
            text = text[token.Length..];
            if (TParser.TryParse(token, out T value))
            {
                items.Append(value);
            }
            else if (CsvValue.IsNull(token))
            {
                items.AppendNull();
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Cells of several texts: a JSON array of strings.</summary>
internal sealed class CsvTextArrayCells(Column column, bool emptyIsNull) : CsvCells
{
    private byte[] _scratch = new byte[256];

    public override void Read(CsvRecords records, byte[] buffer, int cell, ColumnVector vector, Action<int, string> fault)
    {
        var target = (ListVector)vector;
        var items = (TextVector)target.Items;
        for (int record = 0; record < records.Count; record++)
        {
            CsvCell at = records.Cell(record, cell);
            ReadOnlySpan<byte> text = CsvTextCells.Unquote(buffer, at, ref _scratch);
            if (IsNull(at, text, emptyIsNull))
            {
                target.AppendNull();
                continue;
            }

            int before = items.Length;
            string? reason = ReadItems(text, items);
            target.EndRow();
            if (reason is null && !ArrayLength.Fits(column.Shape!, items.Length - before))
            {
                reason = $"{items.Length - before} elements do not make an array of shape {column.Shape}.";
            }

            if (reason is not null)
            {
                fault(record, reason);
            }
        }
    }

    private static string? ReadItems(ReadOnlySpan<byte> text, TextVector items)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.String)
                {
                    items.Append(json.GetString());
                }
                else if (json.TokenType == JsonTokenType.Null)
                {
                    items.AppendNull();
                }
                else if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray))
                {
                    return $"A {json.TokenType} stands in an array of strings.";
                }
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return $"The cell is not a JSON array of strings: {fault.Message}";
        }
    }
}

/// <summary>Whether a number of elements fills an array of a shape.</summary>
internal static class ArrayLength
{
    public static bool Fits(ArrayShape shape, int count)
    {
        if (!shape.IsVariable)
        {
            return count == shape.ElementCount;
        }

        int step = shape.Lengths.Take(shape.Lengths.Count - 1).Aggregate(1, (product, length) => product * length);
        return count % step == 0;
    }
}
