using System.Text.Json;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The M with which a contender answered most queries per second at the data set's usual recall.</summary>
/// <param name="M">Links a node chooses.</param>
/// <param name="Rows">Rows of the index with which it was found.</param>
/// <param name="Rates">Queries per second by M; those that did not reach the recall are not in it.</param>
internal sealed record BestM(int M, int Rows, IReadOnlyDictionary<int, double> Rates)
{
    /// <summary>What is known of a data set, by the keys of contenders.</summary>
    public static IReadOnlyDictionary<string, BestM> Load(string data)
        => File.Exists(PathOf(data))
            ? JsonSerializer.Deserialize<Dictionary<string, BestM>>(File.ReadAllText(PathOf(data)))!
            : new Dictionary<string, BestM>();

    /// <summary>Keeps what was found for a contender, beside what is known of others.</summary>
    public static void Save(string data, string contender, BestM best)
    {
        Dictionary<string, BestM> all = new(Load(data)) { [contender] = best };
        File.WriteAllText(PathOf(data), JsonSerializer.Serialize(all));
    }

    private static string PathOf(string data) => Path.Combine(Repository.Root, ".cache", data, "best-m.json");
}
