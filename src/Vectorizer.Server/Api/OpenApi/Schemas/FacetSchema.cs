using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Server.Api.Listing;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a count of points by their values.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FacetSchema
{
    /// <summary>Path to the values.</summary>
    public required string Key { get; init; }

    /// <summary>What the points match; all of them unless given.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>Values wanted, those that most points have.</summary>
    [Range(1, ListingRules.MaxFacets), DefaultValue(CountParser.DefaultFacets)]
    public int? Limit { get; init; }

    /// <summary>Refuse instead of an estimate, where a key has more than 10,000 values in one of several segments.</summary>
    [DefaultValue(false)]
    public bool? Exact { get; init; }
}
