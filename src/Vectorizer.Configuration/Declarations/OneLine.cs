namespace Vectorizer.Configuration.Declarations;

/// <summary>Foreign text inside a message of one line.</summary>
internal static class OneLine
{
    private const int Longest = 200;

    /// <summary>The text without control characters, cut where it is longer than a message should be.</summary>
    public static string Of(string text)
    {
        string line = string.Concat(text.Take(Longest).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return text.Length > Longest ? line + "…" : line;
    }
}
