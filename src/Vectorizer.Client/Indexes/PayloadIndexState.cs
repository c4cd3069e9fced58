using System.Text.Json.Serialization;

namespace Vectorizer.Client.Indexes;

/// <summary>How far an index over payloads is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayloadIndexState>))]
public enum PayloadIndexState
{
    /// <summary>Filters use it.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>Not every segment has built it yet. Filters on its key read the payloads there.</summary>
    [JsonStringEnumMemberName("building")]
    Building,

    /// <summary>A segment could not build it, and tries again. Filters on its key read the payloads there.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
