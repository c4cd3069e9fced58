using System.Text.Json;

namespace Vectorizer.Client.Points;

/// <summary>Which values are counted. What is null takes the server's default.</summary>
/// <param name="Key">Path to the values: texts, integers, booleans.</param>
public sealed record FacetRequest(string Key)
{
    /// <summary>What the points match, in the language that docs/filters.md tells.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>Values wanted, those that most points have, 1 to 10,000; 10 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>Refuse instead of an estimate.</summary>
    public bool? Exact { get; init; }
}
