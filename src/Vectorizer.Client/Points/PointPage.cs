namespace Vectorizer.Client.Points;

/// <summary>Some of a collection's points.</summary>
public sealed record PointPage
{
    /// <summary>The points of this page.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
