namespace Vectorizer.Server.Metrics;

/// <summary>Values of up to three labels.</summary>
internal readonly record struct SeriesKey(string First, string Second, string Third)
{
    /// <summary>The most labels that a metric has.</summary>
    public const int MaxLabels = 3;

    /// <summary>The values of the first <paramref name="count"/> labels.</summary>
    public string[] Values(int count)
    {
        string[] all = [First, Second, Third];
        return all[..count];
    }
}
