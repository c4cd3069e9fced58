using System.Globalization;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A filter that no points match but those of one connection, and what it means.</summary>
/// <param name="text">In words.</param>
/// <param name="body">As requests carry it.</param>
/// <param name="matches">Whether a point of that connection matches.</param>
internal sealed class PointFilter(string text, JsonObject body, Func<PointState, bool> matches)
{
    private const int Kinds = 5;

    /// <summary>The filter as JSON; a copy for each request.</summary>
    public JsonNode Body => body.DeepClone();

    /// <summary>Whether a point of the connection matches.</summary>
    public bool Matches(PointState point) => matches(point);

    /// <summary>Some filter on the points of a connection.</summary>
    /// <param name="owner">What the ids of its points begin with.</param>
    /// <param name="lastRevision">The last revision that it gave payloads.</param>
    /// <param name="random">The choice.</param>
    public static PointFilter Any(string owner, long lastRevision, Random random)
    {
        int label = random.Next(PointContents.Labels);
        JsonObject hasTag = Match(PointContents.TagName, "value", PointContents.LabelOf(owner, label));
        JsonObject hasMark = Match(PointContents.MarkName, "value", PointContents.LabelOf(owner, label));
        JsonObject isRevised = Match(
            PointContents.MarkName,
            "any",
            new JsonArray([.. Enumerable.Range(0, PointContents.Labels).Select(each => (JsonNode)PointContents.LabelOf(owner, each))]));
        switch (random.Next(Kinds))
        {
            case 0:
                return new PointFilter($"tag {label}", Clause("must", hasTag), point => HasTag(point, label));
            case 1:
                return new PointFilter($"mark {label}", Clause("must", hasMark), point => HasMark(point, label));
            case 2:
                return new PointFilter(
                    $"tag or mark {label}", Clause("should", hasTag, hasMark), point => HasTag(point, label) || HasMark(point, label));
            case 3:
                JsonObject tagOnly = Clause("must", hasTag);
                tagOnly["must_not"] = new JsonArray(isRevised);
                return new PointFilter($"tag {label} and no revision", tagOnly, point => HasTag(point, label) && point.Payload.Revision == 0);
            default:
                // The last ones, so that there are some and not all.
                long first = Math.Max(1, lastRevision - random.Next(100));
                JsonObject range = new()
                {
                    ["key"] = PointContents.RevisionName,
                    ["range"] = new JsonObject { ["gte"] = first },
                };
                return new PointFilter(
                    string.Create(CultureInfo.InvariantCulture, $"revision at least {first}"),
                    Clause("must", isRevised, range),
                    point => point.Payload.Revision >= first);
        }
    }

    public override string ToString() => text;

    private static bool HasTag(PointState point, int label)
        => point.Payload.HasBase && point.Version % PointContents.Labels == label;

    private static bool HasMark(PointState point, int label)
        => point.Payload.Revision > 0 && point.Payload.Revision % PointContents.Labels == label;

    private static JsonObject Match(string key, string kind, JsonNode value)
        => new() { ["key"] = key, ["match"] = new JsonObject { [kind] = value } };

    private static JsonObject Clause(string name, params JsonNode[] conditions) => new() { [name] = new JsonArray(conditions) };
}
