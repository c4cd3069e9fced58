using System.Text.Json.Serialization;

namespace Vectorizer.Client.Collections;

/// <summary>What searches read of a vector in the place of its numbers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuantizationType>))]
public enum QuantizationType
{
    /// <summary>A byte for each number.</summary>
    [JsonStringEnumMemberName("scalar")]
    Scalar,

    /// <summary>A bit for each number. Not for <see cref="Metric.Manhattan"/>.</summary>
    [JsonStringEnumMemberName("binary")]
    Binary,

    /// <summary>
    /// Four bits for each number of each neighbour in the graph: the fastest searches, and several times the memory of the
    /// numbers, which cannot be on disk. Not for <see cref="Metric.Manhattan"/>.
    /// </summary>
    [JsonStringEnumMemberName("neighbor_codes")]
    NeighborCodes,
}
