using System.Buffers;
using System.Collections;

namespace Hven.Fits;

/// <summary>
/// The cards of one HDU in file order, without END. When a keyword stands more than once the first card counts, as in cfitsio and astropy; the
/// others stay in the list. Writing a header that was read and not changed gives the same bytes.
/// </summary>
public sealed class Header : IReadOnlyList<Card>
{
    private readonly List<Card> _cards;
    private readonly Dictionary<string, int> _first = new(StringComparer.Ordinal);
    private readonly byte[]? _tail;

    /// <summary>Makes an empty header.</summary>
    public Header()
        : this([], null)
    {
    }

    private Header(List<Card> cards, byte[]? tail)
    {
        _cards = cards;
        _tail = tail;
        Reindex();
    }

    /// <summary>Number of the HDU the header belongs to; -1 when it was not read from a file.</summary>
    public int Hdu { get; init; } = -1;

    /// <summary>Byte offset of the header in its file; -1 when it was not read from one.</summary>
    public long ByteOffset { get; init; } = -1;

    /// <summary>Where breaches that are met while the header is used are reported; <see langword="null"/> when nobody asks.</summary>
    internal FindingLog? Log { get; init; }

    /// <summary>Cards, with the CONTINUE cards of a long string counted once.</summary>
    public int Count => _cards.Count;

    /// <summary>The card at an index.</summary>
    /// <param name="index">0 up to, but not including, <see cref="Count"/>.</param>
    public Card this[int index] => _cards[index];

    /// <summary>Reads the cards up to END.</summary>
    /// <param name="bytes">Whole blocks of 2880 bytes, the last of which holds the END card.</param>
    /// <param name="hdu">Number of the HDU, for messages.</param>
    /// <param name="byteOffset">Offset in the file, for messages.</param>
    /// <exception cref="FitsException">There is no END card.</exception>
    public static Header Parse(ReadOnlySpan<byte> bytes, int hdu = -1, long byteOffset = -1) => Parse(bytes, hdu, byteOffset, null);

    internal static Header Parse(ReadOnlySpan<byte> bytes, int hdu, long byteOffset, FindingLog? log)
    {
        List<Card> cards = [];
        for (int start = 0; start + Card.Size <= bytes.Length; start += Card.Size)
        {
            ReadOnlySpan<byte> image = bytes.Slice(start, Card.Size);
            if (IsEnd(image))
            {
                return new Header(CardParser.JoinContinued(cards), bytes[start..].ToArray()) { Hdu = hdu, ByteOffset = byteOffset, Log = log };
            }

            cards.Add(Card.Parse(image));
        }

        throw new FitsException("FITS-HEADER", "The header has no END card", hdu, byteOffset);
    }

    /// <summary>The first card of a keyword, or <see langword="null"/>.</summary>
    /// <param name="keyword">The keyword in upper case; for HIERARCH what follows that word.</param>
    public Card? Find(string keyword) => _first.TryGetValue(keyword, out int index) ? _cards[index] : null;

    /// <summary>A string's value; <see langword="null"/> when the keyword is missing or undefined.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <exception cref="FitsException">The value is no string.</exception>
    public string? GetText(string keyword) =>
        Valued(keyword) is not { } card ? null : card.Kind == CardKind.Text ? card.Value : throw Wrong(card, "a string");

    /// <summary>An integer's value; <see langword="null"/> when the keyword is missing or undefined.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <exception cref="FitsException">The value is no integer of 64 bits.</exception>
    public long? GetInteger(string keyword) =>
        Valued(keyword) is not { } card ? null : card.TryGetInteger(out long value) ? value : throw Wrong(card, "an integer");

    /// <summary>A number's value; <see langword="null"/> when the keyword is missing or undefined.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <exception cref="FitsException">The value is no number.</exception>
    public double? GetReal(string keyword) =>
        Valued(keyword) is not { } card ? null : card.TryGetReal(out double value) ? value : throw Wrong(card, "a number");

    /// <summary>A logical value; <see langword="null"/> when the keyword is missing or undefined.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <exception cref="FitsException">The value is neither T nor F.</exception>
    public bool? GetLogical(string keyword) =>
        Valued(keyword) is not { } card ? null : card.Kind == CardKind.Logical ? card.Value == "T" : throw Wrong(card, "T or F");

    /// <summary>Adds a card at the end, also when its keyword stands already.</summary>
    /// <param name="card">The card.</param>
    public void Add(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        _cards.Add(card);
        _first.TryAdd(card.Keyword, _cards.Count - 1);
    }

    /// <summary>Puts a card in the place of the first one with its keyword, or at the end.</summary>
    /// <param name="card">The card.</param>
    public void Set(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        if (_first.TryGetValue(card.Keyword, out int index))
        {
            _cards[index] = card;
        }
        else
        {
            Add(card);
        }
    }

    /// <summary>Removes all cards of a keyword.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <returns>How many there were.</returns>
    public int Remove(string keyword)
    {
        int removed = _cards.RemoveAll(card => card.Keyword == keyword);
        Reindex();
        return removed;
    }

    /// <summary>Writes cards, END and padding to a multiple of 2880 bytes.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="blockCount">Blocks of 2880 bytes to fill at least; blank cards before END take up the room.</param>
    /// <returns>Bytes written.</returns>
    public int WriteTo(IBufferWriter<byte> output, int blockCount = 1)
    {
        ArgumentNullException.ThrowIfNull(output);
        int used = 0;
        foreach (Card card in _cards)
        {
            output.Write(card.Image);
            used += card.Image.Length;
        }

        while (used + Card.Size <= (blockCount - 1) * FitsReader.BlockSize)
        {
            output.Write(Blank);
            used += Card.Size;
        }

        // What follows END is kept as it was as long as it still ends a block.
        if (_tail is not null && (used + _tail.Length) % FitsReader.BlockSize == 0)
        {
            output.Write(_tail);
            return used + _tail.Length;
        }

        output.Write("END"u8);
        used += 3;
        int padding = (FitsReader.BlockSize - (used % FitsReader.BlockSize)) % FitsReader.BlockSize;
        output.GetSpan(padding)[..padding].Fill((byte)' ');
        output.Advance(padding);
        return used + padding;
    }

    /// <inheritdoc/>
    public IEnumerator<Card> GetEnumerator() => _cards.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsEnd(ReadOnlySpan<byte> image) => image.StartsWith("END"u8) && image[3..].IndexOfAnyExcept((byte)' ') < 0;

    internal FitsException Wrong(Card card, string wanted) =>
        new("FITS-CARD", $"{card.Keyword} is to be {wanted}, not '{card.Value}'", Hdu, ByteOffset, card.Keyword);

    private static ReadOnlySpan<byte> Blank => "                                                                                "u8;

    private Card? Valued(string keyword) => Find(keyword) is { Kind: not (CardKind.Undefined or CardKind.Commentary) } card ? card : null;

    private void Reindex()
    {
        _first.Clear();
        for (int index = 0; index < _cards.Count; index++)
        {
            _first.TryAdd(_cards[index].Keyword, index);
        }
    }
}
