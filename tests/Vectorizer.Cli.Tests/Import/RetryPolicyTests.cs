using System.Net;
using Microsoft.Extensions.Time.Testing;
using Vectorizer.Cli.Import;
using Vectorizer.Client;

namespace Vectorizer.Cli.Tests.Import;

public sealed class RetryPolicyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TimeSpan> _waits = [];

    public static TheoryData<Exception, bool> Failures => new()
    {
        { Problem(HttpStatusCode.TooManyRequests), true },
        { Problem(HttpStatusCode.ServiceUnavailable), true },
        { new ProblemException(HttpStatusCode.GatewayTimeout, "deadline_exceeded", "") { Retryable = true }, true },
        { new HttpRequestException(HttpRequestError.ConnectionError), true },
        { new HttpRequestException(HttpRequestError.ResponseEnded), true },
        { new TimeoutException(), true },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), false },
        { Problem(HttpStatusCode.NotFound), false },
        { Problem(HttpStatusCode.InsufficientStorage), false },
        { Problem(HttpStatusCode.InternalServerError), false },
        { new OperationCanceledException(), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Only_what_may_pass_is_repeated(Exception failure, bool mayPass) =>
        Assert.Equal(mayPass, RetryPolicy.MayPass(failure));

    [Fact]
    public async Task The_wait_that_the_server_asks_for_is_kept()
    {
        Task<int> run = RunAsync(60, failures: 2, Problem(HttpStatusCode.ServiceUnavailable, retryAfter: 7));

        await AdvanceUntilDone(run);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], _waits);
        Assert.Equal(3, await run);
    }

    [Fact]
    public async Task A_server_that_asks_for_no_wait_is_not_hammered()
    {
        Task<int> run = RunAsync(60, failures: 5, Problem(HttpStatusCode.TooManyRequests, retryAfter: 0));

        await AdvanceUntilDone(run);
        Assert.All(_waits, wait => Assert.True(wait > TimeSpan.FromMilliseconds(10), wait.ToString()));
    }

    [Fact]
    public async Task When_patience_ends_the_last_failure_is_the_callers()
    {
        Task<int> run = RunAsync(30, failures: int.MaxValue, Problem(HttpStatusCode.ServiceUnavailable));

        await AdvanceUntilDone(run);
        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(() => run);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, problem.Status);
        Assert.True(_waits.Count > 5, "it tried often");
        Assert.All(_waits, wait => Assert.True(wait <= TimeSpan.FromSeconds(5), wait.ToString()));
    }

    [Fact]
    public async Task A_wait_that_outlasts_patience_is_not_begun()
    {
        await Assert.ThrowsAsync<ProblemException>(
            () => RunAsync(30, failures: 1, Problem(HttpStatusCode.ServiceUnavailable, retryAfter: 31)));
        Assert.Empty(_waits);
    }

    [Fact]
    public async Task Without_patience_nothing_is_repeated()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(0, failures: 1, new TimeoutException()));
        Assert.Empty(_waits);
    }

    [Fact]
    public async Task A_cancellation_ends_the_wait()
    {
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(
            60, failures: 1, Problem(HttpStatusCode.ServiceUnavailable, retryAfter: 50), stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static ProblemException Problem(HttpStatusCode status, int? retryAfter = null) =>
        new(status, "code", "detail")
        {
            RetryAfter = retryAfter is int seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

    /// <summary>Runs a request that fails so many times. Its result is how often it was tried.</summary>
    private Task<int> RunAsync(
        int patienceSeconds, int failures, Exception failure, CancellationToken cancellationToken = default)
    {
        int tries = 0;
        RetryPolicy policy = new(TimeSpan.FromSeconds(patienceSeconds), _time, (_, wait) => _waits.Add(wait));
        return policy.RunAsync(_ => ++tries <= failures ? throw failure : Task.FromResult(tries), cancellationToken);
    }

    private async Task AdvanceUntilDone(Task run)
    {
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Yield();
        }
    }
}
