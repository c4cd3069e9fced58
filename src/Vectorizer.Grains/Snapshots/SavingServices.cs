using Microsoft.Extensions.Options;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Snapshots;

/// <summary>What a node needs to save segments and to open them again.</summary>
internal sealed class SavingServices(
    NodeStorage storage, ISnapshotStore store, CopyManifests manifests, IOptions<AutoSaveOptions> options, TimeProvider timeProvider)
{
    public NodeStorage Storage => storage;

    public ISnapshotStore Store => store;

    public CopyManifests Manifests => manifests;

    public AutoSaveOptions Options => options.Value;

    public TimeProvider TimeProvider => timeProvider;
}
