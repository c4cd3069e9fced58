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
            Score = query.ScoreOf(hits.Distances.Values.Span[Index]);
            if (!query.IsBeyond(Score))
            {
                return true;
            }
        }

        return false;
    }
}
