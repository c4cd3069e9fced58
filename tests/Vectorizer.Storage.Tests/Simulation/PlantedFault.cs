namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Mistakes that a write log can make. Each is switched on by a test, which expects the model to find it.</summary>
public enum PlantedFault
{
    None,

    /// <summary>Says that a file was synced, and does not sync it.</summary>
    AcknowledgeBeforeSync,

    /// <summary>Does not sync names.</summary>
    SkipDirectorySync,

    /// <summary>Tries a failed sync again and believes the second result.</summary>
    RetryFailedSync,

    /// <summary>Writes records to a new file whose header is not on the disk.</summary>
    SkipHeaderSync,

    /// <summary>Leaves torn bytes, and those of refused records, behind the last record.</summary>
    LeaveTheTail,

    /// <summary>Believes that what it can read after a restart is on the disk.</summary>
    TrustTheCache,

    /// <summary>Starts the next file before the last one is on the disk.</summary>
    SyncOnlyTheNewFileOnRoll,

    /// <summary>Takes a record whose checksum is wrong.</summary>
    AcceptAnyChecksum,

    /// <summary>Lets a replaced leadership write.</summary>
    IgnoreEpoch,

    /// <summary>Gives the last record's sequence again.</summary>
    ReuseASequence,

    /// <summary>Acknowledges at once, whatever was asked.</summary>
    AcknowledgeFromMemory,

    /// <summary>Calls what is in memory synced.</summary>
    ReportMemoryAsFsync,

    /// <summary>Takes every torn tail with a record behind it for damage.</summary>
    CallATornTailDamage,

    /// <summary>Goes on writing after a failed write, as if it had been a full disk.</summary>
    WriteOnAfterAnError,

    /// <summary>Names a snapshot whose bytes are not on the disk.</summary>
    PublishAnUnsyncedSnapshot,

    /// <summary>Drops the log before a manifest names the snapshot that replaces it.</summary>
    DropTheLogBeforeTheManifest,

    /// <summary>Drops what an older snapshot needs if the newest one is damaged.</summary>
    DropTheLogBeyondTheOldestSnapshot,

    /// <summary>Does not sync the name under which a snapshot is kept.</summary>
    KeepASnapshotWithoutItsName,

    /// <summary>Publishes a snapshot with writes that the log may lose.</summary>
    PublishBeforeTheLogIsSynced,

    /// <summary>Loads what a save has left that was cut short.</summary>
    TakeAnUnfinishedSnapshot,
}
