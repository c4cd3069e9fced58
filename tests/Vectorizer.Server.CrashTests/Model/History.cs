using System.Text;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Everything that one connection did and was told, to explain a violation.</summary>
internal sealed class History
{
    private readonly List<Entry> _entries = [];

    public void Add(int round, Operation operation, string outcome)
        => _entries.Add(new Entry(round, operation.Collection.Shape.Name, [.. operation.Ids], $"{operation.Text} → {outcome}"));

    public void Add(int round, string collection, string text) => _entries.Add(new Entry(round, collection, [], text));

    /// <summary>What concerned these points, or their collection as a whole, in order.</summary>
    public string About(string collection, IReadOnlyCollection<string> ids)
    {
        StringBuilder text = new();
        foreach (Entry entry in _entries.Where(entry => entry.Collection == collection
            && (entry.Ids.Count == 0 || ids.Count == 0 || entry.Ids.Overlaps(ids))))
        {
            text.Append("  round ").Append(entry.Round).Append(": ").AppendLine(entry.Text);
        }

        return text.ToString();
    }

    private sealed record Entry(int Round, string Collection, HashSet<string> Ids, string Text);
}
