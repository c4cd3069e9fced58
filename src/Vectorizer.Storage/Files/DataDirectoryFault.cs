namespace Vectorizer.Storage.Files;

/// <summary>Why a data directory cannot be used.</summary>
public enum DataDirectoryFault
{
    /// <summary>It, or the directory that should hold it, does not exist.</summary>
    Missing = 0,

    /// <summary>Another process has it.</summary>
    InUse = 1,

    /// <summary>It is on a file system that is mounted read-only.</summary>
    ReadOnly = 2,

    /// <summary>This process may not write there.</summary>
    NotPermitted = 3,

    /// <summary>There is no space even for the first small file.</summary>
    DiskFull = 4,

    /// <summary>It holds files, but not those of this product.</summary>
    Foreign = 5,

    /// <summary>It was written by a version that this one no longer reads.</summary>
    TooOld = 6,

    /// <summary>It was written by a version that this one does not know yet.</summary>
    TooNew = 7,

    /// <summary>Its own description cannot be read.</summary>
    Damaged = 8,

    /// <summary>It belongs to a node of another name, or to another cluster.</summary>
    OtherNode = 9,

    /// <summary>The system reported an error.</summary>
    Failed = 10,
}
