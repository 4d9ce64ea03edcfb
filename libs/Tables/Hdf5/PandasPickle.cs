using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hven.Tables.Hdf5;

/// <summary>
/// Reads the lists of names that PyTables keeps as pickled attributes (protocols 0 to 4). Only numbers, texts, lists, tuples, maps and nothing are known;
/// anything that would make an object of a class is refused, so that a file cannot run code.
/// </summary>
internal static class PandasPickle
{
    /// <summary>The texts in a pickle, in order, whatever holds them; <see langword="null"/> when it holds something else.</summary>
    public static List<string>? Texts(ReadOnlySpan<byte> pickle)
    {
        var texts = new List<string>();
        while (!pickle.IsEmpty)
        {
            byte operation = pickle[0];
            pickle = pickle[1..];
            int length = 0;
            switch (operation)
            {
                // Stop.
                case (byte)'.':
                    return texts;

                // Mark, list, tuples, map, append, set, nothing, truth, memoise: no argument.
                case (byte)'(' or (byte)'l' or (byte)'t' or (byte)'d' or (byte)'a' or (byte)'s' or (byte)'e' or (byte)'u' or (byte)'N' or (byte)']' or (byte)')' or (byte)'}':
                case 0x85 or 0x86 or 0x87 or 0x88 or 0x89 or 0x94:
                    continue;

                // Texts on a line, in the escapes of Python.
                case (byte)'V' or (byte)'S':
                    length = pickle.IndexOf((byte)'\n');
                    if (length < 0)
                    {
                        return null;
                    }

                    texts.Add(Unescape(Encoding.Latin1.GetString(pickle[..length])));
                    length++;
                    break;

                // Numbers and memo places on a line.
                case (byte)'I' or (byte)'L' or (byte)'F' or (byte)'p' or (byte)'g':
                    length = pickle.IndexOf((byte)'\n') + 1;
                    if (length == 0)
                    {
                        return null;
                    }

                    break;
                case (byte)'X' or 0x8C or (byte)'U':
                    int head = operation == (byte)'X' ? 4 : 1;
                    int size = head == 4 ? BinaryPrimitives.ReadInt32LittleEndian(pickle) : pickle[0];
                    texts.Add(Encoding.UTF8.GetString(pickle.Slice(head, size)));
                    length = head + size;
                    break;
                case 0x80 or (byte)'K' or (byte)'q' or (byte)'h':
                    length = 1;
                    break;
                case (byte)'M':
                    length = 2;
                    break;
                case (byte)'J' or (byte)'r' or (byte)'j':
                    length = 4;
                    break;

                // A frame, a float.
                case 0x95 or (byte)'G':
                    length = 8;
                    break;
                default:
                    return null;
            }

            pickle = pickle[length..];
        }

        return null;
    }

    /// <summary>Writes a list of texts in protocol 0, as PyTables does.</summary>
    public static string List(IEnumerable<string> texts) => "(lp0\n" + string.Concat(texts.Select(text => $"V{Escape(text)}\na")) + ".";

    /// <summary>Text as pickle's protocol 0 has it: Python's raw unicode escapes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                > 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                > 0x7E or < 0x20 or '\\' => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            int digits = text[at] != '\\' || at + 1 == text.Length ? 0 : text[at + 1] switch { 'u' => 4, 'U' => 8, 'x' => 2, _ => 0 };
            if (digits > 0 && at + 2 + digits <= text.Length
                && int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code))
            {
                plain.Append(new Rune(code));
                at += 1 + digits;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }
}
