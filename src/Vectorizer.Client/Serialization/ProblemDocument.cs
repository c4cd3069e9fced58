using Vectorizer.Client.Points;

namespace Vectorizer.Client.Serialization;

/// <summary>The body of a problem answer (RFC 9457) with the members that the server adds.</summary>
internal sealed record ProblemDocument
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    public string? Code { get; init; }

    public Dictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    public bool Retryable { get; init; }

    public string? TraceId { get; init; }

    public IReadOnlyList<SegmentWrite>? Segments { get; init; }
}
