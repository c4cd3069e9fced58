namespace Vectorizer.Storage.Rows;

/// <summary>Rows could not be kept in their file, or not be read back from it.</summary>
/// <remarks>Not a <c>DiskException</c>: nothing that is meant to last is concerned, and no snapshot or log is damaged.</remarks>
public sealed class RowFileException : IOException
{
    public RowFileException(string message, bool isDiskFull = false, Exception? inner = null)
        : base(message, inner) => IsDiskFull = isDiskFull;

    /// <summary>Whether freeing space or raising a quota would help.</summary>
    public bool IsDiskFull { get; }
}
