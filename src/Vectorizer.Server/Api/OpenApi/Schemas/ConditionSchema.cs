using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>
/// One condition: a 'key' with one of 'match', 'range', 'values_count', 'geo_bounding_box', 'geo_radius', 'geo_polygon'; or one of the
/// others; or a filter within the filter.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConditionSchema
{
    /// <summary>A path into payloads: 'price.usd', 'tags[]', 'offers[0].shop', '"a.b"'. An array stands for its elements.</summary>
    [Length(1, FilterRules.MaxKeyBytes)]
    public string? Key { get; init; }

    /// <summary>A value is, or is not, one of those given, or has the words of a text.</summary>
    public MatchSchema? Match { get; init; }

    /// <summary>A number or a datetime lies within bounds.</summary>
    public RangeSchema? Range { get; init; }

    /// <summary>The number of values lies within bounds.</summary>
    public ValuesCountSchema? ValuesCount { get; init; }

    /// <summary>A place lies in a box, its sides included.</summary>
    public GeoBoxSchema? GeoBoundingBox { get; init; }

    /// <summary>A place lies within a distance.</summary>
    public GeoRadiusSchema? GeoRadius { get; init; }

    /// <summary>A place lies in a polygon, its lines included.</summary>
    public GeoPolygonSchema? GeoPolygon { get; init; }

    /// <summary>The key leads to nothing, to null, or to an array without anything else.</summary>
    public KeySchema? IsEmpty { get; init; }

    /// <summary>The key leads to null, or to an array that holds one.</summary>
    public KeySchema? IsNull { get; init; }

    /// <summary>The point has one of these ids.</summary>
    [Length(1, FilterRules.MaxValues)]
    public string[]? HasId { get; init; }

    /// <summary>The point has a vector in this field.</summary>
    public string? HasVector { get; init; }

    /// <summary>One object of an array meets all of a filter, whose keys begin there.</summary>
    public NestedSchema? Nested { get; init; }

    /// <summary>All of these hold.</summary>
    public ConditionSchema[]? Must { get; init; }

    /// <summary>At least one of these holds, if there are any.</summary>
    public ConditionSchema[]? Should { get; init; }

    /// <summary>None of these holds.</summary>
    public ConditionSchema[]? MustNot { get; init; }

    /// <summary>At least so many of these hold.</summary>
    public MinShouldSchema? MinShould { get; init; }
}
