using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vectorizer.Engine.Benchmarks.Payloads;

/// <summary>Real JSON objects as payloads: films, countries, and what browsers support, without white space.</summary>
/// <remarks>One payload a line in <c>.cache/payloads/payloads.jsonl</c>.</remarks>
internal static class PayloadDataSet
{
    private const int Seed = 20_130_801;

    private static readonly NpmPackage s_films = new("vega-datasets", "3.2.1");
    private static readonly NpmPackage s_countries = new("world-countries", "5.1.0");
    private static readonly NpmPackage s_browsers = new("@mdn/browser-compat-data", "8.1.9");

    // As a client would send them: text stays text.
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All payloads in an order of no meaning, fetched once.</summary>
    public static async Task<byte[][]> LoadAsync(CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Repository.Root, ".cache", "payloads");
        string path = Path.Combine(folder, "payloads.jsonl");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            Console.WriteLine($"fetching {s_films}, {s_countries} and {s_browsers} with npm (25 MB)");
            string[] payloads =
            [
                .. await FetchAsync(s_films, folder, "data/movies.json", cancellationToken),
                .. await FetchAsync(s_countries, folder, "countries.json", cancellationToken),
                .. await FetchAsync(s_browsers, folder, "data.json", cancellationToken),
            ];
            new Random(Seed).Shuffle(payloads);

            // Under another name first: a file that exists is complete.
            string partial = path + ".partial";
            await File.WriteAllLinesAsync(partial, payloads, cancellationToken);
            File.Move(partial, path);
        }

        return [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(Encoding.UTF8.GetBytes)];
    }

    private static Task<string[]> FetchAsync(
        NpmPackage package, string folder, string path, CancellationToken cancellationToken)
        => package.ReadAsync(
            folder,
            path,
            async (stream, token) => Records((await JsonNode.ParseAsync(stream, cancellationToken: token))!).ToArray(),
            cancellationToken);

    // A list of objects, or a tree that has one object named __compat for each feature.
    private static IEnumerable<string> Records(JsonNode node) => node switch
    {
        JsonArray list => list.Select(record => record!.ToJsonString(s_compact)),
        JsonObject tree => tree.Where(member => member.Value is JsonObject).SelectMany(member => member.Key == "__compat"
            ? [member.Value!.ToJsonString(s_compact)]
            : Records(member.Value!)),
        _ => [],
    };
}
