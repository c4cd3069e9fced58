using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Grains.Collections;

namespace Vectorizer.Grains.Tests.Collections;

/// <summary>What a catalog must hold: a model without its log and its state machine.</summary>
/// <param name="Records">Collections by their ids.</param>
/// <param name="Aliases">Ids of the collections that aliases stand for.</param>
internal sealed record CatalogPicture(
    ImmutableSortedDictionary<long, CollectionRecord> Records, ImmutableSortedDictionary<string, long> Aliases)
{
    public static readonly CatalogPicture Empty = new(
        ImmutableSortedDictionary<long, CollectionRecord>.Empty, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>Everything in words, to compare.</summary>
    public string Text => Describe(
        Records.Values.OrderBy(record => record.Definition.Name, StringComparer.Ordinal),
        Aliases.Select(alias => new CollectionAlias(alias.Key, Records[alias.Value].Definition.Name)));

    public CatalogPicture With(CollectionRecord record) => this with { Records = Records.SetItem(record.Id, record) };

    public CatalogPicture Without(long id) => new(
        Records.Remove(id), Aliases.RemoveRange(Aliases.Where(alias => alias.Value == id).Select(alias => alias.Key)));

    /// <param name="changes">Aliases and ids; 0 for none.</param>
    public CatalogPicture With(ImmutableArray<(string Alias, long Id)> changes) => this with
    {
        Aliases = changes.Aggregate(
            Aliases, (aliases, change) => change.Id == 0 ? aliases.Remove(change.Alias) : aliases.SetItem(change.Alias, change.Id)),
    };

    /// <summary>A catalog in the same words.</summary>
    public static string Describe(CatalogState state)
        => Describe(state.List(after: null, int.MaxValue), state.ListAliases(after: null, int.MaxValue));

    private static string Describe(IEnumerable<CollectionRecord> records, IEnumerable<CollectionAlias> aliases) => string.Join(
        '\n',
        records.Select(record =>
            $"{record.Definition.Name} is {record.Id} in version {record.Version}, "
            + $"{(record.Definition.DeletionProtection ? "protected" : "not protected")}, with the indexes "
            + string.Join(' ', record.Definition.PayloadIndexes.Select(index => $"{index.Key}:{index.Type}"))).Concat(
                aliases.Select(alias => $"{alias.Alias} stands for {alias.Collection}")));
}
