using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>The answer to a write.</summary>
internal static class WriteAnswer
{
    /// <summary>Sends what became of a write.</summary>
    /// <param name="context">The request.</param>
    /// <param name="deadline">Its deadline.</param>
    /// <param name="affected">Name of the number of points.</param>
    /// <param name="result">What became of it.</param>
    /// <exception cref="ProblemException">A segment did not acknowledge its part.</exception>
    public static async Task SendAsync(HttpContext context, Deadline deadline, string affected, CollectionWriteResult result)
    {
        WriteFailure.ThrowIfAny(result);
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteNumber(affected, result.Affected);
        SegmentOutcomeWriter.Write(answer.Json, result.Segments);
        await answer.EndAsync();
    }
}
