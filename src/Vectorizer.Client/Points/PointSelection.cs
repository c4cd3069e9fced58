using System.Text.Json;

namespace Vectorizer.Client.Points;

/// <summary>The points that a write is about: those of some ids, or those that match a filter.</summary>
public sealed class PointSelection
{
    private PointSelection(IReadOnlyList<string>? ids, JsonElement? filter)
    {
        Ids = ids;
        Filter = filter;
    }

    internal IReadOnlyList<string>? Ids { get; }

    internal JsonElement? Filter { get; }

    /// <summary>The points of these ids, 1 to 10,000. Those that do not exist are no error.</summary>
    public static PointSelection Of(params IReadOnlyList<string> ids) => new(ids, null);

    /// <summary>
    /// The points that match a filter: an object like <c>{"must":[{"key":"lang","match":{"value":"en"}}]}</c>, in the language
    /// that docs/filters.md tells.
    /// </summary>
    public static PointSelection Matching(JsonElement filter) => new(null, filter);
}
