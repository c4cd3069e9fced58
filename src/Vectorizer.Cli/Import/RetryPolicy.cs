using System.Net;
using Polly;
using Polly.Retry;
using Vectorizer.Client;

namespace Vectorizer.Cli.Import;

/// <summary>Repeats requests that a busy, restarting or unreachable server may well take a little later.</summary>
/// <param name="patience">For how long one request is repeated before its last failure is given to the caller.</param>
/// <param name="time">Clock of the waits.</param>
/// <param name="onRetry">Told what failed and how long is waited, before each wait.</param>
/// <remarks>Only for requests that may be carried out twice, as upserts may: a broken connection does not tell.</remarks>
internal sealed class RetryPolicy(TimeSpan patience, TimeProvider time, Action<Exception, TimeSpan> onRetry)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);
    private static readonly ResiliencePropertyKey<long> s_started = new("started");

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = s_firstWait,
            MaxDelay = s_longestWait,
            ShouldHandle = failure => ValueTask.FromResult(
                failure.Outcome.Exception is Exception error
                && MayPass(error)
                && Waited(failure.Context, time) + (RetryAfter(error) ?? TimeSpan.Zero) < patience),

            // Null leaves the wait to the exponential backoff, and so does a server that asks for no wait at all.
            DelayGenerator = failure => ValueTask.FromResult(
                RetryAfter(failure.Outcome.Exception) is TimeSpan wait && wait > TimeSpan.Zero ? wait : (TimeSpan?)null),
            OnRetry = retry =>
            {
                onRetry(retry.Outcome.Exception!, retry.RetryDelay);
                return default;
            },
        })
        .Build();

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        ProblemException problem => problem.Retryable
            || problem.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,

        // A failed TLS handshake means a wrong address or certificate, which stays wrong.
        HttpRequestException request => request.HttpRequestError is not HttpRequestError.SecureConnectionError,
        _ => error is TimeoutException,
    };

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_started, time.GetTimestamp());
        try
        {
            return await _pipeline.ExecuteAsync(
                async context => await request(context.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static TimeSpan Waited(ResilienceContext context, TimeProvider time) =>
        time.GetElapsedTime(context.Properties.GetValue(s_started, 0));

    private static TimeSpan? RetryAfter(Exception? error) => (error as ProblemException)?.RetryAfter;
}
