using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Listing;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a list of points.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScrollSchema
{
    /// <summary>What the points match; all of them unless given.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>Points of the page.</summary>
    [Range(1, PointRules.MaxListLimit), DefaultValue(ScrollParser.DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>'next_cursor' of an earlier page of the same list.</summary>
    public string? Cursor { get; init; }

    /// <summary>The order; one of the collection's own unless given.</summary>
    public OrderBySchema? OrderBy { get; init; }

    [DefaultValue(true)]
    public bool? WithPayload { get; init; }

    public WithVectorSchema? WithVector { get; init; }
}
