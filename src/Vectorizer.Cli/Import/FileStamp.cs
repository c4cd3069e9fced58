namespace Vectorizer.Cli.Import;

/// <summary>Tells whether a file is still the one it was. A content hash would cost as much as reading it all.</summary>
internal sealed record FileStamp(string Name, long Length, DateTime ModifiedUtc)
{
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return new FileStamp(file.Name, file.Length, file.LastWriteTimeUtc);
    }

    public override string ToString() => $"{Name} of {Length:N0} bytes, written {ModifiedUtc:yyyy-MM-dd HH:mm:ss.fff} UTC";
}
