namespace Vectorizer.Client.Points;

/// <summary>The answer to a change of payloads.</summary>
public sealed record PayloadResult
{
    /// <summary>Points whose payload is another one now.</summary>
    public int Changed { get; init; }

    /// <summary>The segments that took part.</summary>
    public IReadOnlyList<SegmentWrite> Segments { get; init; } = [];

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}
