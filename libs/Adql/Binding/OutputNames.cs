namespace Hven.Adql.Binding;

/// <summary>Keeps the names of result columns apart; engines and most table formats ignore their case.</summary>
internal sealed class OutputNames
{
    private readonly Dictionary<string, int> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name, with _2, _3 and so on when it is taken.</summary>
    public string Add(string name)
    {
        if (_used.TryAdd(name, 1))
        {
            return name;
        }

        string numbered;
        do
        {
            numbered = $"{name}_{++_used[name]}";
        }
        while (!_used.TryAdd(numbered, 1));
        return numbered;
    }
}
