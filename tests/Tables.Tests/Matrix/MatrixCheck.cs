using System.Text.RegularExpressions;

namespace Hven.Tables.Tests.Matrix;

/// <summary>Sends a case through a format and compares.</summary>
internal static class MatrixCheck
{
    /// <summary>What came back otherwise than it should; empty when all is well.</summary>
    public static async Task<List<string>> RunAsync(MatrixFormat format, ElementType type, MatrixCase sample)
    {
        List<MatrixLimit> limits = MatrixLimit.Of(format.Name, type, sample.Kind);
        (TableSchema schema, RecordBatch batch) result;
        try
        {
            result = await format.RoundTripAsync(sample.Batch);
        }
        catch (Exception fault) when (limits.Exists(limit => limit.Refused) && fault is TableFormatException or ArgumentException)
        {
            return Regex.IsMatch(fault.Message, $@"[Cc]olumn '?{sample.Batch.Schema.Columns[1].Name}\b") ? [] : [$"the column is not named: {fault.Message}"];
        }

        // A limit that no longer holds is to be taken off the table: a reader believes it.
        if (limits.Find(limit => limit.Refused) is { } needless)
        {
            return [$"it was taken, although the table of limits says: {needless.Why}"];
        }

        List<string> faults = [.. CompareSchema(format, limits, sample.Batch.Schema, result.schema)];
        List<string> expected = Cells.Of(sample.Batch);
        List<string> actual = Cells.Of(result.batch);
        if (expected.Count != actual.Count)
        {
            return [.. faults, $"{actual.Count} cells instead of {expected.Count}"];
        }

        for (int cell = 0; cell < expected.Count; cell++)
        {
            if (expected[cell] != actual[cell] && !IsSubstitute(limits, expected[cell], actual[cell]))
            {
                faults.Add($"{expected[cell]} became {actual[cell]}");
            }
        }

        return faults;
    }

    private static IEnumerable<string> CompareSchema(MatrixFormat format, List<MatrixLimit> limits, TableSchema expected, TableSchema actual)
    {
        (Column wanted, Column got) = (expected.Columns[1], actual.Columns[1]);
        if (got.Name != wanted.Name || (got.Type != wanted.Type && !limits.Exists(limit => limit.Becomes == got.Type)))
        {
            yield return $"{wanted.Name} {wanted.Type} became {got.Name} {got.Type}";
        }

        string? shape = got.Shape?.ToString();
        if (shape != wanted.Shape?.ToString() && !limits.Exists(limit => limit.Shape == shape))
        {
            yield return $"shape {wanted.Shape} became {shape}";
        }

        if (format.HasMeaning && (got.Unit, got.Ucd, got.Utype, got.Description) != (wanted.Unit, wanted.Ucd, wanted.Utype, format.Text(wanted.Description!)))
        {
            yield return $"the meaning became {got.Unit}, {got.Ucd}, {got.Utype}, {got.Description}";
        }

        if (format is { HasMeaning: true, HasName: true } && actual.Name != expected.Name)
        {
            yield return $"the name became {actual.Name}";
        }
    }

    /// <summary>Several limits can hold for a cell; what one of them makes of it is right.</summary>
    private static bool IsSubstitute(List<MatrixLimit> limits, string expected, string actual)
    {
        string name = expected[..(expected.IndexOf('=', StringComparison.Ordinal) + 1)];
        string value = expected[name.Length..];
        return limits.Where(limit => limit.Cell is not null).SelectMany(limit => limit.Cell!(value).Split('|')).Any(substitute => name + substitute == actual);
    }
}
