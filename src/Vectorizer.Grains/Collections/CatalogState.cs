using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Grains.Collections;

/// <summary>All collections and their aliases. A state machine: the same operations in the same order lead to the same state.</summary>
/// <remarks>
/// The operations record what has been decided and cannot fail: whether they are allowed is checked before. A name is that
/// of a collection or an alias, never both, and every alias stands for a collection that exists.
/// Threads: one, that of its grain.
/// </remarks>
internal sealed class CatalogState
{
    private readonly SortedDictionary<string, CollectionRecord> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, CollectionRecord> _byId = [];

    // The names that collections had before the present ones.
    private readonly Dictionary<string, long> _formerNames = new(StringComparer.Ordinal);

    /// <summary>Number of collections.</summary>
    public int Count => _byId.Count;

    /// <summary>The highest id ever given to a collection; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The collection that each alias stands for.</summary>
    public ImmutableSortedDictionary<string, long> Aliases { get; private set; } =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public void Created(CollectionRecord record)
    {
        LastId = Math.Max(LastId, record.Id);
        Set(record);
    }

    /// <summary>A collection was changed or renamed.</summary>
    public void Changed(CollectionRecord record)
    {
        if (_byId.TryGetValue(record.Id, out CollectionRecord? former) && former.Definition.Name != record.Definition.Name)
        {
            _byName.Remove(former.Definition.Name);
            ForgetFormerNames(record.Id);
            _formerNames[former.Definition.Name] = record.Id;
        }

        Set(record);
    }

    public void Dropped(long id)
    {
        if (_byId.Remove(id, out CollectionRecord? record))
        {
            _byName.Remove(record.Definition.Name);
            ForgetFormerNames(id);
            Aliases = Aliases.RemoveRange(AliasesOf(id));
        }
    }

    /// <summary>Aliases stand for other collections, or for none where the id is 0.</summary>
    public void AliasesChanged(ImmutableArray<(string Alias, long Id)> changes)
    {
        ImmutableSortedDictionary<string, long>.Builder aliases = Aliases.ToBuilder();
        foreach ((string alias, long id) in changes)
        {
            if (_byId.ContainsKey(id))
            {
                aliases[alias] = id;
                _formerNames.Remove(alias);
            }
            else
            {
                aliases.Remove(alias);
            }
        }

        Aliases = aliases.ToImmutable();
    }

    /// <summary>The collection of this name; an alias is not one.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out CollectionRecord? record) => _byName.TryGetValue(name, out record);

    public bool TryFind(long id, [NotNullWhen(true)] out CollectionRecord? record) => _byId.TryGetValue(id, out record);

    /// <summary>The collection that a name or an alias stands for.</summary>
    public bool TryResolve(string name, [NotNullWhen(true)] out CollectionRecord? record)
        => TryFind(name, out record) || (Aliases.TryGetValue(name, out long id) && TryFind(id, out record));

    /// <summary>The collection that was renamed last from one name to another and still has it.</summary>
    /// <param name="from">A name that nothing has had since.</param>
    /// <param name="to">The present name.</param>
    /// <param name="record">The collection.</param>
    public bool WasRenamed(string from, string to, [NotNullWhen(true)] out CollectionRecord? record)
        => TryFind(to, out record) && _formerNames.TryGetValue(from, out long id) && id == record.Id;

    /// <summary>The aliases of a collection, in their ordinal order.</summary>
    public ImmutableArray<string> AliasesOf(long id) => [.. Aliases.Where(alias => alias.Value == id).Select(alias => alias.Key)];

    /// <summary>Records in the ordinal order of their names, behind the name <paramref name="after"/>.</summary>
    public ImmutableArray<CollectionRecord> List(string? after, int limit) =>
    [
        .. _byName.Values
            .SkipWhile(record => after is not null && string.CompareOrdinal(record.Definition.Name, after) <= 0)
            .Take(limit),
    ];

    /// <summary>Aliases in their ordinal order, behind the alias <paramref name="after"/>.</summary>
    public ImmutableArray<CollectionAlias> ListAliases(string? after, int limit) =>
    [
        .. Aliases
            .SkipWhile(alias => after is not null && string.CompareOrdinal(alias.Key, after) <= 0)
            .Take(limit)
            .Select(alias => new CollectionAlias(alias.Key, _byId[alias.Value].Definition.Name)),
    ];

    private void Set(CollectionRecord record)
    {
        _byName[record.Definition.Name] = record;
        _byId[record.Id] = record;
        _formerNames.Remove(record.Definition.Name);
    }

    private void ForgetFormerNames(long id)
    {
        foreach (string name in _formerNames.Where(former => former.Value == id).Select(former => former.Key).ToArray())
        {
            _formerNames.Remove(name);
        }
    }
}
