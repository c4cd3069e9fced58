namespace Vectorizer.Engine.Filters;

/// <summary>An expression does not hold.</summary>
/// <param name="part">The expression.</param>
public sealed class NotExpression(FilterExpression part) : FilterExpression
{
    /// <summary>The expression.</summary>
    public FilterExpression Part => part;

    internal override bool Matches(in FilteredPoint point) => !part.Matches(point);
}
