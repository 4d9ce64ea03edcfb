using System.Text;
using Hven.Adql.Binding;
using Hven.Tables;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>
/// Comparisons of mapped columns with constants, with the engine's own rules, so that it does not matter which of the two answers: a null never
/// fits, a NaN equals a NaN and is above every number, integers are compared with integers exactly, text by its bytes.
/// </summary>
internal static class RowTest
{
    /// <summary>A test of rows, or <see langword="null"/> when only the engine can decide.</summary>
    public static Func<long, bool>? TryMake(SimplePredicate predicate, TableStore store)
    {
        if (store.Column(predicate.Column.Name) is not { } column)
        {
            return null;
        }

        return predicate.Operator switch
        {
            SimpleOperator.IsNull => row => column.IsNull(row),
            SimpleOperator.IsNotNull => row => !column.IsNull(row),
            _ => Comparison(predicate, column) is { } test ? (column.HasNulls ? row => !column.IsNull(row) && test(row) : test) : null,
        };
    }

    private static Func<long, bool>? Comparison(SimplePredicate predicate, StoredColumn column)
    {
        object?[] values = [.. predicate.Values.Select(literal => literal.Value)];
        switch (column)
        {
            case StoredText text when values.All(value => value is string):
                byte[][] texts = [.. values.Select(value => Encoding.UTF8.GetBytes((string)value!))];
                return Compare(predicate.Operator, texts.Length, (row, index) => text[row].SequenceCompareTo(texts[index]));
            case StoredValues<float> singles when values.All(value => value is long or double):
                return Singles(predicate.Operator, singles, values);
            case StoredValues<double> doubles when values.All(value => value is long or double):
                double[] numbers = [.. values.Select(Number)];
                return Compare(predicate.Operator, numbers.Length, (row, index) => Order(doubles.Values[row], numbers[index]));
            default:
                return Integers(predicate.Operator, column, values);
        }
    }

    private static Func<long, bool>? Singles(SimpleOperator comparison, StoredValues<float> column, object?[] values)
    {
        // The engine brings a whole number to the column's own type, and the column to the type of a number with a point.
        double[] numbers = [.. values.Select(value => value is long whole ? (float)whole : (double)value!)];
        return Compare(comparison, numbers.Length, (row, index) => Order(column.Values[row], numbers[index]));
    }

    private static Func<long, bool>? Integers(SimpleOperator comparison, StoredColumn column, object?[] values)
    {
        Func<long, long>? read = column switch
        {
            _ when column.Type == ElementType.Boolean => null,
            StoredValues<byte> v => row => v.Values[row],
            StoredValues<sbyte> v => row => v.Values[row],
            StoredValues<short> v => row => v.Values[row],
            StoredValues<ushort> v => row => v.Values[row],
            StoredValues<int> v => row => v.Values[row],
            StoredValues<uint> v => row => v.Values[row],
            StoredValues<long> v => row => v.Values[row],
            _ => null,
        };
        if (read is null)
        {
            return null;
        }

        if (values.All(value => value is long))
        {
            long[] whole = [.. values.Select(value => (long)value!)];
            return Compare(comparison, whole.Length, (row, index) => read(row).CompareTo(whole[index]));
        }

        if (!values.All(value => value is long or double))
        {
            return null;
        }

        double[] numbers = [.. values.Select(Number)];
        return Compare(comparison, numbers.Length, (row, index) => Order(read(row), numbers[index]));
    }

    private static Func<long, bool>? Compare(SimpleOperator comparison, int count, Func<long, int, int> order) => comparison switch
    {
        SimpleOperator.Equal => row => order(row, 0) == 0,
        SimpleOperator.NotEqual => row => order(row, 0) != 0,
        SimpleOperator.Less => row => order(row, 0) < 0,
        SimpleOperator.LessOrEqual => row => order(row, 0) <= 0,
        SimpleOperator.Greater => row => order(row, 0) > 0,
        SimpleOperator.GreaterOrEqual => row => order(row, 0) >= 0,
        SimpleOperator.Between => row => order(row, 0) >= 0 && order(row, 1) <= 0,
        SimpleOperator.In => row =>
        {
            for (int index = 0; index < count; index++)
            {
                if (order(row, index) == 0)
                {
                    return true;
                }
            }

            return false;
        },
        _ => null,
    };

    private static double Number(object? value) => value is long whole ? whole : (double)value!;

    private static int Order(double value, double other)
    {
        if (value < other)
        {
            return -1;
        }

        if (value > other)
        {
            return 1;
        }

        return value == other ? 0 : double.IsNaN(value).CompareTo(double.IsNaN(other));
    }
}
