namespace Vectorizer.Storage.Files;

/// <summary>The failures of a disk call that lead to different decisions.</summary>
public enum DiskError
{
    /// <summary>Anything else, an I/O error above all.</summary>
    Other = 0,

    /// <summary>No space left, or a quota or size limit is reached.</summary>
    DiskFull = 1,

    /// <summary>The file or directory does not exist.</summary>
    NotFound = 2,

    /// <summary>A file of that name exists already.</summary>
    Exists = 3,

    /// <summary>The process may not do that.</summary>
    NotPermitted = 4,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly = 5,
}
