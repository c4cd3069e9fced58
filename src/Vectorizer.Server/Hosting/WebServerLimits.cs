using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Vectorizer.Server.Api;

namespace Vectorizer.Server.Hosting;

/// <summary>What connections may cost. The server's defaults suit sites; these suit an API that answers in milliseconds.</summary>
internal static class WebServerLimits
{
    /// <summary>Idle connections are cheap, but each counts against the files that the process may have open.</summary>
    private const int MaxConnections = 10_000;

    /// <summary>Lets a request go on with the thread that has read it, and an answer go out with the one that has written it.</summary>
    /// <remarks>
    /// Each hand-over to the thread pool costs about as much as the parsing of a query. What the API does on such a thread is
    /// parsing and writing; searches, logs and indexes have threads of their own, so nobody's connection waits for them.
    /// </remarks>
    public static void Apply(SocketTransportOptions options) => options.UnsafePreferInlineScheduling = true;

    /// <summary>Applies the limits.</summary>
    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = ApiLimits.BodyBytes;

        // Headers fit into one packet; a caller that takes longer for them is broken or means harm.
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // Pools of clients keep connections for a minute or two. Ending them from this side, in the middle of a request
        // that was just sent, is the rarer the longer this is.
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);

        // The smallest rates, 240 bytes a second after five seconds of grace, stay as they are: bodies are bounded in
        // memory, and in time by the deadline of the request.
    }
}
