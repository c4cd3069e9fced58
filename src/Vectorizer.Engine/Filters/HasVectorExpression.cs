namespace Vectorizer.Engine.Filters;

/// <summary>The point has a vector in a field.</summary>
/// <param name="number">Number of the vector field.</param>
public sealed class HasVectorExpression(int number) : FilterExpression
{
    /// <summary>Number of the vector field.</summary>
    public int Field => number;

    internal override bool Matches(in FilteredPoint point) => (point.Fields >> number & 1) != 0;
}
