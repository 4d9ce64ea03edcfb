using System.Globalization;

namespace Hven.Fits;

/// <summary>Kind and size of an HDU from its header (FITS 4.0, section 4.4.1), with every number distrusted.</summary>
internal static class HduSize
{
    // Sizes are kept far below the largest long, so that sums of offsets cannot wrap.
    private const long Limit = long.MaxValue / 4;

    public static (HduKind Kind, long DataLength) Of(Header header)
    {
        bool primary = header.Count > 0 && header[0].Keyword == "SIMPLE";
        string? extension = primary ? null : header.GetText("XTENSION")?.TrimEnd();
        long bitpix = Required(header, "BITPIX");
        if (bitpix is not (8 or 16 or 32 or 64 or -32 or -64))
        {
            throw Bad(header, "BITPIX", $"BITPIX is {bitpix}; it is one of 8, 16, 32, 64, -32, -64");
        }

        long axes = Required(header, "NAXIS");
        if (axes is < 0 or > 999)
        {
            throw Bad(header, "NAXIS", $"NAXIS is {axes}; it is from 0 to 999");
        }

        bool groups = primary && axes > 0 && Axis(header, 1) == 0 && header.Find("GROUPS") is { Kind: CardKind.Logical, Value: "T" };
        Int128 elements = axes == 0 ? 0 : 1;
        for (int axis = groups ? 2 : 1; axis <= axes; axis++)
        {
            elements = Bounded(header, elements * Axis(header, axis));
        }

        long parameters = primary && !groups ? 0 : NotNegative(header, "PCOUNT", 0);
        long groupCount = primary && !groups ? 1 : NotNegative(header, "GCOUNT", 1);
        Int128 bytes = Bounded(header, (elements + parameters) * groupCount * (Math.Abs(bitpix) / 8));
        return (KindOf(header, extension, groups), (long)bytes);
    }

    private static HduKind KindOf(Header header, string? extension, bool groups) => extension switch
    {
        null => groups ? HduKind.RandomGroups : HduKind.Image,
        "IMAGE" => HduKind.Image,
        "TABLE" => HduKind.AsciiTable,
        "BINTABLE" or "A3DTABLE" => header.Find("ZIMAGE") is { Kind: CardKind.Logical, Value: "T" } ? HduKind.CompressedImage : HduKind.BinaryTable,
        _ => HduKind.Other,
    };

    private static long Required(Header header, string keyword) =>
        header.GetInteger(keyword) ?? throw Bad(header, keyword, $"{keyword} is missing");

    private static long Axis(Header header, int axis)
    {
        string keyword = "NAXIS" + axis.ToString(CultureInfo.InvariantCulture);
        long length = Required(header, keyword);
        return length >= 0 ? length : throw Bad(header, keyword, $"{keyword} is {length}; it cannot be negative");
    }

    private static long NotNegative(Header header, string keyword, long missing)
    {
        long value = header.GetInteger(keyword) ?? missing;
        return value >= 0 ? value : throw Bad(header, keyword, $"{keyword} is {value}; it cannot be negative");
    }

    private static Int128 Bounded(Header header, Int128 value) =>
        value <= Limit ? value : throw Bad(header, null, "The header announces more data than any file can hold");

    private static FitsException Bad(Header header, string? keyword, string message) =>
        new("FITS-HEADER", message, header.Hdu, header.ByteOffset, keyword);
}
