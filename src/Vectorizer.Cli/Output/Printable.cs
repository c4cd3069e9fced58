using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vectorizer.Cli.Output;

/// <summary>Text that others stored, made safe to print.</summary>
/// <remarks>An id may hold any character: a line feed would break a table, and an escape would command the terminal.</remarks>
internal static class Printable
{
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        StringBuilder safe = new();
        foreach (char letter in text)
        {
            if (char.IsControl(letter))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                safe.Append(letter);
            }
        }

        return safe.ToString();
    }

    /// <summary>A payload on one line, or nothing.</summary>
    public static string Of(JsonElement? payload) => payload is JsonElement json ? Of(json.GetRawText()) : "";
}
