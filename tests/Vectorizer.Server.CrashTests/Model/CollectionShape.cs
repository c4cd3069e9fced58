using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What a collection is created with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Segments">Number of segments.</param>
/// <param name="Metric">Its metric; one under which a point is the nearest to itself.</param>
internal sealed record CollectionShape(string Name, int Segments, string Metric)
{
    private readonly SlotMap _slots = SlotMap.Even(Segments);

    /// <summary>What a write gets that asks for nothing.</summary>
    public string Durability { get; init; } = "fsync";

    /// <summary>Its quantization, as JSON.</summary>
    public string Quantization { get; init; } = "null";

    /// <summary>The path of the collection.</summary>
    public string Path => $"/api/v1/collections/{Name}";

    /// <summary>The body that creates it.</summary>
    public JsonObject Definition => new()
    {
        ["dimension"] = PointContents.Dimension,
        ["metric"] = Metric,
        ["segments"] = Segments,
        ["durability"] = Durability,
        ["quantization"] = JsonNode.Parse(Quantization),
    };

    /// <summary>
    /// How far a float of a stored vector may be from what was sent, as a part of it. Under cosine, vectors are
    /// stored normalised and given back by a multiplication.
    /// </summary>
    public float VectorTolerance => Metric == "cosine" ? 1e-5f : 0;

    /// <summary>The segment that a point falls into.</summary>
    public int SegmentOf(string id) => _slots.SegmentOf(Encoding.UTF8.GetBytes(id));
}
