using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of several queries.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QueryBatchSchema
{
    /// <summary>The queries. Together they ask for at most 100000 hits.</summary>
    [Length(1, ApiLimits.Queries)]
    public required QuerySchema[] Queries { get; init; }
}
