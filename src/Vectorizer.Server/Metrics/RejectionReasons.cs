using System.Collections.Immutable;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Metrics;

/// <summary>Why requests are refused, as the label <c>reason</c> tells.</summary>
internal static class RejectionReasons
{
    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<string> All = ["disk", "host", "memory", "queue", "size", "unavailable", "validation"];

    /// <summary>The reason behind a kind of problem; null for what is no refusal, such as a failure half-way.</summary>
    public static string? Of(ProblemKind kind) => kind switch
    {
        _ when kind == ProblemKind.InsufficientStorage => "disk",
        _ when kind == ProblemKind.HostNotAllowed => "host",
        _ when kind == ProblemKind.InsufficientMemory => "memory",
        _ when kind == ProblemKind.Overloaded => "queue",
        _ when kind == ProblemKind.BodyTooLarge || kind == ProblemKind.HeadersTooLarge => "size",
        _ when kind == ProblemKind.Unavailable => "unavailable",
        _ when kind.Status is StatusCodes.Status400BadRequest or StatusCodes.Status415UnsupportedMediaType
            or StatusCodes.Status422UnprocessableEntity => "validation",
        _ => null,
    };
}
