using System.Globalization;
using System.Text;
using Vectorizer.Engine.Benchmarks;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>The figures of a run as one section of Markdown, with what they have to be read with.</summary>
internal sealed class HttpReport(HttpOptions options, int rows)
{
    private readonly Dictionary<Measured, List<LoadResult>> _results = [];

    /// <summary>Recall@10 by number of segments.</summary>
    public Dictionary<int, double> Recall { get; } = [];

    /// <summary>Queries a second of the engine alone, one per round.</summary>
    public List<double> EngineRates { get; } = [];

    public void Add(Measured measured, LoadResult result)
    {
        if (!_results.TryGetValue(measured, out List<LoadResult>? results))
        {
            _results.Add(measured, results = []);
        }

        results.Add(result);
    }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            # Queries over HTTP

            Written by `benchmarks/peers/load/build.sh`, then `dotnet run -c Release --project benchmarks/Vectorizer.Server.Benchmarks --
            http --ef {{options.Ef}} --rounds {{options.Rounds}} --seconds {{options.Seconds}} --markdown docs/benchmarks-http.md`: rounds in turns, medians and ranges.
            {{Machine.Description}}. {{rows:N0}} GloVe words of 100 floats, cosine, M=16,
            `ef_construction` 200, `ef` {{options.Ef}}, limit 10 with scores, without payloads; recall@10 {{Recall[1]:F4}}, with 4 segments {{Recall[4]:F4}}.
            The load generator (C++, one thread, closed loop, whole answers read) runs on the same cores.

            *Floor* is the same web API with the searches answered at once. *Engine* is the same segment searched on all cores
            without a server: {{Spread.Of(EngineRates):N0}} queries/s. *Share* is what the server reaches of
            1 / (1 / floor + 1 / engine), the median over the rounds.

            | body | connections | QPS | p50 ms | p99 ms | floor QPS | floor p50 / p99 ms | share |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (Measured measured in Ordered("server", 1))
        {
            List<LoadResult> floor = _results[measured with { What = "floor" }];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {Name(measured.Kind)} | {measured.Connections} | {Row(measured)} | "
                + $"{Of(floor, result => result.Rate):N0} | {Of(floor, result => result.P50).Median:F3} / {Of(floor, result => result.P99).Median:F3} | {Share(measured):F2} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $$"""

            The same words in 4 segments, JSON:

            | segments | connections | QPS | p50 ms | p99 ms |
            |---|---|---|---|---|
            """);
        foreach (Measured measured in Ordered("server", 4))
        {
            Measured one = measured with { Segments = 1 };
            text.AppendLine(CultureInfo.InvariantCulture, $"| 1 | {one.Connections} | {Row(one)} |");
            text.AppendLine(CultureInfo.InvariantCulture, $"| 4 | {measured.Connections} | {Row(measured)} |");
        }

        Measured json = new("server", 1, BodyKind.Json, 1);
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            Bytes of an answer, head included: JSON {_results[json][0].AnswerBytes:F0} (floor {_results[json with { What = "floor" }][0].AnswerBytes:F0}),
            binary {_results[json with { Kind = BodyKind.Binary }][0].AnswerBytes:F0}.
            """);
        return text.ToString();
    }

    private IEnumerable<Measured> Ordered(string what, int segments) => _results.Keys
        .Where(measured => measured.What == what && measured.Segments == segments)
        .OrderBy(measured => measured.Kind)
        .ThenBy(measured => measured.Connections);

    private string Row(Measured measured)
    {
        List<LoadResult> results = _results[measured];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Of(results, result => result.Rate):N0} | {Of(results, result => result.P50):F2} | {Of(results, result => result.P99):F2}");
    }

    private double Share(Measured measured)
    {
        List<LoadResult> server = _results[measured];
        List<LoadResult> floor = _results[measured with { What = "floor" }];
        return Spread.Of(server.Select((result, round) => result.Rate * ((1 / floor[round].Rate) + (1 / EngineRates[round])))).Median;
    }

    private static Spread Of(List<LoadResult> results, Func<LoadResult, double> figure) => Spread.Of(results.Select(figure));

    private static string Name(BodyKind kind) => kind switch
    {
        BodyKind.Json => "JSON numbers",
        BodyKind.Base64 => "JSON base64",
        _ => "binary both ways",
    };
}
