namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Waits for what happens elsewhere, as long as the test may run.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
