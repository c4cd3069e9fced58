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
    private const string Renamed = "-renamed";

    private readonly SlotMap _slots = SlotMap.Even(Segments);

    /// <summary>What a write gets that asks for nothing.</summary>
    public string Durability { get; init; } = "fsync";

    /// <summary>Its quantization, as JSON.</summary>
    public string Quantization { get; init; } = "null";

    /// <summary>The name that it gets when it is renamed; renamed again it has its first one.</summary>
    public string OtherName => OtherNameOf(Name);

    /// <summary>The other of the two names that a collection may have.</summary>
    public static string OtherNameOf(string name) => FirstNameOf(name) == name ? name + Renamed : FirstNameOf(name);

    /// <summary>The name under which a collection is created that has this one now.</summary>
    public static string FirstNameOf(string name)
        => name.EndsWith(Renamed, StringComparison.Ordinal) ? name[..^Renamed.Length] : name;

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
