using System.Collections.Immutable;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>The problem of a write that some segments did not acknowledge.</summary>
internal static class WriteFailure
{
    // From what leaves most in doubt to what is settled by trying again.
    private static readonly ImmutableArray<ProblemKind> s_worstFirst =
    [
        ProblemKind.InternalError, ProblemKind.Indeterminate, ProblemKind.DeadlineExceeded, ProblemKind.InsufficientStorage,
        ProblemKind.InsufficientMemory, ProblemKind.CollectionNotFound, ProblemKind.SequenceMismatch,
        ProblemKind.IdempotencyKeyReused,
        ProblemKind.ValidationFailed, ProblemKind.Unavailable, ProblemKind.Overloaded,
    ];

    /// <summary>Ends the request when a segment did not acknowledge its part.</summary>
    /// <exception cref="ProblemException">The worst failure, with the outcome of each segment.</exception>
    public static void ThrowIfAny(CollectionWriteResult result)
    {
        Problem[] failures = [.. result.Segments
            .Where(segment => segment.Error is not null)
            .Select(segment => Problem.From(segment.Error!))
            .OrderBy(failure => s_worstFirst.IndexOf(failure.Kind))];
        if (failures.Length == 0)
        {
            return;
        }

        string detail = result.Segments.Length == 1
            ? failures[0].Detail
            : $"{failures.Length} of {result.Segments.Length} segments did not store their part. {failures[0].Detail}";
        throw new ProblemException(failures[0] with
        {
            Detail = detail,
            // The whole request is sent again, so it waits for the slowest.
            RetryAfter = failures.Max(failure => failure.RetryAfter),
            Segments = result.Segments,
        });
    }
}
