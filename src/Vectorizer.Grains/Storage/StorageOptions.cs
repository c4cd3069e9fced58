namespace Vectorizer.Grains.Storage;

/// <summary>Where and how a node keeps its data.</summary>
public sealed class StorageOptions
{
    /// <summary>The data directory. Made if it is missing; its parent must exist. One node at a time.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// Free bytes of the data directory's volume below which points, new collections and snapshots are refused, 0..2^44;
    /// 0 for no such mark. Unless set, the smaller of 1 GiB and 5 % of the volume.
    /// </summary>
    public long? MinFreeBytes { get; set; }

    /// <summary>
    /// Bytes of the data directory's volume kept aside for deletes on a full disk, 0..2^36; 0 for none. Unless set, the
    /// smaller of 64 MiB and 1 % of the volume, at least 1 MiB.
    /// </summary>
    public long? ReserveBytes { get; set; }

    /// <summary>Threads that write and sync logs, 1..64; 4 unless set: disks take a few syncs at a time and gain little from more.</summary>
    public int LogThreads { get; set; } = 4;

    /// <summary>Segments that are recovered at a time, 1..1,024. Unless set, the number of cores.</summary>
    public int RecoveringSegments { get; set; } = Environment.ProcessorCount;

    /// <summary>Segments that are saved at a time, 1..64; 1 unless set: disks gain little from more.</summary>
    public int SavingSegments { get; set; } = 1;
}
