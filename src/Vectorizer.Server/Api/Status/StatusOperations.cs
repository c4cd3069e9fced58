using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;

namespace Vectorizer.Server.Api.Status;

/// <summary>What the reference says of the node's status.</summary>
internal static class StatusOperations
{
    private const string Group = "Status";

    public static readonly ApiOperation Status = new("get_status", Group, "Tell what this node is, holds and does", typeof(StatusAnswer))
    {
        Description = "Asks no other node, so it is cheap enough for probes. 503 with the same body after the node was told to stop.",
        UnhealthyStatus = StatusCodes.Status503ServiceUnavailable,
    };

    public static readonly ApiOperation StatusAlias = Status with { Id = "get_status_alias", Summary = "The same under a shorter path" };

    public static readonly ApiOperation Welcome = new("welcome", Group, "Tell where to go from here", typeof(WelcomeAnswer));
}
