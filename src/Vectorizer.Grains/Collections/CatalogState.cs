using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Grains.Collections;

/// <summary>All collections. A state machine: the same operations in the same order lead to the same state.</summary>
/// <remarks>
/// The three operations record what has been decided and cannot fail: whether they are allowed is checked before.
/// Threads: one, that of its grain.
/// </remarks>
internal sealed class CatalogState
{
    private readonly SortedDictionary<string, CollectionRecord> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, CollectionRecord> _byId = [];

    /// <summary>Number of collections.</summary>
    public int Count => _byId.Count;

    /// <summary>The highest id ever given to a collection; 0 before the first.</summary>
    public long LastId { get; private set; }

    public void Created(CollectionRecord record)
    {
        LastId = Math.Max(LastId, record.Id);
        _byName[record.Definition.Name] = record;
        _byId[record.Id] = record;
    }

    public void Changed(CollectionRecord record)
    {
        _byName[record.Definition.Name] = record;
        _byId[record.Id] = record;
    }

    public void Dropped(long id)
    {
        if (_byId.Remove(id, out CollectionRecord? record))
        {
            _byName.Remove(record.Definition.Name);
        }
    }

    public bool TryFind(string name, [NotNullWhen(true)] out CollectionRecord? record) => _byName.TryGetValue(name, out record);

    public bool TryFind(long id, [NotNullWhen(true)] out CollectionRecord? record) => _byId.TryGetValue(id, out record);

    /// <summary>Records in the ordinal order of their names, behind the name <paramref name="after"/>.</summary>
    public ImmutableArray<CollectionRecord> List(string? after, int limit) =>
    [
        .. _byName.Values
            .SkipWhile(record => after is not null && string.CompareOrdinal(record.Definition.Name, after) <= 0)
            .Take(limit),
    ];
}
