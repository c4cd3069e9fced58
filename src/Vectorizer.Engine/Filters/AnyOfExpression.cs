using System.Collections.Immutable;

namespace Vectorizer.Engine.Filters;

/// <summary>At least some of several expressions hold.</summary>
/// <param name="parts">The expressions.</param>
/// <param name="count">How many of them at least, 1 or more.</param>
public sealed class AnyOfExpression(ImmutableArray<FilterExpression> parts, int count = 1) : FilterExpression
{
    /// <summary>The expressions.</summary>
    public ImmutableArray<FilterExpression> Parts => parts;

    /// <summary>How many of them at least.</summary>
    public int Count => count;

    internal override bool Matches(in FilteredPoint point)
    {
        int missing = count;
        for (int i = 0; i < parts.Length && missing <= parts.Length - i; i++)
        {
            if (point.IsCancelled)
            {
                return false;
            }

            if (parts[i].Matches(point) && --missing == 0)
            {
                return true;
            }
        }

        return false;
    }
}
