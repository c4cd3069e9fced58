using Vectorizer.Abstractions.Errors;
using Vectorizer.Server.Metrics;

namespace Vectorizer.Server.Api.Problems;

/// <summary>Turns everything that ends a request without an answer into a problem. The outermost middleware.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, RequestInstruments instruments, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        Problem problem;
        try
        {
            await next(context);
            if (!IsBareFailure(context.Response))
            {
                return;
            }

            problem = Problem.FromStatus(context.Response.StatusCode, context.Request);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: whatever was thrown comes from that, and nobody is there to be told.
            return;
        }
        catch (Exception exception)
        {
            problem = ProblemOf(exception, context.Request);
            if (problem.Kind == ProblemKind.InternalError)
            {
                LogDefect(logger, exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
            }
        }

        instruments.Answered(problem.Kind);
        if (context.Response.HasStarted)
        {
            // Half an answer is out. A broken connection tells the caller; an end that looks regular would not.
            context.Abort();
            return;
        }

        await ProblemWriter.WriteAsync(context, problem);
    }

    private static bool IsBareFailure(HttpResponse response)
        => response is { HasStarted: false, StatusCode: >= 400, ContentType: null };

    private static Problem ProblemOf(Exception exception, HttpRequest request) => exception switch
    {
        ProblemException known => known.Problem,
        VectorizerException known => Problem.From(known),
        BadHttpRequestException refused => Problem.FromStatus(refused.StatusCode, request),
        TimeoutException or OperationCanceledException => new Problem(
            ProblemKind.DeadlineExceeded, "A part of the server did not answer in time."),
        OrleansException => new Problem(ProblemKind.Unavailable, "The node that holds the points cannot be reached."),
        _ => Problem.FromStatus(StatusCodes.Status500InternalServerError, request),
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Operation} failed.")]
    private static partial void LogDefect(ILogger logger, Exception exception, string method, string? operation);
}
