using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Vectorizer.Server.Hosting.Lifetime;

/// <summary>Lets requests under way end before anything else stops, for half of the grace at most.</summary>
/// <remarks>The other half belongs to the silo: a caller who reads slowly must not take the time for syncing and saving.</remarks>
internal sealed class RequestDrain(IServer server, IOptions<HostOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.ShutdownTimeout / 2);

        // When the time is over, the server aborts the connections that are left.
        await server.StopAsync(patience.Token);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
