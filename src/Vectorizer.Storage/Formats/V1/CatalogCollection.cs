using System.Collections.Immutable;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>A collection as the catalog's log keeps it.</summary>
/// <param name="Id">Internal id, from 1. Never used again.</param>
/// <param name="Version">Raised by every change.</param>
/// <param name="CreatedAt">UTC; kept to 100 ns.</param>
/// <param name="Name">1..255 bytes of UTF-8.</param>
/// <param name="Segments">Number of segments, 1..65,536.</param>
/// <param name="Durability">How far a write gets before it is acknowledged, when it does not say.</param>
/// <param name="Fields">1..64 vector fields.</param>
/// <param name="Slots">The segment of each slot; at most 65,536 slots.</param>
/// <param name="Compression">How payloads are kept; null in a record that does not say.</param>
/// <param name="DeletionProtection">Whether dropping the collection is refused.</param>
public sealed record CatalogCollection(
    long Id,
    long Version,
    DateTimeOffset CreatedAt,
    string Name,
    int Segments,
    LogDurability Durability,
    ImmutableArray<CatalogVectorField> Fields,
    ImmutableArray<ushort> Slots,
    CatalogCompression? Compression = null,
    bool DeletionProtection = false)
{
    /// <summary>Indexes over payloads.</summary>
    public ImmutableArray<CatalogPayloadIndex> PayloadIndexes { get; init; } = [];

    /// <summary>Compares the values in the arrays, not their places in memory.</summary>
    public bool Equals(CatalogCollection? other)
        => other is not null && Id == other.Id && Version == other.Version && CreatedAt == other.CreatedAt
            && Name == other.Name && Segments == other.Segments && Durability == other.Durability && Compression == other.Compression
            && DeletionProtection == other.DeletionProtection
            && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan()) && Slots.AsSpan().SequenceEqual(other.Slots.AsSpan())
            && PayloadIndexes.AsSpan().SequenceEqual(other.PayloadIndexes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Id, Version);
}
