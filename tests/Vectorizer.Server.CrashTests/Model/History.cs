using System.Text;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Everything that one connection did and was told, to explain a violation.</summary>
internal sealed class History
{
    // Enough to understand what went wrong; a collection may have thousands.
    private const int MaxEntries = 100;

    private readonly List<Entry> _entries = [];

    public void Add(int round, Operation operation, string outcome)
        => _entries.Add(new Entry(round, operation.Collection.Shape.Name, [.. operation.Ids], $"{operation.Text} → {outcome}"));

    /// <summary>What concerned these points, or their collection as a whole, in order; the last of it.</summary>
    public string About(string collection, IReadOnlyCollection<string> ids)
    {
        StringBuilder text = new();
        IEnumerable<Entry> entries = _entries.Where(entry => entry.Collection == CollectionShape.FirstNameOf(collection)
            && (entry.Ids.Count == 0 || ids.Count == 0 || entry.Ids.Overlaps(ids)));
        foreach (Entry entry in entries.TakeLast(MaxEntries))
        {
            text.Append("  round ").Append(entry.Round).Append(": ").AppendLine(entry.Text);
        }

        return text.ToString();
    }

    private sealed record Entry(int Round, string Collection, HashSet<string> Ids, string Text);
}
