using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;
using Microsoft.AspNetCore.Http.Features;
using Vectorizer.Client.Orleans;

namespace Vectorizer.Server.Api.Problems;

/// <summary>The answer to a request that failed.</summary>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Detail">What, which value, which limit, what to do.</param>
internal sealed record Problem(ProblemKind Kind, string Detail)
{
    // A refusal that names no time passes quickly: queues drain within a search or two.
    private static readonly TimeSpan s_defaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the request, part by part.</summary>
    public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>When to try again; set for every kind that passes by waiting.</summary>
    public TimeSpan? RetryAfter { get; init; } =
        Kind == ProblemKind.Overloaded || Kind == ProblemKind.Unavailable ? s_defaultRetryAfter : null;

    /// <summary>What became of a write in each of the segments that it touched, when it failed in some.</summary>
    public ImmutableArray<SegmentOutcome> Segments { get; init; } = [];

    /// <summary>What the failure of a collection, segment or queue is for the caller of the web API.</summary>
    public static Problem From(VectorizerException exception)
    {
        Problem problem = new(KindOf(exception.Code), exception.Message);
        if (exception is { Code: VectorizerError.InvalidArgument, Argument: { } argument })
        {
            problem = problem with { Faults = [new Fault(PointerOf(argument), exception.Message)] };
        }

        return exception.RetryAfter is { } retryAfter ? problem with { RetryAfter = retryAfter } : problem;
    }

    /// <summary>What a status that was set without a body means.</summary>
    public static Problem FromStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => new Problem(
            ProblemKind.NotFound, $"There is no {Quoted.Text(request.Path.Value)}. The operations are listed at /docs."),
        StatusCodes.Status405MethodNotAllowed => new Problem(
            ProblemKind.MethodNotAllowed,
            $"{Quoted.Text(request.Path.Value)} does not take {request.Method}. The Allow header lists the methods that it takes."),
        StatusCodes.Status408RequestTimeout => new Problem(ProblemKind.RequestTimeout, "The body arrived too slowly."),
        StatusCodes.Status413PayloadTooLarge => new Problem(
            ProblemKind.BodyTooLarge,
            $"The body has more than {request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes. Divide the points or queries over several requests."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new Problem(
            ProblemKind.HeadersTooLarge, "The headers are larger than 32 KiB together."),
        < 500 => new Problem(ProblemKind.BadRequest, "The request line, a header or the framing of the body is broken."),
        _ => new Problem(ProblemKind.InternalError, "The server failed. Its log has the details under this trace id."),
    };

    private static ProblemKind KindOf(VectorizerError code) => code switch
    {
        VectorizerError.InvalidArgument => ProblemKind.ValidationFailed,
        VectorizerError.CollectionNotFound => ProblemKind.CollectionNotFound,
        VectorizerError.PayloadIndexNotFound => ProblemKind.PayloadIndexNotFound,
        VectorizerError.CollectionExists => ProblemKind.CollectionExists,
        VectorizerError.AliasNotFound => ProblemKind.AliasNotFound,
        VectorizerError.NameIsAlias => ProblemKind.NameIsAlias,
        VectorizerError.DeletionProtected => ProblemKind.DeletionProtected,
        VectorizerError.Overloaded => ProblemKind.Overloaded,
        VectorizerError.DeadlineExceeded => ProblemKind.DeadlineExceeded,
        VectorizerError.SegmentUnavailable or VectorizerError.StaleRecord => ProblemKind.Unavailable,
        VectorizerError.Indeterminate => ProblemKind.Indeterminate,
        VectorizerError.SequenceMismatch => ProblemKind.SequenceMismatch,
        VectorizerError.IdempotencyKeyReused => ProblemKind.IdempotencyKeyReused,
        VectorizerError.InsufficientStorage => ProblemKind.InsufficientStorage,
        VectorizerError.InsufficientMemory => ProblemKind.InsufficientMemory,
        _ => ProblemKind.InternalError,
    };

    /// <summary><c>points[3].vector</c> is how grains name an argument; callers of the web API know JSON pointers.</summary>
    private static string PointerOf(string argument)
        => "/" + argument.Replace("[", "/", StringComparison.Ordinal)
            .Replace("]", string.Empty, StringComparison.Ordinal)
            .Replace('.', '/');
}
