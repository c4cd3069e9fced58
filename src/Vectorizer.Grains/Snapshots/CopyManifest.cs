using System.Collections.Immutable;

namespace Vectorizer.Grains.Snapshots;

/// <summary>What a node has saved of a segment. The state of <see cref="CopyManifestGrain"/>.</summary>
/// <param name="Version">Rises with every change; 0 when nothing was ever saved.</param>
/// <param name="Snapshots">The newest first.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.CopyManifest")]
public sealed record CopyManifest(
    [property: Id(0)] long Version, [property: Id(1)] ImmutableArray<SavedSnapshot> Snapshots)
{
    /// <summary>Nothing was ever saved.</summary>
    public static CopyManifest Empty { get; } = new(0, []);

    /// <summary>The newest snapshot, or null.</summary>
    public SavedSnapshot? Latest => Snapshots is [var latest, ..] ? latest : null;
}
