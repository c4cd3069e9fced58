using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>
/// The language of filters, read straight from the JSON of a filter and of a payload: slow, and plainly right. It shares no line with the
/// product. A path first becomes the list of all values that it leads to; then each condition is a question about that list.
/// </summary>
internal static partial class NaiveFilter
{
    public static bool Matches(JsonElement filter, string id, string? payload)
    {
        using JsonDocument document = JsonDocument.Parse(payload ?? "{}");
        return MatchesAll(filter, id, document.RootElement);
    }

    private static bool MatchesAll(JsonElement filter, string id, JsonElement root)
    {
        bool[] Results(string clause) => filter.TryGetProperty(clause, out JsonElement conditions)
            ? [.. Many(conditions).Select(condition => MatchesOne(condition, id, root))]
            : [];

        bool[] should = Results("should");
        bool least = !filter.TryGetProperty("min_should", out JsonElement minShould)
            || minShould.GetProperty("conditions").EnumerateArray().Count(condition => MatchesOne(condition, id, root))
                >= minShould.GetProperty("min_count").GetInt32();
        return Results("must").All(holds => holds)
            && (should.Length == 0 || should.Any(holds => holds))
            && !Results("must_not").Any(holds => holds)
            && least;
    }

    private static IEnumerable<JsonElement> Many(JsonElement conditions)
        => conditions.ValueKind == JsonValueKind.Array ? conditions.EnumerateArray() : [conditions];

    private static bool MatchesOne(JsonElement condition, string id, JsonElement root)
    {
        foreach (JsonProperty member in condition.EnumerateObject().Where(member => member.Name != "key"))
        {
            switch (member.Name)
            {
                case "has_id":
                    return member.Value.EnumerateArray().Any(one => one.GetString() == id);
                case "has_vector":
                    return true;
                case "is_empty":
                    return Flat(Resolve(root, member.Value.GetProperty("key").GetString()!))
                        .All(value => value.ValueKind == JsonValueKind.Null);
                case "is_null":
                    return Flat(Resolve(root, member.Value.GetProperty("key").GetString()!))
                        .Any(value => value.ValueKind == JsonValueKind.Null);
                case "nested":
                    return Flat(Resolve(root, member.Value.GetProperty("key").GetString()!))
                        .Any(value => value.ValueKind == JsonValueKind.Object
                            && MatchesAll(member.Value.GetProperty("filter"), id, value));
                case "must" or "should" or "must_not" or "min_should":
                    return MatchesAll(condition, id, root);
            }

            List<JsonElement> places = Resolve(root, condition.GetProperty("key").GetString()!);
            if (member.Name == "values_count")
            {
                int[] counts = places.Count == 0 ? [0] : [.. places.Select(CountOf)];
                return counts.Any(count => Within(member.Value, bound => count.CompareTo(bound.GetInt32())));
            }

            return Flat(places).Any(value => MeetsValue(member, value));
        }

        throw new InvalidOperationException($"no condition: {condition}");
    }

    private static bool MeetsValue(JsonProperty condition, JsonElement value) => condition.Name switch
    {
        "match" => Meets(condition.Value.EnumerateObject().Single(), value),
        "range" => MeetsRange(condition.Value, value),
        "geo_bounding_box" => Place(value) is { } place && InBox(condition.Value, place),
        "geo_radius" => Place(value) is { } place && InCircle(condition.Value, place),
        "geo_polygon" => Place(value) is { } place && InPolygon(condition.Value, place),
        _ => throw new InvalidOperationException(condition.Name),
    };

    private static bool Meets(JsonProperty match, JsonElement value) => match.Name switch
    {
        "value" => Same(match.Value, value),
        "any" => match.Value.EnumerateArray().Any(one => Same(one, value)),
        "except" => value.ValueKind != JsonValueKind.Null && !match.Value.EnumerateArray().Any(one => Same(one, value)),
        _ => value.ValueKind == JsonValueKind.String && Words(match.Value.GetString()!).IsSubsetOf(Words(value.GetString()!)),
    };

    private static bool Same(JsonElement wanted, JsonElement value)
    {
        if (wanted.ValueKind == JsonValueKind.Number && value.ValueKind == JsonValueKind.Number)
        {
            return Compare(wanted, value) == 0;
        }

        return wanted.ValueKind == value.ValueKind
            && (wanted.ValueKind != JsonValueKind.String || wanted.GetString() == value.GetString())
            && wanted.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False;
    }

    private static bool MeetsRange(JsonElement range, JsonElement value)
    {
        if (range.EnumerateObject().First().Value.ValueKind == JsonValueKind.Number)
        {
            return value.ValueKind == JsonValueKind.Number && Within(range, bound => Compare(value, bound));
        }

        return value.ValueKind == JsonValueKind.String
            && Time(value.GetString()!) is { } time
            && Within(range, bound => time.CompareTo(Time(bound.GetString()!)!.Value));
    }

    private static bool Within(JsonElement bounds, Func<JsonElement, int> compare) => bounds.EnumerateObject().All(bound => bound.Name switch
    {
        "gt" => compare(bound.Value) > 0,
        "gte" => compare(bound.Value) >= 0,
        "lt" => compare(bound.Value) < 0,
        _ => compare(bound.Value) <= 0,
    });

    /// <summary>A 64-bit integer where the number is one, else the nearest float: both as a fraction over 2^1100.</summary>
    private static int Compare(JsonElement x, JsonElement y) => Exact(x).CompareTo(Exact(y));

    private static BigInteger Exact(JsonElement number)
    {
        const int Shift = 1_100;
        if (long.TryParse(number.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return new BigInteger(integer) << Shift;
        }

        double real = double.Parse(number.GetRawText(), CultureInfo.InvariantCulture);
        if (double.IsInfinity(real))
        {
            return BigInteger.Pow(2, 3_000) * Math.Sign(real);
        }

        // Doubling is exact; so is the quotient by a power of two that makes it whole.
        int exponent = 0;
        while (Math.Floor(real) != real)
        {
            real *= 2;
            exponent++;
        }

        return (new BigInteger(real) << Shift) >> exponent;
    }

    private static DateTimeOffset? Time(string text)
    {
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK"];
        return DateTimeOffset.TryParseExact(
            text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    [GeneratedRegex(@"[\p{L}\p{Nd}\p{M}]+")]
    private static partial Regex Word();

    private static (decimal Lon, decimal Lat)? Place(JsonElement value)
    {
        decimal? Coordinate(string name) => value.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number
            ? number.GetDecimal()
            : null;

        return value.ValueKind == JsonValueKind.Object
            && Coordinate("lon") is { } lon && Coordinate("lat") is { } lat
            && Math.Abs(lon) <= 180 && Math.Abs(lat) <= 90
            ? (lon, lat)
            : null;
    }

    private static bool InBox(JsonElement box, (decimal Lon, decimal Lat) place)
    {
        (decimal west, decimal north) = Place(box.GetProperty("top_left"))!.Value;
        (decimal east, decimal south) = Place(box.GetProperty("bottom_right"))!.Value;
        decimal width = east < west ? east + 360 - west : east - west;
        decimal offset = place.Lon < west ? place.Lon + 360 - west : place.Lon - west;
        return offset <= width && place.Lat >= south && place.Lat <= north;
    }

    /// <summary>The angle between two directions in space.</summary>
    private static bool InCircle(JsonElement circle, (decimal Lon, decimal Lat) place)
    {
        (double X, double Y, double Z) Direction((decimal Lon, decimal Lat) at)
        {
            double lon = (double)at.Lon * Math.PI / 180;
            double lat = (double)at.Lat * Math.PI / 180;
            return (Math.Cos(lat) * Math.Cos(lon), Math.Cos(lat) * Math.Sin(lon), Math.Sin(lat));
        }

        (double x1, double y1, double z1) = Direction(Place(circle.GetProperty("center"))!.Value);
        (double x2, double y2, double z2) = Direction(place);
        (double x, double y, double z) = ((y1 * z2) - (z1 * y2), (z1 * x2) - (x1 * z2), (x1 * y2) - (y1 * x2));
        double angle = Math.Atan2(Math.Sqrt((x * x) + (y * y) + (z * z)), (x1 * x2) + (y1 * y2) + (z1 * z2));
        return angle * 6_371_008.8 <= circle.GetProperty("radius").GetDouble();
    }

    private static bool InPolygon(JsonElement polygon, (decimal Lon, decimal Lat) place)
        => Winding(polygon.GetProperty("exterior"), place) != 0
            && (!polygon.TryGetProperty("interiors", out JsonElement interiors)
                || interiors.EnumerateArray().All(ring => Winding(ring, place) is null or 0));

    /// <summary>How often a ring goes around a place, by quarter turns; null on its line.</summary>
    private static int? Winding(JsonElement ring, (decimal Lon, decimal Lat) place)
    {
        (decimal X, decimal Y)[] corners = [.. ring.GetProperty("points").EnumerateArray()
            .Select(corner => Place(corner)!.Value)
            .Select(corner => (corner.Lon - place.Lon, corner.Lat - place.Lat))];
        int winding = 0;
        for (int i = 0; i < corners.Length; i++)
        {
            (decimal x1, decimal y1) = corners[i];
            (decimal x2, decimal y2) = corners[(i + 1) % corners.Length];
            decimal cross = (x1 * y2) - (x2 * y1);
            if (cross == 0 && Math.Min(x1, x2) <= 0 && Math.Max(x1, x2) >= 0 && Math.Min(y1, y2) <= 0 && Math.Max(y1, y2) >= 0)
            {
                return null;
            }

            winding += (y1 <= 0 && y2 > 0 && cross > 0) ? 1 : (y1 > 0 && y2 <= 0 && cross < 0) ? -1 : 0;
        }

        return winding;
    }

    private static int CountOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Null => 0,
        _ => 1,
    };

    private static IEnumerable<JsonElement> Flat(IEnumerable<JsonElement> values) => values.SelectMany(value
        => value.ValueKind == JsonValueKind.Array ? Flat(value.EnumerateArray()) : [value]);

    private static List<JsonElement> Resolve(JsonElement root, string key)
    {
        List<JsonElement> values = [root];
        foreach (string step in Steps(key))
        {
            values = step switch
            {
                "[]" => [.. values.Where(value => value.ValueKind == JsonValueKind.Array).SelectMany(value => value.EnumerateArray())],
                _ when step[0] == '[' =>
                [
                    .. values
                        .Where(value => value.ValueKind == JsonValueKind.Array)
                        .SelectMany(value => value.EnumerateArray().Skip(int.Parse(step[1..^1], CultureInfo.InvariantCulture)).Take(1)),
                ],
                _ =>
                [
                    .. Flat(values)
                        .Where(value => value.ValueKind == JsonValueKind.Object)
                        .SelectMany(value => value.EnumerateObject().Where(member => member.Name == step[1..]).Select(member => member.Value)),
                ],
            };
        }

        return values;
    }

    /// <summary>Names with a dot before them, and brackets.</summary>
    private static IEnumerable<string> Steps(string key)
    {
        foreach (Match step in Step().Matches("." + key))
        {
            string text = step.Value;
            yield return text.StartsWith(".\"", StringComparison.Ordinal)
                ? "." + Regex.Replace(text[2..^1], @"\\(.)", "$1")
                : text;
        }
    }

    [GeneratedRegex("""\."(?:[^"\\]|\\.)*"|\.[^.\[\]"]+|\[\d*\]""")]
    private static partial Regex Step();
}
