using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Vectorizer.Client.Serialization;

/// <summary>Turns an answer that is no success into the exception that tells about it.</summary>
internal static class ProblemReader
{
    private const string MediaType = "application/problem+json";

    public static async Task<ProblemException> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ProblemDocument? document = null;
        if (response.Content.Headers.ContentType?.MediaType == MediaType)
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            document = Parse(body);
        }

        int status = (int)response.StatusCode;
        string code = document?.Code ?? ProblemException.UnexpectedAnswer;
        string detail = document?.Detail ?? document?.Title
            ?? $"{response.RequestMessage?.RequestUri} answered {status} {response.ReasonPhrase} without a reason.";
        return new ProblemException(response.StatusCode, code, detail)
        {
            Errors = document?.Errors ?? [],
            Retryable = document?.Retryable ?? MayPass(response.StatusCode),
            RetryAfter = Wait(response.Headers.RetryAfter),
            TraceId = document?.TraceId,
            Segments = document?.Segments ?? [],
        };
    }

    public static ProblemException NotTheAnswer(HttpResponseMessage response) =>
        new(
            response.StatusCode,
            ProblemException.UnexpectedAnswer,
            $"{response.RequestMessage?.RequestUri} answered, but not as a Vectorizer server does.");

    private static ProblemDocument? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.ProblemDocument);
        }
        catch (JsonException)
        {
            // A damaged problem is still a refusal: its status tells the caller more than the parser's complaint.
            return null;
        }
    }

    // A proxy in front of the server answers these without a problem document.
    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan? Wait(RetryConditionHeaderValue? header)
    {
        if (header?.Date is not DateTimeOffset date)
        {
            return header?.Delta;
        }

        TimeSpan wait = date - DateTimeOffset.UtcNow;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
