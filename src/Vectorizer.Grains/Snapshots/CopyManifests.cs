using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Grains.Snapshots;

/// <summary>The manifests of this node's copies.</summary>
public sealed class CopyManifests(IGrainFactory grains, ILocalSiloDetails silo)
{
    /// <summary>Reads the manifest of a segment.</summary>
    /// <exception cref="VectorizerException"><c>segment_unavailable</c>: the storage cannot be read now.</exception>
    public async Task<CopyManifest> ReadAsync(SegmentKey key)
    {
        try
        {
            return await Grain(key).Read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not VectorizerException)
        {
            // An activation that could not read its state throws whatever the storage threw.
            throw new VectorizerException(VectorizerError.SegmentUnavailable, $"The manifest cannot be read. {e.Message}");
        }
    }

    /// <summary>Replaces the manifest of a segment.</summary>
    /// <exception cref="VectorizerException"><c>segment_unavailable</c>: whether it was stored is not known.</exception>
    public Task<CopyManifest> ReplaceAsync(SegmentKey key, CopyManifest former, ImmutableArray<SavedSnapshot> snapshots)
        => Grain(key).Replace(former.Version, snapshots);

    /// <summary>Removes the manifest of a segment that is gone.</summary>
    public Task ClearAsync(SegmentKey key) => Grain(key).Clear();

    private ICopyManifestGrain Grain(SegmentKey key) => grains.GetGrain<ICopyManifestGrain>($"{key}/{silo.Name}");
}
