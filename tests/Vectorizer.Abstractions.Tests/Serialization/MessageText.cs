using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Tests.Serialization;

/// <summary>Everything that a message says, as text: two messages are equal when their texts are.</summary>
internal static class MessageText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ByteStrings strings => string.Join(
            ' ', Enumerable.Range(0, strings.Count).Select(i => Convert.ToHexString(strings[i].Span))),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        VectorBlock block => Of(block.Values.ToArray()),
        SlotMap map => string.Join(' ', Enumerable.Range(0, PointSlots.Count).Select(map.SegmentOf)),
        VectorizerException e => $"{e.Code} {e.Message} {e.Argument} {e.RetryAfter}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth.ToString(),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => OfProperties(value),
    };

    private static string OfProperties(object value)
    {
        StringBuilder text = new(value.GetType().Name);
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            text.Append(CultureInfo.InvariantCulture, $" {property.Name}={Of(property.GetValue(value))}");
        }

        return text.ToString();
    }
}
