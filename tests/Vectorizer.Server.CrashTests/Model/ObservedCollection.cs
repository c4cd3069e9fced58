using System.Text.Json;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A collection as the server shows it.</summary>
/// <param name="Id">Of this creation: another one under the same name has another.</param>
/// <param name="EfSearch">The setting that changes.</param>
/// <param name="Points">All of its points.</param>
/// <param name="Sequences">The last sequence of each segment.</param>
/// <param name="Indexes">The types of its indexes over payloads, by key.</param>
/// <param name="Aliases">The names that stand for it.</param>
internal sealed record ObservedCollection(
    string Id,
    int EfSearch,
    IReadOnlyDictionary<string, PointState> Points,
    IReadOnlyDictionary<int, long> Sequences,
    IReadOnlyDictionary<string, string> Indexes,
    IReadOnlyCollection<string> Aliases)
{
    /// <summary>The setting that changes, of a description.</summary>
    public static int EfSearchOf(JsonElement description)
        => description.GetProperty("hnsw_config").GetProperty("ef_search").GetInt32();
}
