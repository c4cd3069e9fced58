using System.Collections.Concurrent;
using System.Globalization;

namespace Vectorizer.Server.Metrics;

/// <summary>The value of a tag as the value of a label.</summary>
internal static class LabelText
{
    // Numbers in tags are status codes and the like: few, and the same again and again.
    private static readonly ConcurrentDictionary<int, string> s_numbers = new();

    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        int number => s_numbers.GetOrAdd(number, static number => number.ToString(CultureInfo.InvariantCulture)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
