using System.Text.Json.Serialization;

namespace Vectorizer.Client.Collections;

/// <summary>How two vectors are compared, and so what a score means.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Metric>))]
public enum Metric
{
    /// <summary>Cosine similarity, from -1 to 1: a higher score is nearer.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,

    /// <summary>Euclidean distance: a lower score is nearer.</summary>
    [JsonStringEnumMemberName("euclidean")]
    Euclidean,

    /// <summary>Dot product: a higher score is nearer.</summary>
    [JsonStringEnumMemberName("dot")]
    Dot,

    /// <summary>Manhattan distance: a lower score is nearer.</summary>
    [JsonStringEnumMemberName("manhattan")]
    Manhattan,
}
