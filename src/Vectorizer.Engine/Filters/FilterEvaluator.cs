namespace Vectorizer.Engine.Filters;

/// <summary>Tells whether a point matches a filter, by reading it: the truth that every quicker way is judged by.</summary>
/// <remarks>
/// Each condition reads the payload up to the first value that meets it. Nothing is allocated but for strings with escapes above
/// 256 bytes. Threads: any.
/// </remarks>
public static class FilterEvaluator
{
    /// <summary>Whether a point matches.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="point">The point.</param>
    /// <exception cref="OperationCanceledException">The point's token was cancelled.</exception>
    public static bool Matches(FilterExpression filter, in FilteredPoint point)
    {
        ArgumentNullException.ThrowIfNull(filter);
        bool matches = filter.Matches(point);
        return point.IsCancelled ? throw new OperationCanceledException() : matches;
    }
}
