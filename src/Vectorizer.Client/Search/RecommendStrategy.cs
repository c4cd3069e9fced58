using System.Text.Json.Serialization;

namespace Vectorizer.Client.Search;

/// <summary>How examples say what is searched for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecommendStrategy>))]
public enum RecommendStrategy
{
    /// <summary>
    /// By one vector: the average of the positive examples, moved away from that of the negative ones by the way from there to here.
    /// Scores are those of any search near a vector.
    /// </summary>
    [JsonStringEnumMemberName("average_vector")]
    AverageVector,

    /// <summary>
    /// Each point by the examples that it is most like: above 0 if it is more like a positive one than like any negative one, from -1 to
    /// 1, higher is better.
    /// </summary>
    [JsonStringEnumMemberName("best_score")]
    BestScore,
}
