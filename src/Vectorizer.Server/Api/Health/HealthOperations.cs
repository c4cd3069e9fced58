using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;

namespace Vectorizer.Server.Api.Health;

/// <summary>What the reference says of the probes.</summary>
internal static class HealthOperations
{
    private const string Group = "Status";

    public static readonly ApiOperation Live = new("get_liveness", Group, "Tell whether the process is alive", typeof(HealthAnswer))
    {
        Description = "200 as long as it answers, also while it recovers or stops: what it then needs is time and not a restart.",
    };

    public static readonly ApiOperation Ready = new("get_readiness", Group, "Tell whether the node may be sent requests", typeof(HealthAnswer))
    {
        Description = "200 once every segment has been opened or quarantined; 503 with the same body while it recovers, after it was told "
            + "to stop, and when its collections could not be opened. Segments that are sealed or quarantined are listed and do not change the answer.",
        UnhealthyStatus = StatusCodes.Status503ServiceUnavailable,
    };

    public static readonly ApiOperation Startup = new("get_startup", Group, "Tell whether the node has started", typeof(HealthAnswer))
    {
        Description = "200 as soon as it serves what it has opened; 503 with the same body when its collections could not be opened.",
        UnhealthyStatus = StatusCodes.Status503ServiceUnavailable,
    };

    public static readonly ApiOperation ReadyAlias = Ready with { Id = "get_health", Summary = "The same as readiness, under a shorter path" };
}
