using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Import;

/// <summary>What an import leaves on disk so that the next run goes on where it stopped.</summary>
internal sealed record ImportState
{
    public const int CurrentVersion = 1;

    /// <summary>Of this layout.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The file that was read.</summary>
    public required FileStamp File { get; init; }

    /// <summary>The file of ids; null when there was none.</summary>
    public FileStamp? Ids { get; init; }

    /// <summary>The server, for people: the collection's id alone says whether it is the same.</summary>
    public required string Url { get; init; }

    /// <summary>Name of the collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The id that the collection had.</summary>
    public required long CollectionId { get; init; }

    /// <summary>The vector field that was filled; null for the unnamed one.</summary>
    public string? Using { get; init; }

    /// <summary>Which members of a line were read.</summary>
    public required JsonLineFields Fields { get; init; }

    /// <summary>Rows that are dealt with.</summary>
    public long Rows { get; init; }

    /// <summary>Bytes of the file that are dealt with.</summary>
    public long Offset { get; init; }

    /// <summary>Points that the server has acknowledged.</summary>
    public long Points { get; init; }

    /// <summary>Bad rows that were left out.</summary>
    public long Skipped { get; init; }

    /// <summary>Whether the whole file is loaded.</summary>
    public bool Complete { get; init; }

    /// <summary>How far the import has come.</summary>
    public ImportProgress Progress() => new(new FilePosition(Rows, Offset), Points, Skipped);

    /// <summary>The same import, further on.</summary>
    public ImportState At(ImportProgress progress, bool complete) => this with
    {
        Rows = progress.Position.Rows,
        Offset = progress.Position.Offset,
        Points = progress.Points,
        Skipped = progress.Skipped,
        Complete = complete,
    };
}
