using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>Another quantization, to which the segments change over in the background. Points are as before, so a kill leaves nothing in doubt.</summary>
/// <param name="Collection">Which.</param>
/// <param name="Quantization">The new one, as JSON.</param>
internal sealed record RequantizeCollection(CollectionModel Collection, string Quantization) : Operation(Collection)
{
    private static readonly string[] s_ofEveryMetric = ["null", """{"type":"scalar","on_disk":false}""", """{"type":"scalar","on_disk":true}"""];

    private static readonly string[] s_all =
    [
        .. s_ofEveryMetric,
        """{"type":"binary","on_disk":false}""",
        """{"type":"binary","on_disk":true}""",
        """{"type":"neighbor_codes","on_disk":false}""",
    ];

    /// <summary>What a collection may change to.</summary>
    public static IReadOnlyList<string> KindsOf(CollectionShape shape) => shape.Metric == "manhattan" ? s_ofEveryMetric : s_all;

    public override string Text => $"change quantization to {Quantization}";

    public override Task<Answer> SendAsync(Api api) => api.SendAsync(
        HttpMethod.Patch, Collection.Path, new JsonObject { ["quantization"] = JsonNode.Parse(Quantization) });
}
