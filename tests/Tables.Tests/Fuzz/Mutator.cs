namespace Hven.Tables.Tests.Fuzz;

/// <summary>Damages files, the same way for the same seed.</summary>
internal static class Mutator
{
    private static readonly byte[][] s_nasty = [[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0, 0, 0, 0], [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]];

    /// <summary>A damaged copy: some bytes changed, cut, doubled or replaced by numbers that are at the end of a range.</summary>
    public static byte[] Damage(byte[] file, int seed)
    {
        var random = new Random(seed);
        List<byte> bytes = [.. file];
        int changes = 1 + random.Next(4);
        for (int change = 0; change < changes && bytes.Count > 16; change++)
        {
            // Heads hold the structure: half of the damage is done there.
            int at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(bytes.Count, 2048));
            int length = Math.Min(1 + random.Next(32), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    byte[] nasty = s_nasty[random.Next(s_nasty.Length)];
                    for (int index = 0; index < nasty.Length && at + index < bytes.Count; index++)
                    {
                        bytes[at + index] = nasty[index];
                    }

                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
