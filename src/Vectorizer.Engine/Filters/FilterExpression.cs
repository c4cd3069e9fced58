namespace Vectorizer.Engine.Filters;

/// <summary>A filter as a tree: what <see cref="FilterEvaluator"/> asks of a point.</summary>
/// <remarks>
/// Immutable and shared between threads. Each node says itself whether a point matches, from the point's own bytes: that is the truth,
/// and whatever finds matches by other means (payload indexes, plans) must find the same.
/// </remarks>
public abstract class FilterExpression
{
    /// <summary>Whether a point matches. After cancellation the answer means nothing.</summary>
    internal abstract bool Matches(in FilteredPoint point);
}
