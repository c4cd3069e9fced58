using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Collections;

/// <summary>What may change in a collection that exists. Null leaves a part as it is.</summary>
/// <param name="Field">The vector field meant; empty for the unnamed one.</param>
/// <param name="EfSearch">Candidates weighed by searches that name no <c>ef</c>. 1..10,000.</param>
/// <param name="Durability">How far a write gets before it is acknowledged.</param>
/// <param name="Quantization">
/// Another quantization of the field. Its segments change over one after the other in the background, while they are read and
/// written.
/// </param>
/// <param name="DeletionProtection">Whether dropping the collection is refused.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CollectionChange")]
public sealed record CollectionChange(
    [property: Id(0)] string Field,
    [property: Id(1)] int? EfSearch,
    [property: Id(2)] Durability? Durability = null,
    [property: Id(3)] QuantizationChange? Quantization = null,
    [property: Id(4)] bool? DeletionProtection = null);
