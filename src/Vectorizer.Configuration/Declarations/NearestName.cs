namespace Vectorizer.Configuration.Declarations;

/// <summary>Finds the name that someone probably meant.</summary>
internal static class NearestName
{
    // A key that needs more changes than this is another key; and no key is longer than the second.
    private const int FewestChanges = 2;
    private const int LongestName = 100;

    /// <summary>
    /// The name with the fewest changes of a letter. Compared whole, and by the last part alone: a key may be right and
    /// stand in the wrong section.
    /// </summary>
    public static string? To(string name, IEnumerable<string> names)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        (string Name, int Changes) nearest = names
            .Select(known => (known, Math.Min(Changes(name, known), Changes(Last(name), Last(known)) + 1)))
            .MinBy(candidate => candidate.Item2);
        return nearest.Changes <= Math.Max(FewestChanges, Last(name).Length / 3) ? nearest.Name : null;
    }

    private static string Last(string key) => key[(key.LastIndexOf('.') + 1)..];

    // Levenshtein's distance, row by row.
    private static int Changes(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
