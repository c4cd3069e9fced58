using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Server.Api.Query;

/// <summary>Goes through the hits that a query is answered with, nearest first.</summary>
internal struct HitCursor(PointQuery query, SearchHits hits)
{
    private int _next;
    private int _left = query.Limit;

    // The client has passed over them unless the point itself had to be found among them.
    private int _toPass = query.Id.IsEmpty ? 0 : query.Offset;

    /// <summary>Place of the hit among those found.</summary>
    public int Index { get; private set; }

    /// <summary>Its score.</summary>
    public float Score { get; private set; }

    /// <summary>Goes to the next hit; false when there is none.</summary>
    public bool MoveNext()
    {
        while (_next < hits.Points.Count && _left > 0)
        {
            Index = _next++;
            if (!query.Id.IsEmpty && hits.Points.Ids[Index].Span.SequenceEqual(query.Id.Span))
            {
                continue;
            }

            if (_toPass > 0)
            {
                _toPass--;
                continue;
            }

            _left--;
            Score = ScoreOf(query.Field.Metric, hits.Distances.Values.Span[Index]);
            if (!IsBeyond(query, Score))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBeyond(PointQuery query, float score)
        => query.ScoreThreshold is { } threshold
            && (query.Field.Metric.HigherIsNearer() ? score < threshold : score > threshold);

    /// <summary>A score that JSON can hold.</summary>
    /// <remarks>
    /// Sums over the largest floats leave the range of floats: such a score is the largest or smallest float, and where
    /// infinities cancelled out, that of the farthest point. The negated distance of a dot product is −0 where the product is 0.
    /// </remarks>
    private static float ScoreOf(DistanceMetric metric, float distance)
    {
        float score = metric.ToScore(distance);
        return float.IsNaN(score)
            ? (metric.HigherIsNearer() ? float.MinValue : float.MaxValue)
            : Math.Clamp(score, float.MinValue, float.MaxValue) + 0f;
    }
}
