namespace Vectorizer.Cli.Files;

/// <summary>Reads the points of a file one after the other, in constant memory.</summary>
/// <remarks>
/// Opening checks all that can be known without reading the whole file. A row that is bad in itself is
/// <see cref="ReadOutcome.Bad"/>; damage that makes the following rows unreadable is a <see cref="CommandException"/>.
/// </remarks>
internal interface IPointReader : IDisposable
{
    /// <summary>Length of the file, in bytes.</summary>
    long Length { get; }

    /// <summary>Numbers in each vector.</summary>
    int Dimension { get; }

    /// <summary>Rows in the file; null when only reading it would tell.</summary>
    long? Rows { get; }

    /// <summary>Behind the row that was read last.</summary>
    FilePosition Position { get; }

    /// <summary>Goes to a position that this or an earlier reader of the same file had.</summary>
    void Seek(FilePosition position);

    /// <summary>Reads the next row.</summary>
    ReadOutcome Read(SourcePoint point);

    /// <summary>Names a row for people, such as <c>words.jsonl:17</c>.</summary>
    string Where(long row);
}
