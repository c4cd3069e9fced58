using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Placement;

namespace Vectorizer.Grains.Snapshots;

/// <inheritdoc cref="ICopyManifestGrain"/>
/// <remarks>
/// The storage compares and sets: when two activations believe to own a manifest, one of them fails, forgets what it knows
/// and is activated anew.
/// </remarks>
[GrainType("vectorizer.copy-manifest"), NodePlacement]
internal sealed class CopyManifestGrain(
    [PersistentState("manifest", VectorizerStorage.ProviderName)] IPersistentState<CopyManifestState> state)
    : Grain, ICopyManifestGrain
{
    public Task<CopyManifest> Read() => Task.FromResult(state.State.Manifest);

    public async Task<CopyManifest> Replace(long version, ImmutableArray<SavedSnapshot> snapshots)
    {
        CopyManifest former = state.State.Manifest;
        if (version != former.Version)
        {
            throw new VectorizerException(
                VectorizerError.SegmentUnavailable, $"The manifest is at version {former.Version}, not at {version}: it was changed meanwhile.");
        }

        CopyManifest manifest = new(version + 1, snapshots);
        state.State = new CopyManifestState { Manifest = manifest };
        await StoreAsync(state.WriteStateAsync);
        return manifest;
    }

    public async Task Clear()
    {
        await StoreAsync(state.ClearStateAsync);
        DeactivateOnIdle();
    }

    private async Task StoreAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (Exception e)
        {
            // Whether it was stored is not known: the next activation reads what there is.
            DeactivateOnIdle();
            throw new VectorizerException(VectorizerError.SegmentUnavailable, $"The manifest could not be stored. {e.GetBaseException().Message}");
        }
    }
}
