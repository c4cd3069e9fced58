namespace Vectorizer.Storage.Files;

/// <summary>How a file is opened.</summary>
public enum DiskAccess
{
    /// <summary>An existing file, for reading.</summary>
    Read = 0,

    /// <summary>An existing file, for reading and writing.</summary>
    Write = 1,

    /// <summary>A new file; it is an error when one of that name exists.</summary>
    CreateNew = 2,
}
