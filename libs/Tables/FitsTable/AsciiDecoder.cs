using System.Globalization;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Numbers of an ASCII table (FITS 4.0, section 7.2.5): a field of blanks is zero unless TNULL says otherwise, D may stand for E, and a number
/// without a point has <see cref="AsciiField.Decimals"/> implied digits after it.
/// </summary>
internal sealed class AsciiDecoder : ElementDecoder
{
    private readonly AsciiField _field;
    private readonly byte[]? _null;
    private readonly bool _isInteger;

    public AsciiDecoder(AsciiField field)
    {
        _field = field;
        _null = field.Null is null ? null : System.Text.Encoding.Latin1.GetBytes(field.Null.Trim());
        _isInteger = field.Code == 'I' && !field.IsScaled;
    }

    public static ElementType TypeOf(AsciiField field) => field.Code switch
    {
        'A' => ElementType.String,
        'I' when !field.IsScaled => field.Width <= 9 ? ElementType.Int32 : ElementType.Int64,
        _ => ElementType.Float64,
    };

    public override void Append(ReadOnlySpan<byte> source, int stride, int count, ColumnVector target)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> text = source.Slice(row * stride, _field.Width).Trim((byte)' ');
            if (_null is not null && text.SequenceEqual(_null))
            {
                target.AppendNull();
            }
            else if (_isInteger)
            {
                AppendInteger(text, target);
            }
            else
            {
                double value = Real(text);
                // Adding TZERO = 0 would turn -0 into 0.
                ((PrimitiveVector<double>)target).Append(_field.IsScaled ? (value * _field.Scale) + _field.Zero : value);
            }
        }
    }

    private void AppendInteger(ReadOnlySpan<byte> text, ColumnVector target)
    {
        long value = 0;
        if (!text.IsEmpty && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            throw Bad(text, "an integer");
        }

        if (target is PrimitiveVector<int> narrow)
        {
            narrow.Append((int)value);
        }
        else
        {
            ((PrimitiveVector<long>)target).Append(value);
        }
    }

    private double Real(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        // A Fortran number may lack the exponent's letter: 1.5+03. Room for the letter and the implied point.
        Span<byte> number = stackalloc byte[text.Length <= 200 ? text.Length + 2 : 0];
        int length = 0;
        bool point = false;
        bool exponent = false;
        for (int index = 0; index < text.Length && length < number.Length - 1; index++)
        {
            byte next = text[index];
            bool letter = next is (byte)'D' or (byte)'d' or (byte)'E' or (byte)'e';
            bool sign = next is (byte)'+' or (byte)'-' && index > 0 && !exponent;
            if (letter || sign)
            {
                exponent = true;
                number[length++] = (byte)'E';
                if (letter)
                {
                    continue;
                }
            }

            point |= next == (byte)'.';
            number[length++] = next;
        }

        if (length == 0 || !double.TryParse(number[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            throw Bad(text, "a number");
        }

        return point || exponent || _field.Decimals == 0 ? value : value / Math.Pow(10, _field.Decimals);
    }

    private TableFormatException Bad(ReadOnlySpan<byte> text, string wanted) =>
        new("FITS-VALUE", $"Column '{_field.Name}': '{System.Text.Encoding.Latin1.GetString(text)}' is not {wanted}");
}
