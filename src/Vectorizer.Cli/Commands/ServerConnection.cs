using Vectorizer.Cli.Output;
using Vectorizer.Client;

namespace Vectorizer.Cli.Commands;

/// <summary>Runs a command against a server and reports whatever goes wrong.</summary>
internal static class ServerConnection
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(5);

    // Longer than the server's own deadline for a request, which then tells what it was busy with.
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(100);

    public static async Task<int> UseAsync(
        Terminal terminal, Uri url, Func<VectorizerHttpClient, Task<int>> command, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new()
        {
            ConnectTimeout = s_connectTimeout,

            // A proxy is for the world outside; it could not reach a server on this machine.
            UseProxy = !url.IsLoopback,
        };
        using HttpClient http = new(handler) { BaseAddress = url, Timeout = s_requestTimeout };
        try
        {
            return await command(new VectorizerHttpClient(http));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (Failures.IsKnown(failure))
        {
            return Failures.Report(terminal, failure, url);
        }
    }
}
