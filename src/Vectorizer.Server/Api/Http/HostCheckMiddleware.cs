using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Http;

/// <summary>Refuses requests for another host than this server.</summary>
/// <remarks>
/// A page from elsewhere can let its own name lead to this machine, and its scripts then call the server as if it were theirs: a
/// browser tells the name in the Host header, and there it is found out. Requests without the header come from no browser.
/// </remarks>
internal sealed class HostCheckMiddleware(RequestDelegate next, IOptions<ServerOptions> server)
{
    private readonly StringSegment[]? _allowed = AllowedBy(server.Value);

    public Task InvokeAsync(HttpContext context)
        => _allowed is null || !context.Request.Host.HasValue || HostString.MatchesAny(context.Request.Host.Host, _allowed)
            ? next(context)
            : throw new ProblemException(
                ProblemKind.HostNotAllowed,
                $"This server does not answer for the host {Quoted.Text(context.Request.Host.Value)}. It answers for "
                + $"{string.Join(", ", _allowed)}, as server.allowed_hosts has it.");

    /// <summary>The names that are answered; null for every name.</summary>
    private static StringSegment[]? AllowedBy(ServerOptions server)
    {
        if (server.AllowedHosts is not null)
        {
            string[] hosts = ListSettingAttribute.Items(server.AllowedHosts);
            return hosts.Length == 0 || hosts.Contains(HostNamesSettingAttribute.Any) ? null : [.. hosts.Select(host => new StringSegment(host))];
        }

        if (!IPAddress.IsLoopback(server.Address))
        {
            return null;
        }

        string own = server.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{server.Address}]" : server.Address.ToString();
        return [.. new[] { "localhost", "127.0.0.1", "[::1]", own }.Distinct().Select(host => new StringSegment(host))];
    }
}
