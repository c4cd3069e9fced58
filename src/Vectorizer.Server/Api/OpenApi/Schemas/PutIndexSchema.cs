using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>An index over the values at a key of the payloads.</summary>
internal sealed record PutIndexSchema
{
    /// <summary>
    /// Which values it knows. `keyword`: strings, found whole. `integer`: 64-bit integers, found by value or within bounds. `float`:
    /// numbers, found within bounds. `bool`: true and false. `datetime`: strings that are a date or a date and a time. `geo`: places,
    /// `{"lon", "lat"}`. `text`: the words of strings. `uuid`: strings that are UUIDs in lower case with hyphens.
    /// </summary>
    [AllowedValues("keyword", "integer", "float", "bool", "datetime", "geo", "text", "uuid")]
    public required string Type { get; init; }
}
