using Vectorizer.Cli.Files;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Import;

/// <summary>Rows that follow each other in the file and go out in one request.</summary>
/// <remarks>
/// A fixed number of batches goes round between the thread that reads and those that send, so the memory of an import
/// does not depend on its file.
/// </remarks>
internal sealed class ImportBatch(int dimension, string? field)
{
    /// <summary>Number of the batch, from 0 in the order of the file.</summary>
    public long Number { get; set; }

    public PointBatch Points { get; } = new(dimension, field);

    /// <summary>Of each point the row that it came from.</summary>
    public List<long> Rows { get; } = [];

    /// <summary>Bad rows among those of the points.</summary>
    public long Skipped { get; set; }

    /// <summary>Before the first row.</summary>
    public FilePosition Start { get; private set; }

    /// <summary>Behind the last row.</summary>
    public FilePosition End { get; set; }

    /// <summary>How much of the file the rows take.</summary>
    public long Bytes => End.Offset - Start.Offset;

    public bool IsEmpty => Points.Count == 0 && Skipped == 0;

    /// <summary>Makes the batch empty, to take rows from that position on.</summary>
    public void Begin(FilePosition position)
    {
        Start = End = position;
        Points.Clear();
        Rows.Clear();
        Skipped = 0;
    }
}
