using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Vectorizer.Configuration.Sections;

namespace Vectorizer.Server.Hosting;

/// <summary>What connections may cost. The server's defaults suit sites; these suit an API that answers in milliseconds.</summary>
internal static class WebServerLimits
{
    /// <summary>Lets a request go on with the thread that has read it, and an answer go out with the one that has written it.</summary>
    /// <remarks>
    /// Each hand-over to the thread pool costs about as much as the parsing of a query. What the API does on such a thread is
    /// parsing and writing; searches, logs and indexes have threads of their own, so nobody's connection waits for them.
    /// </remarks>
    public static void Apply(SocketTransportOptions options) => options.UnsafePreferInlineScheduling = true;

    /// <summary>Applies the limits.</summary>
    public static void Apply(KestrelServerOptions options, LimitSettings limits)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = limits.MaxConnections;
        options.Limits.MaxRequestBodySize = limits.MaxBodyBytes;

        // Without TLS nobody can ask for HTTP/2, and what is not spoken needs no limits.
        options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);

        // Names and ids in a path have at most 1,800 bytes when every byte is percent-encoded.
        options.Limits.MaxRequestLineSize = 8 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.MaxRequestHeaderCount = 100;

        // Headers fit into one packet; a caller that takes longer for them is broken or means harm.
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // Pools of clients keep connections for a minute or two. Ending them from this side, in the middle of a request
        // that was just sent, is the rarer the longer this is.
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);

        // A body that arrives more slowly than this is ended, and so is an answer that is read more slowly. Bodies are bounded in
        // time by the deadline of the request as well, answers are not.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
