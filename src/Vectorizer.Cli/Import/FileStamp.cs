namespace Vectorizer.Cli.Import;

/// <summary>Tells whether a file is still the one it was. A content hash would cost as much as reading it all.</summary>
internal sealed record FileStamp(string Name, long Length, DateTime ModifiedUtc)
{
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);

        // Of a link, .NET tells the length and time of the link itself, which do not change with the file behind it.
        FileInfo target = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return new FileStamp(file.Name, target.Length, target.LastWriteTimeUtc);
    }

    public override string ToString() => $"{Name} of {Length:N0} bytes, written {ModifiedUtc:yyyy-MM-dd HH:mm:ss.fff} UTC";
}
