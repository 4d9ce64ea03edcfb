namespace Hven.Fits;

/// <summary>Where readers report breaches of the standard: a strict log throws, a lenient one collects.</summary>
/// <param name="isStrict">Whether to throw.</param>
internal sealed class FindingLog(bool isStrict)
{
    /// <summary>Findings kept; a hostile file must not fill the memory with them.</summary>
    public const int Limit = 1000;

    private readonly List<FitsFinding> _findings = [];

    public IReadOnlyList<FitsFinding> Findings => _findings;

    public void Report(string code, string message, int hdu, long byteOffset, string? card = null)
    {
        if (isStrict)
        {
            throw new FitsException(code, message, hdu, byteOffset, card);
        }

        Note(code, message, hdu, byteOffset, card);
    }

    /// <summary>Notes what the standard allows but a reader ought to know; strict logs note it too.</summary>
    public void Note(string code, string message, int hdu, long byteOffset, string? card = null)
    {
        if (_findings.Count < Limit)
        {
            _findings.Add(new FitsFinding(code, message, hdu, byteOffset, card));
        }
        else if (_findings.Count == Limit)
        {
            _findings.Add(new FitsFinding("FITS-MORE", $"Only the first {Limit} findings are listed", hdu, byteOffset, null));
        }
    }
}
