namespace Vectorizer.Storage.Log;

/// <summary>How far a record got. Numbers are part of the catalog's format.</summary>
public enum LogDurability : byte
{
    /// <summary>In the memory of the process: lost when it ends.</summary>
    Memory = 0,

    /// <summary>Handed to the operating system: survives the end of the process, not a power failure.</summary>
    Os = 1,

    /// <summary>Synced to the disk: survives a power failure.</summary>
    Fsync = 2,
}
