namespace Vectorizer.Storage.Files;

/// <summary>A call of the operating system failed.</summary>
public sealed class DiskException : IOException
{
    public DiskException(string operation, string path, DiskError error, string errorName, Exception? inner = null)
        : base($"{operation} '{path}' failed: {errorName}.", inner)
    {
        Operation = operation;
        Path = path;
        Error = error;
        ErrorName = errorName;
    }

    /// <summary>What was tried, such as <c>write</c> or <c>sync</c>.</summary>
    public string Operation { get; }

    /// <summary>The file or directory it was tried on.</summary>
    public string Path { get; }

    /// <summary>The kinds of failure that are told apart.</summary>
    public DiskError Error { get; }

    /// <summary>The system's own name of the error, such as <c>EIO</c>.</summary>
    public string ErrorName { get; }

    /// <summary>Whether freeing space or raising a quota would help.</summary>
    public bool IsDiskFull => Error == DiskError.DiskFull;
}
