namespace Vectorizer.Cli.Import;

/// <summary>What an import run came to.</summary>
internal sealed record ImportResult
{
    /// <summary>How far the file is loaded, earlier runs included.</summary>
    public required ImportProgress Progress { get; init; }

    /// <summary>This run alone.</summary>
    public required ImportReading Reading { get; init; }

    /// <summary>Some of the bad rows that this run left out, in words.</summary>
    public required IReadOnlyList<string> BadRows { get; init; }
}
