using System.Net;
using Vectorizer.Client.Points;

namespace Vectorizer.Client;

/// <summary>The server refused a request, or could not carry it out, and said why.</summary>
/// <remarks>
/// <see cref="Exception.Message"/> is the problem's detail: what is wrong, with the value and the limit.
/// Branch on <see cref="Code"/>, which is stable; the text is for people.
/// </remarks>
public sealed class ProblemException(HttpStatusCode status, string code, string detail)
    : Exception(detail)
{
    /// <summary>The code of an answer that is no problem document, nor the answer that was asked for.</summary>
    /// <remarks>Something else than a Vectorizer server answered: a proxy, or another program on that port.</remarks>
    public const string UnexpectedAnswer = "unexpected_answer";

    /// <summary>HTTP status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The stable name of what went wrong, such as <c>collection_not_found</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Complaints by JSON pointer into the request, such as <c>/points/3/vector</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable { get; init; }

    /// <summary>How long the server asks to wait before a retry; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Names the request in the server's log and traces.</summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// What became of a write in each segment, when the write failed in some of them only. Empty otherwise.
    /// A write over several segments is not atomic: those listed with a sequence have stored their points.
    /// </summary>
    public IReadOnlyList<SegmentWrite> Segments { get; init; } = [];
}
