using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Hosting.Logging;

/// <summary>Tells of each request and each answer, as <c>logging.log_requests</c> and <c>logging.log_responses</c> ask for.</summary>
/// <remarks>
/// The route stands for the path, so that no line holds an id. Nothing else of what a caller chose is told but the method, which is
/// a token, and the trace id, which is hexadecimal: no caller can write a line of its own.
/// </remarks>
internal sealed partial class RequestLog(RequestDelegate next, LoggingSettings settings, ILogger<RequestLog> logger)
{
    // What has no operation: no path is told that was made up.
    private const string NoRoute = "-";

    public async Task InvokeAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        CountedRequest request = new(context.Request.Body);
        context.Request.Body = request;
        CountedAnswer answer = new(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(answer);
        try
        {
            await next(context);
        }
        finally
        {
            double milliseconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3);
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;
            string trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
            int status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
                ? StatusCodes.Status499ClientClosedRequest
                : context.Response.StatusCode;
            if (settings.LogRequests)
            {
                LogRequest(
                    logger, context.Request.Method, route, status, request.Bytes, answer.Bytes, milliseconds,
                    context.Connection.RemoteIpAddress?.ToString(), trace);
            }

            if (settings.LogResponses)
            {
                LogResponse(
                    logger, context.Request.Method, route, status, context.Response.ContentType, answer.Bytes,
                    (context.Items[ProblemWriter.CodeItem] as string) ?? NoRoute, trace);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status}: {RequestBytes} bytes in, {ResponseBytes} out, {Milliseconds} ms, from {Client}, trace {Trace}.")]
    private static partial void LogRequest(
        ILogger logger, string method, string route, int status, long requestBytes, long responseBytes, double milliseconds, string? client, string trace);

    [LoggerMessage(2, LogLevel.Information, "Answer to {Method} {Route}: {Status}, {ContentType}, {ResponseBytes} bytes, problem {Problem}, trace {Trace}.")]
    private static partial void LogResponse(
        ILogger logger, string method, string route, int status, string? contentType, long responseBytes, string problem, string trace);
}
