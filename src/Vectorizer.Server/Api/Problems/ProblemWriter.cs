using System.Diagnostics;
using System.Text.Json;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Problems;

/// <summary>Writes problems as RFC 9457 lays them out.</summary>
internal static class ProblemWriter
{
    /// <summary>Where the request's items hold the code of the problem that answered it.</summary>
    public static readonly object CodeItem = new();

    private const string ContentType = "application/problem+json";

    /// <summary>Answers with a problem. The response must not have begun.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Kind.Status;
        response.ContentType = ContentType;
        context.Items[CodeItem] = problem.Kind.Code;
        if (problem.RetryAfter is { } retryAfter)
        {
            // Whole seconds, never zero: a client that obeys must not come back at once.
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString();
        }

        // A caller of HEAD gets the status and headers alone.
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        JsonBuffer buffer = JsonBuffer.Lease();
        try
        {
            Write(buffer.Json, problem, Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
            ReadOnlyMemory<byte> body = buffer.Written();
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body);
        }
        finally
        {
            JsonBuffer.Return(buffer);
        }
    }

    private static void Write(Utf8JsonWriter json, Problem problem, string traceId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, problem.Kind.Type);
        json.WriteString("title"u8, problem.Kind.Title);
        json.WriteNumber("status"u8, problem.Kind.Status);
        json.WriteString("detail"u8, problem.Detail);
        json.WriteString("code"u8, problem.Kind.Code);
        WriteErrors(json, problem);
        if (!problem.Segments.IsEmpty)
        {
            SegmentOutcomeWriter.Write(json, problem.Segments);
        }

        json.WriteBoolean("retryable"u8, problem.Kind.Retryable);
        json.WriteString("trace_id"u8, traceId);
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, Problem problem)
    {
        if (problem.Faults.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("errors"u8);
        foreach (IGrouping<string, Fault> part in problem.Faults.GroupBy(fault => fault.Pointer))
        {
            json.WriteStartArray(part.Key);
            foreach (Fault fault in part)
            {
                json.WriteStringValue(fault.Message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
