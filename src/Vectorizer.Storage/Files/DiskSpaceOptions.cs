namespace Vectorizer.Storage.Files;

/// <summary>How much of a volume is kept free.</summary>
public sealed record DiskSpaceOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>
    /// Free bytes below which nothing that makes the data larger is taken; 0 for no mark. Unless set, the smaller of 1 GiB
    /// and 5 % of the volume: room for recovery, for deletes, and for whatever else lives there.
    /// </summary>
    public long? LowWaterBytes { get; init; }

    /// <summary>
    /// Bytes kept aside for deletes on a full disk; 0 for none. Unless set, the smaller of 64 MiB and 1 % of the volume, at
    /// least 1 MiB: a delete takes some tens of bytes a point.
    /// </summary>
    public long? ReserveBytes { get; init; }

    /// <summary>The low-water mark on a volume.</summary>
    public long LowWaterOf(in VolumeInfo volume) => LowWaterBytes ?? Math.Min(1024 * MiB, volume.TotalBytes / 20);

    /// <summary>The reserve on a volume.</summary>
    public long ReserveOf(in VolumeInfo volume) => ReserveBytes ?? Math.Clamp(volume.TotalBytes / 100, MiB, 64 * MiB);
}
