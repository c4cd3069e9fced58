namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The indexes over payloads that a collection must have.</summary>
internal sealed class IndexModel
{
    private readonly SortedDictionary<string, string> _types = new(StringComparer.Ordinal);

    public int Count => _types.Count;

    public bool Has(string key) => _types.ContainsKey(key);

    /// <summary>An index came, or got another type.</summary>
    public void Put(string key, string type) => _types[key] = type;

    public void Drop(string key) => _types.Remove(key);

    /// <summary>The collection was dropped, and they with it.</summary>
    public void Clear() => _types.Clear();

    /// <summary>Decides whether a change happened that was not answered.</summary>
    /// <returns>Whether the server shows what only the change can have made.</returns>
    public bool Settle(Operation operation, IReadOnlyDictionary<string, string> observed)
    {
        switch (operation)
        {
            case PutIndex put when observed.GetValueOrDefault(put.Key) == put.Type && _types.GetValueOrDefault(put.Key) != put.Type:
                Put(put.Key, put.Type);
                return true;
            case DropIndex drop when !observed.ContainsKey(drop.Key):
                Drop(drop.Key);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether these are the indexes.</summary>
    public bool Are(IReadOnlyDictionary<string, string> observed)
        => observed.Count == _types.Count && _types.All(index => observed.GetValueOrDefault(index.Key) == index.Value);

    public override string ToString() => Describe(_types);

    /// <summary>Indexes in words.</summary>
    public static string Describe(IEnumerable<KeyValuePair<string, string>> indexes)
    {
        string text = string.Join(' ', indexes.Select(index => $"{index.Key}:{index.Value}"));
        return text.Length == 0 ? "none" : text;
    }
}
