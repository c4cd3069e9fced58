using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Abstractions.Filters;

/// <summary>What a filter may ask for. The one place of these limits: callers check early, segments check again.</summary>
/// <remarks>A refusal is a predicate without its subject: <c>must be …, was …</c>.</remarks>
public static class FilterRules
{
    /// <summary>Filters within filters, the outermost included.</summary>
    public const int MaxDepth = 16;

    /// <summary>Conditions of a filter, those that hold further ones included.</summary>
    public const int MaxConditions = 10_000;

    /// <summary>Values or ids of one condition.</summary>
    public const int MaxValues = 10_000;

    /// <summary>Corners of all rings of one polygon.</summary>
    public const int MaxCorners = 10_000;

    /// <summary>Values, ids and corners of a filter together.</summary>
    public const int MaxOperands = 100_000;

    /// <summary>Bytes of a key in UTF-8.</summary>
    public const int MaxKeyBytes = 1_024;

    /// <summary>Bytes of a text to match in UTF-8.</summary>
    public const int MaxTextBytes = 1_024;

    private const int MinCorners = 3;
    private const int MaxIndexDigits = 9;

    /// <summary>Checks everything about a filter; it can be evaluated afterwards.</summary>
    /// <param name="filter">The filter, or null for none.</param>
    /// <param name="fields">The vector fields of the collection.</param>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(Filter? filter, ImmutableArray<VectorField> fields)
    {
        if (filter is not null)
        {
            new FilterCheck(fields).Check(filter, "filter", isNested: false);
        }
    }

    /// <summary>Why a key cannot be one; null when it can.</summary>
    public static string? RefuseKey(string key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return "must not be empty";
        }

        int bytes = Encoding.UTF8.GetByteCount(key);
        if (bytes > MaxKeyBytes)
        {
            return $"must have at most {MaxKeyBytes} bytes, has {bytes}";
        }

        int at = 0;
        while (true)
        {
            int start = at;
            if (!TrySkipName(key, ref at))
            {
                return key[start..].StartsWith('"')
                    ? $"has a quote at character {start} that is not closed"
                    : $"must have a name at character {start}; a name with . [ ] or \" in it stands in quotes";
            }

            while (at < key.Length && key[at] == '[')
            {
                int bracket = at;
                if (!TrySkipElements(key, ref at))
                {
                    return $"must have [] or an index like [0] at character {bracket}";
                }
            }

            if (at == key.Length)
            {
                return null;
            }

            if (key[at] != '.')
            {
                return $"must have a dot or a bracket at character {at}";
            }

            at++;
        }
    }

    /// <summary>Why a text cannot be matched; null when it can.</summary>
    public static string? RefuseText(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.EnumerateRunes().Any(Rune.IsLetterOrDigit))
        {
            return "must have at least one word of letters or digits";
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes > MaxTextBytes ? $"must have at most {MaxTextBytes} bytes, has {bytes}" : null;
    }

    /// <summary>Why so many values cannot be given; null when they can.</summary>
    public static string? RefuseValues(int count)
        => count is < 1 or > MaxValues ? $"must have 1..{MaxValues} values, has {count}" : null;

    /// <summary>Why so many conditions cannot be counted up to a number; null when they can.</summary>
    public static string? RefuseCount(int count, int conditions)
        => count < 1 || count > conditions ? $"must be 1..{conditions}, the number of conditions, was {count}" : null;

    /// <summary>Why a point is no place on the earth; null when it is one.</summary>
    public static string? RefusePlace(GeoPoint point)
        => point.Lon is >= -180 and <= 180 && point.Lat is >= -90 and <= 90
            ? null
            : $"must have a 'lon' of -180..180 and a 'lat' of -90..90, were {point.Lon} and {point.Lat}";

    /// <summary>Why two corners make no box; null when they do.</summary>
    public static string? RefuseBox(GeoPoint topLeft, GeoPoint bottomRight)
        => topLeft.Lat < bottomRight.Lat
            ? $"must not lie north of 'top_left': its 'lat' of {bottomRight.Lat} is above {topLeft.Lat}"
            : null;

    /// <summary>Why a distance cannot be one; null when it can.</summary>
    public static string? RefuseDistance(double meters)
        => meters >= 0 && double.IsFinite(meters) ? null : $"must be a finite number of meters, 0 or more, was {meters}";

    /// <summary>Why so many corners make no ring; null when they do.</summary>
    public static string? RefuseCorners(int corners)
        => corners < MinCorners ? $"must have at least {MinCorners} corners, has {corners}" : null;

    private static bool TrySkipName(string key, ref int at)
    {
        int start = at;
        if (at == key.Length || key[at] != '"')
        {
            int length = key.AsSpan(at).IndexOfAny(".[]\"");
            at = length < 0 ? key.Length : at + length;
            return at > start;
        }

        for (at++; at < key.Length; at++)
        {
            if (key[at] == '"')
            {
                at++;
                return true;
            }

            // Whatever follows a backslash stands for itself.
            at += key[at] == '\\' ? 1 : 0;
        }

        return false;
    }

    private static bool TrySkipElements(string key, ref int at)
    {
        int length = key.AsSpan(at).IndexOf(']');
        if (length < 0 || length > MaxIndexDigits + 1 || key.AsSpan(at + 1, length - 1).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        at += length + 1;
        return true;
    }
}
