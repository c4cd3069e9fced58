namespace Vectorizer.Storage.Formats;

/// <summary>A file is whole, but not in a format that this version reads. It is left as it is.</summary>
public sealed class FormatMismatchException(string file, FormatMismatch mismatch, string what)
    : IOException($"'{file}' cannot be read: {what}.")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>The kind of mismatch.</summary>
    public FormatMismatch Mismatch { get; } = mismatch;
}
