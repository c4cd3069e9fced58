namespace Vectorizer.Client.Orleans;

/// <summary>How examples say what is searched for.</summary>
public enum RecommendStrategy
{
    /// <summary>
    /// By one vector: the average of the positive examples, moved away from that of the negative ones by the way from there to here.
    /// Scores are those of any search near a vector.
    /// </summary>
    AverageVector = 0,

    /// <summary>Each point by the examples that it is most like: <see cref="Abstractions.Search.BestScore"/>.</summary>
    BestScore = 1,
}
