namespace Vectorizer.Grains.Storage;

/// <summary>Where and how a node keeps its data.</summary>
public sealed class StorageOptions
{
    /// <summary>The data directory. Made if it is missing; its parent must exist. One node at a time.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Threads that write and sync logs, 1..64; 4 unless set: disks take a few syncs at a time and gain little from more.</summary>
    public int LogThreads { get; set; } = 4;

    /// <summary>Segments that are recovered at a time, 1..1,024. Unless set, the number of cores.</summary>
    public int RecoveringSegments { get; set; } = Environment.ProcessorCount;

    /// <summary>Segments that are saved at a time, 1..64; 1 unless set: disks gain little from more.</summary>
    public int SavingSegments { get; set; } = 1;
}
