using Microsoft.Extensions.Options;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Snapshots;

/// <summary>What a node needs to save segments and to open them again.</summary>
public sealed class SavingServices(
    NodeStorage storage,
    ISnapshotStore store,
    CopyManifests manifests,
    IOptions<AutoSaveOptions> options,
    SegmentInstruments instruments,
    TimeProvider timeProvider)
{
    /// <summary>Disk and threads.</summary>
    public NodeStorage Storage => storage;

    /// <summary>Where snapshots are kept.</summary>
    public ISnapshotStore Store => store;

    /// <summary>What is kept there of each segment.</summary>
    public CopyManifests Manifests => manifests;

    /// <summary>When segments are saved.</summary>
    public AutoSaveOptions Options => options.Value;

    /// <summary>What is measured of it.</summary>
    public SegmentInstruments Instruments => instruments;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider => timeProvider;
}
