namespace Vectorizer.Grains.Snapshots;

/// <summary>A snapshot that a manifest names.</summary>
/// <param name="Sequence">The last write that is in it; also its name.</param>
/// <param name="Epoch">Of that write.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Checksum">Of its contents.</param>
/// <param name="Points">Points that exist in it.</param>
/// <param name="SavedAt">When it was finished.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SavedSnapshot")]
public sealed record SavedSnapshot(
    [property: Id(0)] long Sequence,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Bytes,
    [property: Id(3)] uint Checksum,
    [property: Id(4)] long Points,
    [property: Id(5)] DateTimeOffset SavedAt);
