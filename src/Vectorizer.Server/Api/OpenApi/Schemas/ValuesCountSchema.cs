using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Bounds of a number of values, at least one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ValuesCountSchema
{
    /// <summary>More than this.</summary>
    [Range(0, int.MaxValue)]
    public int? Gt { get; init; }

    /// <summary>This or more.</summary>
    [Range(0, int.MaxValue)]
    public int? Gte { get; init; }

    /// <summary>Less than this.</summary>
    [Range(0, int.MaxValue)]
    public int? Lt { get; init; }

    /// <summary>This or less.</summary>
    [Range(0, int.MaxValue)]
    public int? Lte { get; init; }
}
