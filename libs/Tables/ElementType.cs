namespace Hven.Tables;

/// <summary>The type of one element of a column: the union of what VOTable 1.5 (section 6), FITS 4.0 (section 7.3) and Parquet can hold.</summary>
public enum ElementType
{
    /// <summary>True or false; FITS <c>L</c>, VOTable <c>boolean</c>. Held as <see cref="byte"/> 0 or 1.</summary>
    Boolean,

    /// <summary>Unsigned 8-bit integer; FITS <c>B</c>, VOTable <c>unsignedByte</c>.</summary>
    UInt8,

    /// <summary>Signed 8-bit integer; FITS <c>B</c> with TZERO = -128. VOTable has none and carries it as <c>short</c>.</summary>
    Int8,

    /// <summary>Signed 16-bit integer; FITS <c>I</c>, VOTable <c>short</c>.</summary>
    Int16,

    /// <summary>Unsigned 16-bit integer; FITS <c>I</c> with TZERO = 32768. VOTable carries it as <c>int</c>.</summary>
    UInt16,

    /// <summary>Signed 32-bit integer; FITS <c>J</c>, VOTable <c>int</c>.</summary>
    Int32,

    /// <summary>Unsigned 32-bit integer; FITS <c>J</c> with TZERO = 2147483648. VOTable carries it as <c>long</c>.</summary>
    UInt32,

    /// <summary>Signed 64-bit integer; FITS <c>K</c>, VOTable <c>long</c>.</summary>
    Int64,

    /// <summary>Unsigned 64-bit integer; FITS <c>K</c> with TZERO = 9223372036854775808. VOTable has none.</summary>
    UInt64,

    /// <summary>IEEE 754 binary32; FITS <c>E</c>, VOTable <c>float</c>.</summary>
    Float32,

    /// <summary>IEEE 754 binary64; FITS <c>D</c>, VOTable <c>double</c>.</summary>
    Float64,

    /// <summary>A pair of binary32 (real, imaginary); FITS <c>C</c>, VOTable <c>floatComplex</c>. Held as <see cref="ComplexSingle"/>.</summary>
    Complex64,

    /// <summary>A pair of binary64 (real, imaginary); FITS <c>M</c>, VOTable <c>doubleComplex</c>. Held as <see cref="System.Numerics.Complex"/>.</summary>
    Complex128,

    /// <summary>Text, held as UTF-8; FITS <c>A</c>, VOTable <c>char[*]</c> or <c>unicodeChar[*]</c>.</summary>
    String,
}

/// <summary>A complex number of two binary32, in the memory order of FITS <c>C</c>.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct ComplexSingle(float Real, float Imaginary);
