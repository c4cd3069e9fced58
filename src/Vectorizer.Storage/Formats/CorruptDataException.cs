using System.Globalization;

namespace Vectorizer.Storage.Formats;

/// <summary>Stored bytes are not what was stored. Nothing was changed; what to do with the file is the caller's decision.</summary>
public sealed class CorruptDataException : IOException
{
    public CorruptDataException(string file, long offset, string what)
        : base(string.Create(CultureInfo.InvariantCulture, $"'{file}' is damaged at offset {offset}: {what}."))
    {
        File = file;
        Offset = offset;
        What = what;
    }

    /// <summary>The damaged file, or the directory in which a file is missing.</summary>
    public string File { get; }

    /// <summary>Offset in bytes of the first byte that cannot be believed.</summary>
    public long Offset { get; }

    /// <summary>What was expected and what was found.</summary>
    public string What { get; }
}
