namespace Vectorizer.Server.Tests.Api;

/// <summary>Waits for what a server does behind its callers.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_longest);
        while (!await isSo())
        {
            await Task.Delay(s_poll, timeout.Token);
        }
    }
}
