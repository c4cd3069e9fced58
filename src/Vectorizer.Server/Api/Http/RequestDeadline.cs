using Microsoft.AspNetCore.Http.Timeouts;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Ends requests that take too long, the arrival of their bodies included.</summary>
internal static class RequestDeadline
{
    /// <summary>The policy of every operation.</summary>
    public static RequestTimeoutPolicy Policy(TimeSpan timeout) => new()
    {
        Timeout = timeout,
        TimeoutStatusCode = ProblemKind.DeadlineExceeded.Status,
        WriteTimeoutResponse = context => ProblemWriter.WriteAsync(context, new Problem(
            ProblemKind.DeadlineExceeded,
            $"The request took longer than {timeout.TotalSeconds} s. Send less at once, or try again later.")),
    };
}
