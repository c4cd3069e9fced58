using System.Text.Json.Nodes;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>Payloads and filters made of few names and few values, so that they meet.</summary>
internal sealed class RandomFilters(Random random)
{
    private const int MaxDepth = 4;

    private static readonly string[] s_names = ["a", "b", "c", "x.y", "größe"];

    private static readonly string[] s_strings =
    [
        "x", "y", "X", "", "the quick fox", "Quick, brown FOX!", "größe", "GRÖSSE", "\"quoted\"\\", "2026-03-01", "2026-03-01T12:00:00Z",
        "2026-03-01T14:00:00+02:00", "2026-03-01T12:00:00.0000001Z", "2026-02-28T23:59:59-01:00", "2026-02-30", "1", "true", "\u0001", "😀 fox",
    ];

    private static readonly string[] s_numbers =
    [
        "0", "1", "1.0", "-1", "2", "2.5", "10e-1", "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "1e300", "-1e-300", "0.1", "100",
    ];

    private static readonly string[] s_datetimes =
        ["2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T11:00:00-01:00", "2026-02-28T00:00:00", "2026-03-01 12:00:00", "2030-01-01T00:00:00.5Z"];

    private static readonly string[] s_texts = ["fox", "QUICK fox", "brown", "größe", "the 1", "true"];

    /// <summary>A payload, or null for none.</summary>
    public string? Payload() => random.Next(10) == 0 ? null : Object(0);

    /// <summary>A filter.</summary>
    /// <param name="ids">Some ids that points may have.</param>
    public JsonObject Filter(string[] ids) => Filter(0, ids);

    /// <summary>A path into such payloads.</summary>
    /// <param name="needlessQuotes">Whether names may stand in quotes that need none.</param>
    public string Key(bool needlessQuotes = true)
    {
        IEnumerable<string> steps = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            string name = Pick(s_names);
            string quoted = name == "x.y" || (needlessQuotes && random.Next(6) == 0) ? $"\"{name}\"" : name;
            return quoted + random.Next(8) switch { 0 or 1 => "[]", 2 => $"[{random.Next(3)}]", _ => "" };
        });
        return string.Join('.', steps);
    }

    private string Object(int depth)
    {
        IEnumerable<string> members = s_names.Where(_ => random.Next(3) > 0)
            .Select(name => $"{(random.Next(8) == 0 ? Escaped(name) : JsonValue.Create(name).ToJsonString())}:{Value(depth)}");
        return $"{{{string.Join(Space(), members.Select((member, i) => i == 0 ? member : "," + member))}}}";
    }

    private string Value(int depth) => random.Next(depth < MaxDepth ? 12 : 7) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 or 3 => Pick(s_numbers),
        4 => random.Next(4) == 0 ? Escaped(Pick(s_strings)) : JsonValue.Create(Pick(s_strings)).ToJsonString(),
        5 => JsonValue.Create(Pick(s_strings)).ToJsonString(),
        6 => Place().ToJsonString(),
        7 or 8 or 9 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => Object(depth + 1),
    };

    private string Space() => random.Next(4) == 0 ? " \n\t" : "";

    private static string Escaped(string text) => $"\"{string.Concat(text.Select(c => $"\\u{(int)c:x4}"))}\"";

    private JsonObject Place()
    {
        // Whole and half degrees: none lies on a circle that is asked for, and all are exact.
        JsonObject place = new() { ["lon"] = random.Next(-6, 7) / 2.0, ["lat"] = random.Next(-6, 7) / 2.0 };
        switch (random.Next(12))
        {
            case 0:
                place["lon"] = 180 - (random.Next(3) * 360 / 2.0);
                break;
            case 1:
                place.Remove("lat");
                break;
            case 2:
                place["lat"] = 91;
                break;
        }

        return place;
    }

    private JsonObject Filter(int depth, string[] ids)
    {
        JsonObject filter = [];
        foreach (string clause in new[] { "must", "should", "must_not" })
        {
            if (random.Next(3) == 0)
            {
                filter[clause] = random.Next(6) == 0 ? Condition(depth, ids) : Conditions(depth, ids, random.Next(0, 4));
            }
        }

        if (random.Next(6) == 0)
        {
            int count = random.Next(1, 5);
            filter["min_should"] = new JsonObject
            {
                ["conditions"] = Conditions(depth, ids, count),
                ["min_count"] = random.Next(1, count + 1),
            };
        }

        return filter;
    }

    private JsonArray Conditions(int depth, string[] ids, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Condition(depth, ids))];

    private JsonObject Condition(int depth, string[] ids)
    {
        bool isNested = depth >= 100;
        switch (random.Next(depth % 100 < MaxDepth ? 16 : 13))
        {
            case 0 or 1 or 2:
                return OfKey("match", new JsonObject { ["value"] = MatchValue() });
            case 3:
                return OfKey("match", new JsonObject { ["any"] = MatchValues() });
            case 4:
                return OfKey("match", new JsonObject { ["except"] = MatchValues() });
            case 5:
                return OfKey("match", new JsonObject { ["text"] = Pick(s_texts) });
            case 6:
                return OfKey("range", Bounds(() => JsonNode.Parse(Pick(s_numbers))!));
            case 7:
                return OfKey("range", Bounds(() => Pick(s_datetimes)));
            case 8:
                return OfKey("values_count", Bounds(() => random.Next(4)));
            case 9:
                return Area();
            case 10:
                return new JsonObject { ["is_empty"] = new JsonObject { ["key"] = Key() } };
            case 11:
                return new JsonObject { ["is_null"] = new JsonObject { ["key"] = Key() } };
            case 12 when !isNested:
                return random.Next(4) == 0
                    ? new JsonObject { ["has_vector"] = "" }
                    : new JsonObject { ["has_id"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (JsonNode)Pick(ids))]) };
            case 12 or 13:
                // Within it nothing is said of the point.
                return new JsonObject
                {
                    ["nested"] = new JsonObject { ["key"] = Key(), ["filter"] = Filter((depth % 100) + 101, ids) },
                };
            default:
                JsonObject group = Filter(depth + 1, ids);
                return group.Count > 0 ? group : new JsonObject { ["must"] = new JsonArray() };
        }
    }

    private JsonObject OfKey(string kind, JsonNode value) => new() { ["key"] = Key(), [kind] = value };

    private JsonNode MatchValue() => random.Next(6) switch
    {
        0 => random.Next(2) == 0,
        1 or 2 => JsonNode.Parse(Pick([.. s_numbers.Where(number => long.TryParse(number, out _))]))!,
        _ => Pick(s_strings),
    };

    private JsonArray MatchValues() => [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => MatchValue())];

    private JsonObject Bounds(Func<JsonNode> bound)
    {
        JsonObject bounds = [];
        foreach (string name in new[] { "gt", "gte", "lt", "lte" })
        {
            if (random.Next(3) == 0)
            {
                bounds[name] = bound();
            }
        }

        return bounds.Count > 0 ? bounds : new JsonObject { ["gte"] = bound() };
    }

    private JsonObject Area()
    {
        JsonNode Corner(double lon, double lat) => new JsonObject { ["lon"] = lon, ["lat"] = lat };

        double lon = random.Next(-6, 7) / 2.0;
        double lat = random.Next(-6, 7) / 2.0;
        switch (random.Next(3))
        {
            case 0:
                bool crosses = random.Next(4) == 0;
                return OfKey("geo_bounding_box", new JsonObject
                {
                    ["top_left"] = Corner(crosses ? 170 : lon, lat),
                    ["bottom_right"] = Corner(crosses ? lon : lon + (random.Next(8) / 2.0), lat - (random.Next(8) / 2.0)),
                });
            case 1:
                return OfKey("geo_radius", new JsonObject
                {
                    ["center"] = Corner(lon, lat),
                    ["radius"] = Pick(["1", "56000", "123456.7", "21000000"]) is { } meters ? JsonNode.Parse(meters) : null,
                });
            default:
                JsonArray Ring(int least, int size) =>
                    [.. Enumerable.Range(0, random.Next(3, 7)).Select(_ => Corner(lon + random.Next(least, size), lat + random.Next(least, size)))];
                JsonObject polygon = new() { ["exterior"] = new JsonObject { ["points"] = Ring(-3, 4) } };
                if (random.Next(3) == 0)
                {
                    polygon["interiors"] = new JsonArray(new JsonObject { ["points"] = Ring(-1, 2) });
                }

                return OfKey("geo_polygon", polygon);
        }
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
