namespace Vectorizer.Abstractions.Collections;

/// <summary>A collection as the catalog keeps it.</summary>
/// <param name="Id">Internal id. Never used again, so that a collection of the same name starts empty; a renamed one keeps it.</param>
/// <param name="Definition">Name, vector fields and number of segments.</param>
/// <param name="Slots">The segment of each of the <see cref="PointSlots.Count"/> slots.</param>
/// <param name="Version">Raised by every change of the record. A cached record with a lower version is stale.</param>
/// <param name="CreatedAt">When the collection was created, UTC.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CollectionRecord")]
public sealed record CollectionRecord(
    [property: Id(0)] long Id,
    [property: Id(1)] CollectionDefinition Definition,
    [property: Id(2)] SlotMap Slots,
    [property: Id(3)] long Version,
    [property: Id(4)] DateTimeOffset CreatedAt);
