using System.Collections.Immutable;

namespace Vectorizer.Engine.Filters;

/// <summary>All of several expressions hold; of none, that is true of every point.</summary>
/// <param name="parts">The expressions.</param>
public sealed class AllOfExpression(ImmutableArray<FilterExpression> parts) : FilterExpression
{
    /// <summary>The expressions.</summary>
    public ImmutableArray<FilterExpression> Parts => parts;

    internal override bool Matches(in FilteredPoint point)
    {
        foreach (FilterExpression part in parts)
        {
            if (point.IsCancelled || !part.Matches(point))
            {
                return false;
            }
        }

        return true;
    }
}
