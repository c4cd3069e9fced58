using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>Payloads and conditions of few different values of every kind, so that most conditions match something.</summary>
internal sealed class RandomPayloads(Random random)
{
    /// <summary>Paths that the payloads have values at, those through arrays included.</summary>
    public static ImmutableArray<string> Paths => ["k", "n.v", "list", "objs[].x", "objs.x", "list[1]"];

    private static readonly string[] s_words = ["red", "Green", "BLUE", "größe", "naïve", "日本", "x1"];

    /// <summary>A JSON object in UTF-8, sometimes none.</summary>
    public byte[] Payload()
    {
        if (random.Next(20) == 0)
        {
            return [];
        }

        StringBuilder json = new("{");
        Append(json, "k", Value(2));
        Append(json, "n", random.Next(4) == 0 ? Value(0) : "{\"v\":" + Value(1) + ",\"other\":{\"v\":1}}");
        Append(json, "list", $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(1)))}]");
        Append(json, "objs", $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => "{\"x\":" + Value(1) + "}"))}]");
        if (random.Next(10) == 0)
        {
            // A name that is there twice leads to both.
            Append(json, "k", Value(1));
        }

        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    /// <summary>A condition of one value that an index of a kind may know, sometimes of another.</summary>
    public FilterExpression Leaf(PayloadPath path, PayloadIndexKind kind)
    {
        switch (random.Next(12))
        {
            case 0:
                return new IsEmptyExpression(path);
            case 1:
                return new IsNullExpression(path);
            case 2:
                return new MatchExceptExpression(path, Values((PayloadIndexKind)random.Next(4)));
            case 3:
                kind = (PayloadIndexKind)random.Next(8);
                break;
        }

        return kind switch
        {
            PayloadIndexKind.Keyword or PayloadIndexKind.Uuid or PayloadIndexKind.Bool => new MatchAnyExpression(path, Values(kind)),
            PayloadIndexKind.Text => new MatchTextExpression(path, Encoding.UTF8.GetBytes(Words(random.Next(3)))),
            PayloadIndexKind.Datetime => new DatetimeRangeExpression(path, Bounds(Ticks)),
            PayloadIndexKind.Geo => Area(path),
            _ => random.Next(2) == 0 ? new MatchAnyExpression(path, Values(kind)) : new NumberRangeExpression(path, Bounds(Number)),
        };
    }

    private static void Append(StringBuilder json, string name, string value)
    {
        json.Append(json.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(value);
    }

    private string Value(int depth) => random.Next(depth > 0 ? 12 : 10) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-3, 4).ToString(CultureInfo.InvariantCulture),
        3 => Any("9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808", "1e400", "-0.0", "2.0", "1e1"),
        4 => (random.Next(-12, 13) / 4.0).ToString(CultureInfo.InvariantCulture),
        5 => JsonSerializer.Serialize(Text()),
        6 => JsonSerializer.Serialize(Words(random.Next(4))),
        7 => JsonSerializer.Serialize(Date()),
        8 => JsonSerializer.Serialize(Uuid()),
        9 => Place(),
        _ => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1)))}]",
    };

    private string Any(params string[] values) => values[random.Next(values.Length)];

    // Some as long as an index keeps, and one byte longer.
    private string Text() => Any("a", "b", "é\"\\\n", "", new string('k', KeywordIndex.MaxBytes), new string('k', KeywordIndex.MaxBytes + 1));

    private string Words(int count) => string.Join(Any(" ", ", ", "-"), Enumerable.Range(0, count).Select(_ => Any(s_words)));

    private string Date() => Any(
        "2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "2026-03-01T12:00:00.0000001Z", "1969-12-31T23:59:59Z", "2026-13-01");

    private string Uuid() => Any(
        "550e8400-e29b-41d4-a716-446655440000",
        "550E8400-E29B-41D4-A716-446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "00000000-0000-0000-0000-000000000001");

    private string Place()
    {
        (double lon, double lat) = Position();
        return random.Next(8) == 0
            ? """{"lon":181,"lat":0}"""
            : string.Create(CultureInfo.InvariantCulture, $"{{\"lat\":{lat},\"lon\":{lon}}}");
    }

    private (double Lon, double Lat) Position() => random.Next(4) switch
    {
        0 => (Any180(), Any90()),
        1 => (random.Next(-180, 181), random.Next(-90, 91)),
        _ => (13 + random.NextDouble(), 52 + random.NextDouble()),
    };

    private double Any180() => random.Next(2) == 0 ? 180 : -180;

    private double Any90() => random.Next(3) switch
    {
        0 => 90,
        1 => -90,
        _ => 0,
    };

    private MatchValues Values(PayloadIndexKind kind)
    {
        string[] strings = [];
        long[] integers = [];
        bool hasTrue = false;
        bool hasFalse = false;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            switch (random.Next(15) == 0 ? (PayloadIndexKind)random.Next(8) : kind)
            {
                case PayloadIndexKind.Keyword:
                    strings = [.. strings, random.Next(3) == 0 ? Uuid() : Text()];
                    break;
                case PayloadIndexKind.Uuid:
                    strings = [.. strings, Uuid()];
                    break;
                case PayloadIndexKind.Bool:
                    hasTrue |= random.Next(2) == 0;
                    hasFalse |= random.Next(2) == 0;
                    break;
                default:
                    integers = [.. integers, random.Next(4) == 0 ? random.NextInt64(9007199254740991, 9007199254740995) : random.Next(-3, 4)];
                    break;
            }
        }

        return new MatchValues(strings.Select(Encoding.UTF8.GetBytes), integers, hasTrue, hasFalse);
    }

    private Bounds<T> Bounds<T>(Func<T> value)
        where T : struct, IComparable<T>
    {
        int which = random.Next(1, 16);
        T? At(int bit) => (which & bit) != 0 && random.Next(3) > 0 ? value() : null;
        return new Bounds<T>(At(1), At(2), At(4), which == 8 ? value() : At(8));
    }

    private ExactNumber Number() => random.Next(6) switch
    {
        0 => new ExactNumber(random.NextInt64(9007199254740991, 9007199254740995)),
        1 => new ExactNumber(random.Next(2) == 0 ? long.MaxValue : long.MinValue),
        2 => new ExactNumber(random.Next(3) switch
        {
            0 => 9223372036854775808.0,
            1 => double.PositiveInfinity,
            _ => -1e300,
        }),
        3 => new ExactNumber(random.Next(-12, 13) / 4.0),
        _ => new ExactNumber(random.Next(-3, 4)),
    };

    private long Ticks() => DatetimeText.TryParse(Encoding.UTF8.GetBytes(Date()), out long ticks) ? ticks + random.Next(-1, 2) : 0;

    private PlaceExpression Area(PayloadPath path)
    {
        (double lon, double lat) = Position();
        switch (random.Next(3))
        {
            case 0:
                (double otherLon, double otherLat) = Position();
                return new GeoBoxExpression(path, new Place(lon, Math.Max(lat, otherLat)), new Place(otherLon, Math.Min(lat, otherLat)));
            case 1:
                return new GeoRadiusExpression(path, new Place(lon, lat), Math.Pow(10, random.Next(8)) * random.NextDouble());
            default:
                ImmutableArray<Place> corners = [.. Enumerable.Range(0, random.Next(3, 7)).Select(_ => Position()).Select(place => new Place(place.Lon, place.Lat))];
                return new GeoPolygonExpression(path, corners, []);
        }
    }
}
