namespace Hven.Fits.Columns;

/// <summary>What a header says of one column of a table, whatever its form.</summary>
public abstract record TableField
{
    /// <summary>Number of the column, from 1, as in the keywords.</summary>
    public required int Number { get; init; }

    /// <summary>TTYPEn without trailing blanks; <c>col</c> and the number when it is missing.</summary>
    public required string Name { get; init; }

    /// <summary>Type letter of TFORMn: one of <c>L X B I J K A E D C M</c> for binary tables, <c>A I F E D</c> for ASCII ones. For an array descriptor the letter of its elements.</summary>
    public required char Code { get; init; }

    /// <summary>TUNITn.</summary>
    public string? Unit { get; init; }

    /// <summary>TUCDn, a convention of TOPCAT and the CDS.</summary>
    public string? Ucd { get; init; }

    /// <summary>TUTYPn, likewise.</summary>
    public string? Utype { get; init; }

    /// <summary>TXTYPn, likewise.</summary>
    public string? Xtype { get; init; }

    /// <summary>TCOMMn, likewise; else the comment of the TTYPEn card.</summary>
    public string? Description { get; init; }

    /// <summary>TDISPn.</summary>
    public string? Display { get; init; }

    /// <summary>TNULLn as it stands.</summary>
    public string? Null { get; init; }

    /// <summary>TSCALn, 1 when missing: value = <see cref="Zero"/> + <see cref="Scale"/> x stored.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>TZEROn, 0 when missing.</summary>
    public double Zero { get; init; }

    /// <summary>Whether TSCAL or TZERO change the stored values.</summary>
    public bool IsScaled => Scale != 1 || Zero != 0;
}

/// <summary>One column of a binary table (FITS 4.0, section 7.3).</summary>
public sealed record BinaryField : TableField
{
    /// <summary>Elements a cell; the repeat count of TFORMn. 0 or 1 for array descriptors.</summary>
    public required int Repeat { get; init; }

    /// <summary>Where the cell starts in its row.</summary>
    public required int ByteOffset { get; init; }

    /// <summary>Bytes of the cell in its row.</summary>
    public required int ByteWidth { get; init; }

    /// <summary><c>P</c> or <c>Q</c> when the cell is a descriptor of an array in the heap, else <c>'\0'</c>.</summary>
    public char Descriptor { get; init; }

    /// <summary>
    /// TDIMn, fastest axis first; <see langword="null"/> when missing or when it does not fit the repeat count (it is then ignored, as the standard asks).
    /// Of arrays in the heap it is the shape that each has at least.
    /// </summary>
    public IReadOnlyList<int>? Dimensions { get; init; }

    /// <summary>For character columns, bytes of one string: the first axis of TDIM, <c>w</c> of the <c>rAw</c> convention, else the repeat count; 0 for one text of any length in the heap.</summary>
    public int StringWidth { get; init; }

    /// <summary>Bytes of one element.</summary>
    public int ElementSize => SizeOf(Code);

    /// <summary>Bytes of one element of a type letter; 0 for bits.</summary>
    /// <param name="code">One of <c>L X B I J K A E D C M</c>.</param>
    public static int SizeOf(char code) => code switch
    {
        'X' => 0,
        'L' or 'B' or 'A' => 1,
        'I' => 2,
        'J' or 'E' => 4,
        'K' or 'D' or 'C' => 8,
        'M' => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No FITS type letter."),
    };
}

/// <summary>One column of an ASCII table (FITS 4.0, section 7.2).</summary>
public sealed record AsciiField : TableField
{
    /// <summary>Where the field starts in its row, from 0 (TBCOLn - 1).</summary>
    public required int ByteOffset { get; init; }

    /// <summary>Characters of the field.</summary>
    public required int Width { get; init; }

    /// <summary>Digits after an implied decimal point, used where a number has no point.</summary>
    public int Decimals { get; init; }
}
