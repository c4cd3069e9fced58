using System.Globalization;
using System.Text;

namespace Vectorizer.Server.Api.Problems;

/// <summary>Values of callers inside of messages: short, and unable to break a line of a log or a terminal.</summary>
internal static class Quoted
{
    private const int MaxLength = 64;

    /// <summary>The text in quotes, cut when long, with control characters written as escapes.</summary>
    public static string Text(string? text)
    {
        text ??= string.Empty;
        StringBuilder quoted = new("'");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append(text.Length > MaxLength ? $"…' ({text.Length} characters)" : "'").ToString();
    }

    /// <inheritdoc cref="Text(string?)"/>
    public static string Text(ReadOnlySpan<byte> utf8)
    {
        // Decoding stops after what is shown: a name can be as long as a body.
        ReadOnlySpan<byte> shown = utf8[..Math.Min(utf8.Length, MaxLength * 4)];
        string text = Encoding.UTF8.GetString(shown);
        return shown.Length == utf8.Length
            ? Text(text)
            : $"{Text(text[..Math.Min(text.Length, MaxLength)])[..^1]}…' ({utf8.Length} bytes)";
    }
}
