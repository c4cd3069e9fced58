using System.Text.Json.Serialization;

namespace Vectorizer.Client.Collections;

/// <summary>What searches read of a vector in the place of its numbers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuantizationType>))]
public enum QuantizationType
{
    /// <summary>A byte for each number.</summary>
    [JsonStringEnumMemberName("scalar")]
    Scalar,

    /// <summary>The sign of each number. Not for <see cref="Metric.Manhattan"/>, and not in every version of the server.</summary>
    [JsonStringEnumMemberName("binary")]
    Binary,
}
