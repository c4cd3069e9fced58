namespace Vectorizer.Server.Hosting.Lifetime;

/// <summary>How the node starts and stops.</summary>
/// <remarks>
/// Order of a stop: the service manager is told; no connection is taken any more, and requests under way get half of the grace to
/// end; then the silo stops, which ends the writes on their way, saves the segments that are due, syncs and closes the logs.
/// </remarks>
internal static class NodeLifetime
{
    /// <summary>Adds what takes part in it.</summary>
    public static void AddNodeLifetime(this IServiceCollection services, TimeSpan grace)
    {
        services.Configure<HostOptions>(options => options.ShutdownTimeout = grace);
        services.AddSingleton<SecondSignal>();

        // They are told of a stop in the reverse order.
        services.AddHostedService<RequestDrain>();
        services.AddHostedService<ServiceManager>();
        services.AddHostedService(provider => provider.GetRequiredService<SecondSignal>());
    }

    /// <summary>Waits until the node has been told to stop and has stopped.</summary>
    /// <returns>The exit code: 0 if all of it ended within the grace.</returns>
    public static async Task<int> RunToEndAsync(WebApplication app, TextWriter errors)
    {
        try
        {
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (exception is OperationCanceledException or AggregateException)
        {
            await errors.WriteLineAsync(
                "vectorizer did not stop within server.shutdown_grace_seconds. No acknowledged write is lost; the next start replays more of the log.");
            return 1;
        }
    }
}
