using System.Globalization;

namespace Vectorizer.Server.Tests.Metrics;

/// <summary>What <c>/metrics</c> said at a moment.</summary>
/// <param name="Text">All of it.</param>
internal sealed record Scrape(string Text)
{
    /// <summary>Types of the metrics by name.</summary>
    public IReadOnlyDictionary<string, string> Types { get; } = Lines(Text)
        .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[2], parts => parts[3]);

    /// <summary>Values by series, the labels as they stand there.</summary>
    public IReadOnlyDictionary<string, double> Series { get; } = Lines(Text)
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>The value of a series.</summary>
    public double this[string series] => Series.TryGetValue(series, out double value) ? value : throw new KeyNotFoundException($"No {series} in:\n{Text}");

    /// <summary>Asks a server.</summary>
    public static async Task<Scrape> OfAsync(HttpClient http)
    {
        using HttpResponseMessage response = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.EnsureSuccessStatusCode().Content.Headers.ContentType!.ToString());
        return new Scrape(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Values of a label in any series.</summary>
    public IReadOnlySet<string> ValuesOf(string label) => Series.Keys
        .SelectMany(series => series.Split('{', ',').Where(part => part.StartsWith(label + "=", StringComparison.Ordinal)))
        .Select(part => part.Split('"')[1])
        .ToHashSet();

    private static string[] Lines(string text) => text.Split('\n');
}
