using System.Text.Json;
using System.Text.Json.Serialization;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Points;

/// <summary>Which points a list has, in which order. What is null takes the server's default.</summary>
public sealed record ScrollRequest
{
    /// <summary>What the points match, in the language that docs/filters.md tells.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>Points on the page, 1 to 1,000; 100 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>The <see cref="PointPage.NextCursor"/> of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>The order; null for the list's own, in which a page costs least.</summary>
    public OrderBy? OrderBy { get; init; }

    /// <summary>Return payloads; true when null.</summary>
    public bool? WithPayload { get; init; }

    /// <summary>Return vectors; false when null.</summary>
    [JsonConverter(typeof(WithVectorJsonConverter))]
    public bool? WithVector { get; init; }
}
