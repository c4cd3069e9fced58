using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Engine.Filters;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Filters;

/// <summary>Reads <c>{"gt":…,"gte":…,"lt":…,"lte":…}</c>, of numbers or of datetimes.</summary>
internal static class RangeParser
{
    private const int Gt = 0;
    private const int Gte = 1;
    private const int Lt = 2;
    private const int Lte = 3;

    private static readonly MemberNames s_bounds = new("gt", "gte", "lt", "lte");

    /// <summary>The condition, its key still to come; null after a refusal.</summary>
    public static Func<string, Condition>? Read(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_bounds, out ObjectScope scope))
        {
            return null;
        }

        FilterNumber?[] numbers = new FilterNumber?[4];
        DateTimeOffset?[] datetimes = new DateTimeOffset?[4];
        int numberCount = 0;
        int datetimeCount = 0;
        while (json.NextMember(ref scope, out int member))
        {
            if (json.Token == JsonTokenType.String)
            {
                datetimeCount++;
                datetimes[member] = ReadDatetime(ref json);
            }
            else if (!json.IsNull)
            {
                numberCount++;
                numbers[member] = ReadNumber(ref json);
            }
        }

        if (numberCount > 0 && datetimeCount > 0)
        {
            json.Refuse("must have bounds of one kind, numbers or datetimes, has both");
            return null;
        }

        if (!RequireBound(ref json, numberCount + datetimeCount))
        {
            return null;
        }

        return numberCount > 0
            ? key => new NumberRangeCondition(key, numbers[Gt], numbers[Gte], numbers[Lt], numbers[Lte])
            : key => new DatetimeRangeCondition(key, datetimes[Gt], datetimes[Gte], datetimes[Lt], datetimes[Lte]);
    }

    /// <summary>The same of numbers of values.</summary>
    public static Func<string, Condition>? ReadCount(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_bounds, out ObjectScope scope))
        {
            return null;
        }

        int?[] counts = new int?[4];
        int given = 0;
        while (json.NextMember(ref scope, out int member))
        {
            if (!json.IsNull)
            {
                given++;
                counts[member] = json.ReadInteger(0, int.MaxValue);
            }
        }

        return RequireBound(ref json, given)
            ? key => new ValuesCountCondition(key, counts[Gt], counts[Gte], counts[Lt], counts[Lte])
            : null;
    }

    private static bool RequireBound(ref StrictJsonReader json, int given)
    {
        if (given == 0)
        {
            json.Refuse($"must have at least one of {s_bounds.Joined}");
        }

        return given > 0;
    }

    private static FilterNumber? ReadNumber(ref StrictJsonReader json)
    {
        if (json.TryGetInteger(out long integer))
        {
            return integer;
        }

        return json.ReadDouble() is { } real ? real : null;
    }

    private static DateTimeOffset? ReadDatetime(ref StrictJsonReader json)
    {
        // The reader that payloads are read with: what is a datetime there is one here.
        string text = json.ReadText()!;
        if (DatetimeText.TryParse(Encoding.UTF8.GetBytes(text), out long ticks)
            && ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks)
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        json.RefuseValue("a number, or a datetime (RFC 3339) of the years 0001..9999 in UTC like \"2026-03-01T12:00:00Z\"");
        return null;
    }
}
