namespace Vectorizer.Engine.Benchmarks.Reports;

/// <summary>A page of which each section belongs to the command that writes it.</summary>
/// <remarks>
/// A section lies between two comments, <c>&lt;!-- begin NAME --&gt;</c> and <c>&lt;!-- end NAME --&gt;</c>, each alone on its
/// line. What lies outside of all sections, and the sections of others, stay as they are.
/// </remarks>
internal static class MarkdownPage
{
    /// <summary>The page with a section replaced, or added at the end.</summary>
    /// <exception cref="InvalidDataException">The section begins and doesn't end, or ends before it begins, or lies there twice.</exception>
    public static string WithSection(string page, string name, string content)
    {
        string begin = $"<!-- begin {name} -->";
        string end = $"<!-- end {name} -->";
        string section = $"{begin}\n{content.Trim('\n')}\n{end}\n";
        string[] lines = page.ReplaceLineEndings("\n").Split('\n');
        int[] begins = LinesThatAre(lines, begin);
        int[] ends = LinesThatAre(lines, end);
        return (begins, ends) switch
        {
            ([], []) => page.Length == 0 ? section : $"{page.TrimEnd('\n')}\n\n{section}",
            ([int first], [int last]) when first < last
                => string.Join('\n', [.. lines[..first], section.TrimEnd('\n'), .. lines[(last + 1)..]]),
            _ => throw new InvalidDataException(
                $"The page has {begins.Length} lines \"{begin}\" and {ends.Length} lines \"{end}\"; one of each in this order, or none."),
        };
    }

    private static int[] LinesThatAre(string[] lines, string marker)
        => [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].Trim() == marker)];
}
