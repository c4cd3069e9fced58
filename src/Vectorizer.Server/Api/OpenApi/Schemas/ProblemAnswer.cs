namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What went wrong, as RFC 9457 has it. The kinds are listed at /docs/problems.</summary>
internal sealed record ProblemAnswer
{
    /// <summary>Where the kind is explained.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What, which value, which limit, what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>The kind. It never changes; programs should look at this.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong with each part of the request, by JSON pointer. Parts of the URL are named alike.</summary>
    public Dictionary<string, string[]> Errors { get; init; } = null!;

    /// <summary>When a write failed in some of its segments: what became of it in each.</summary>
    public SegmentWriteAnswer[] Segments { get; init; } = null!;

    /// <summary>Whether the same request may succeed later.</summary>
    public required bool Retryable { get; init; }

    /// <summary>Names the request in the server's log.</summary>
    public required string TraceId { get; init; }
}
