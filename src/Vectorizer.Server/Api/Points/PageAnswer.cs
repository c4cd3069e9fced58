using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Http;

namespace Vectorizer.Server.Api.Points;

/// <summary>The answer with a page of points.</summary>
internal static class PageAnswer
{
    /// <summary>Sends a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="deadline">Its deadline.</param>
    /// <param name="page">The page.</param>
    /// <param name="points">Writes its points.</param>
    public static async Task SendAsync(HttpContext context, Deadline deadline, PointListPage page, PointWriter points)
    {
        using JsonAnswer answer = JsonAnswer.Begin(context, deadline.Started);
        answer.Json.WriteStartArray("points"u8);
        for (int i = 0; i < page.Points.Count; i++)
        {
            answer.Json.WriteStartObject();
            points.WriteId(answer.Json, i);
            points.WriteSequence(answer.Json, i);
            points.WriteParts(answer.Json, i);
            answer.Json.WriteEndObject();
            await answer.SendIfLongAsync();
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteString("next_cursor"u8, page.NextCursor);
        await answer.EndAsync();
    }
}
