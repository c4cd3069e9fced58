using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>At least some of several conditions.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MinShouldSchema
{
    /// <summary>The conditions.</summary>
    public required ConditionSchema[] Conditions { get; init; }

    /// <summary>How many of them hold at least; at most all.</summary>
    [Range(1, int.MaxValue)]
    public required int MinCount { get; init; }
}
