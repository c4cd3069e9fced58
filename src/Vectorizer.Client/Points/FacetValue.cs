using System.Text.Json;

namespace Vectorizer.Client.Points;

/// <summary>A value, and how many points have it.</summary>
/// <param name="Value">A string, an integer or a boolean.</param>
/// <param name="Count">Points.</param>
public sealed record FacetValue(JsonElement Value, long Count);
