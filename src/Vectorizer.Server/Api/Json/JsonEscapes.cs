using System.Globalization;

namespace Vectorizer.Server.Api.Json;

/// <summary>Looks into strings of JSON that hold escapes.</summary>
internal static class JsonEscapes
{
    /// <summary>Whether an escape is one half of a surrogate pair without the other.</summary>
    /// <param name="escaped">The string between its quotes, valid JSON.</param>
    public static bool HasUnpairedSurrogate(ReadOnlySpan<byte> escaped)
    {
        bool afterHigh = false;
        while (true)
        {
            int skipped = escaped.IndexOf((byte)'\\');
            if (afterHigh && skipped != 0)
            {
                return true;
            }

            if (skipped < 0)
            {
                return false;
            }

            escaped = escaped[(skipped + 1)..];
            char unit = escaped[0] == 'u' ? (char)ushort.Parse(escaped.Slice(1, 4), NumberStyles.HexNumber) : '\0';
            if (char.IsLowSurrogate(unit) != afterHigh)
            {
                return true;
            }

            afterHigh = char.IsHighSurrogate(unit);
            escaped = escaped[(escaped[0] == 'u' ? 5 : 1)..];
        }
    }
}
