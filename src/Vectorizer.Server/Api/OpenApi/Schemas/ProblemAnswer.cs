using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A request failed.</summary>
[Description("What went wrong, as RFC 9457 has it. The kinds are listed at /docs/problems.")]
internal sealed record ProblemAnswer
{
    [Description("Where the kind is explained.")]
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What, which value, which limit, what to do.")]
    public required string Detail { get; init; }

    [Description("The kind. It never changes; programs should look at this.")]
    public required string Code { get; init; }

    [Description("What is wrong with each part of the request, by JSON pointer. Parts of the URL are named alike.")]
    public Dictionary<string, string[]>? Errors { get; init; }

    [Description("When a write failed in some of its segments: what became of it in each.")]
    public SegmentWriteAnswer[]? Segments { get; init; }

    [Description("Whether the same request may succeed later.")]
    public required bool Retryable { get; init; }

    [Description("Names the request in the server's log.")]
    public required string TraceId { get; init; }
}
