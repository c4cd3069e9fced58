using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What the node is, holds and does.</summary>
internal sealed record StatusAnswer
{
    [AllowedValues("ready", "stopping")]
    public required string Status { get; init; }

    [Description("Name of the node.")]
    public required string Node { get; init; }

    public required string Version { get; init; }

    public required long UptimeSeconds { get; init; }

    [Description("Folder of the node's data.")]
    public required string DataDir { get; init; }

    [Description("Collections of which the node holds segments.")]
    public required int Collections { get; init; }

    [Description("Points that the node holds.")]
    public required long Points { get; init; }

    public required StatusSegmentsAnswer Segments { get; init; }

    public required StatusSearchAnswer Search { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}
