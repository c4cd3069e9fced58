using Vectorizer.Abstractions.Errors;
using Vectorizer.Client.Orleans.Routing;

namespace Vectorizer.Client.Orleans.Tests.Routing;

public sealed class CallFailuresTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_that_gets_no_answer_has_missed_its_deadline()
        => Assert.Equal(VectorizerError.DeadlineExceeded, await CodeAsync(
            CallFailures.TranslateAsync(Failed(new TimeoutException()), Token)));

    [Fact]
    public async Task A_read_from_a_silo_that_is_away_may_be_repeated()
    {
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => CallFailures.TranslateAsync(Failed(new SiloUnavailableException("gone")), Token));

        Assert.Equal((VectorizerError.SegmentUnavailable, true), (e.Code, e.RetryAfter > TimeSpan.Zero));
    }

    /// <summary>It may have been stored before the silo or its answer was lost.</summary>
    [Fact]
    public async Task A_write_that_gets_no_answer_is_indeterminate()
    {
        Assert.Equal(VectorizerError.Indeterminate, await CodeAsync(
            CallFailures.TranslateWriteAsync(Failed(new TimeoutException()), Token)));
        Assert.Equal(VectorizerError.Indeterminate, await CodeAsync(
            CallFailures.TranslateWriteAsync(Failed(new SiloUnavailableException("gone")), Token)));
    }

    [Fact]
    public async Task What_the_segment_says_itself_passes_unchanged()
    {
        VectorizerException said = new(VectorizerError.Overloaded, "full");

        Assert.Same(said, await Assert.ThrowsAsync<VectorizerException>(
            () => CallFailures.TranslateWriteAsync(Failed(said), Token)));
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_wait_for_the_answer()
        => await Assert.ThrowsAsync<TaskCanceledException>(() => CallFailures.TranslateAsync(
            new TaskCompletionSource<int>().Task, new CancellationToken(canceled: true)));

    private static Task<int> Failed(Exception exception) => Task.FromException<int>(exception);

    private static async Task<VectorizerError> CodeAsync(Task<int> call)
        => (await Assert.ThrowsAsync<VectorizerException>(() => call)).Code;
}
